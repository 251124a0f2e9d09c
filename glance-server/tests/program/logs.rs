//! The log file.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::fixture::{Config, Server, program};

fn wait_for(file: &Path, text: &str) -> String {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let log = fs::read_to_string(file).unwrap_or_default();
        if log.contains(text) {
            return log;
        }
        assert!(Instant::now() < until, "no {text:?} in {log:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_log_that_was_moved_away_is_begun_anew_on_sighup_and_nothing_is_interrupted() {
    let logs = TempDir::new().unwrap();
    let (log, old) = (logs.path().join("glance.log"), logs.path().join("glance.log.1"));
    let config = Config::new(&format!("log_file = {}", log.display()), "").synced();
    let mut server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));
    wait_for(&log, "ready");
    server.address = format!("127.0.0.1:{}", config.port);
    let mut connection = server.connect();
    assert_eq!(connection.ask("GET", "/v2/images?before", "", b"").status, 200);

    fs::rename(&log, &old).unwrap();
    server.signal(Signal::HUP);
    wait_for(&log, "got SIGHUP");
    let image = connection.ask("POST", "/v2/images", "", b"{}");

    assert_eq!(image.status, 201);
    let new = wait_for(&log, "method=POST");
    assert!(!new.contains("ready"), "{new}");
    let old = fs::read_to_string(&old).unwrap();
    assert!(old.contains("ready") && !old.contains("method=POST"), "{old}");
}
