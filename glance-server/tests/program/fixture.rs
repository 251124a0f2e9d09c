//! A server in a process of its own, and a client that minds every byte.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long anything may take before it counts as not happening.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The program.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_glance-server"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"OS_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG").env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running server; killed when dropped.
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    /// Where it listens: `127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Server {
    /// Starts a server without configuration on `folder`, and waits until it is ready.
    pub(crate) fn local(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(folder).args(arguments);
        let mut server = Self::start(&mut command);
        let line = server.wait_for("Images API:");
        let url = line.split(' ').find_map(|word| word.strip_prefix("http://"));
        server.address = url.unwrap().into();
        server
    }

    /// Starts `glance-server api` with a configuration, and waits until it is ready.
    pub(crate) fn api(config: &Config) -> Self {
        let mut server = Self::start(program().arg("api").arg("--config-file").arg(&config.file));
        server.wait_for("ready");
        server.address = format!("127.0.0.1:{}", config.port);
        server
    }

    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { child, lines, address: String::new() }
    }

    /// Waits for the next line, on stdout or stderr, that has this text in it.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(text) => return line,
                Ok(_) => {}
                Err(error) => panic!("the program never said {text:?}: {error}"),
            }
        }
    }

    pub(crate) fn connect(&self) -> Http<TcpStream> {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Http { stream }
    }

    /// Sends one request on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        self.connect().ask(method, path, headers, body)
    }

    /// Makes an image, and tells its path.
    pub(crate) fn image(&self) -> String {
        let document = br#"{"disk_format": "raw", "container_format": "bare"}"#;
        let answer = self.ask("POST", "/v2/images", "", document);
        assert_eq!(answer.status, 201, "{}", answer.text());
        format!("/v2/images/{}", answer.field("id"))
    }

    /// Makes an image with data, and tells the path of the data.
    pub(crate) fn image_with(&self, data: &[u8]) -> String {
        let file = format!("{}/file", self.image());
        assert_eq!(self.ask("PUT", &file, OCTETS, data).status, 204);
        file
    }

    /// Asks for an image until it has this status.
    pub(crate) fn wait_for_status(&self, image: &str, status: &str) {
        let until = Instant::now() + PATIENCE;
        let mut connection = self.connect();
        loop {
            match connection.ask("GET", image, "", b"").field("status") {
                found if found == status => return,
                found if Instant::now() > until => panic!("the image is {found}, not {status}"),
                _ => thread::yield_now(),
            }
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub(crate) fn wait(mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait().unwrap() {
                Some(status) => return status,
                None if Instant::now() > until => panic!("the program does not end"),
                None => thread::yield_now(),
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The header of image data.
pub(crate) const OCTETS: &str = "content-type: application/octet-stream\r\n";

/// A connection.
pub(crate) struct Http<S> {
    pub(crate) stream: S,
}

impl<S: Read + Write> Http<S> {
    pub(crate) fn ask(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        self.send_head(method, path, &format!("{headers}content-length: {}\r\n", body.len()));
        // A server that refuses may stop to read; what it says is to be read all the same.
        let _ = self.stream.write_all(body);
        self.answer()
    }

    /// Sends everything before the body.
    pub(crate) fn send_head(&mut self, method: &str, path: &str, headers: &str) {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: glance\r\n{headers}\r\n");
        self.stream.write_all(head.as_bytes()).unwrap();
    }

    /// Reads up to the blank line.
    pub(crate) fn answer_head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            match self.stream.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                Ok(_) => break,
                Err(error) => panic!("after {:?}: {error}", String::from_utf8_lossy(&head)),
            }
        }
        String::from_utf8(head).unwrap()
    }

    pub(crate) fn answer(&mut self) -> Answer {
        let head = self.answer_head();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        let status = head.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {head:?}")).parse().unwrap();
        Answer { status, head, body }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// One member of the document.
    pub(crate) fn field(&self, name: &str) -> String {
        let document: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        document[name].as_str().unwrap_or_else(|| panic!("no {name} in {document}")).to_owned()
    }
}

/// A configuration file with a database and a store in a folder of its own.
pub(crate) struct Config {
    pub(crate) folder: TempDir,
    pub(crate) file: PathBuf,
    pub(crate) port: u16,
}

impl Config {
    /// Writes a file; `options` come into `[DEFAULT]`, `rest` behind everything.
    pub(crate) fn new(options: &str, rest: &str) -> Self {
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        let (path, file) = (folder.path().to_str().unwrap().to_owned(), folder.path().join("glance-api.conf"));
        let text = format!(
            "[DEFAULT]\nbind_host = 127.0.0.1\nbind_port = {port}\n{options}\n\
             [database]\nconnection = sqlite:///{path}/glance.sqlite\n\
             [glance_store]\nfilesystem_store_datadir = {path}/images\n{rest}\n"
        );
        fs::write(&file, text).unwrap();
        Self { folder, file, port }
    }

    /// Makes the database as well.
    pub(crate) fn synced(self) -> Self {
        let done = self.manage(&["db", "sync"]);
        assert_eq!(done, (0, "Database is synced successfully.".to_owned()));
        self
    }

    /// Runs `glance-server manage`, and tells its exit code and all that it says.
    pub(crate) fn manage(&self, arguments: &[&str]) -> (i32, String) {
        run(program().arg("manage").arg("--config-file").arg(&self.file).args(arguments))
    }
}

/// Runs a program to its end, and tells its exit code and all that it says.
pub(crate) fn run(command: &mut Command) -> (i32, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap().trim().to_owned())
}
