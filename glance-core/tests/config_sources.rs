//! Configuration files: how they are found, laid over each other, and refer to one another.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::fs;

use glance_core::config::{Config, ConfigError};
use tempfile::TempDir;

fn error(text: &str) -> String {
    Config::from_text("glance-api.conf", text).unwrap_err().to_string()
}

#[test]
fn references_are_replaced_as_oslo_does() {
    for (host, expected) in [
        ("$name", "value"),
        ("a${name}b", "avalueb"),
        ("$name-$name", "value-value"),
        ("${other.option}", "from value"),
        ("$other.option", "from value"),
        ("h$bind_port", "h9292"),
        ("${database.max_retries}/${glance_store.filesystem_store_datadir}", "10//var/lib/glance/images"),
        ("$$name", "$name"),
        (r"\$name", "$name"),
        ("$1-$-$", "$1-$-$"),
        ("${}", "${}"),
    ] {
        let text = format!("[DEFAULT]\nbind_host = {host}\nname = value\n[Other]\noption = from $name\n");

        assert_eq!(Config::from_text("glance-api.conf", &text).unwrap().server.bind_host, expected, "{host}");
    }
}

#[test]
fn references_that_lead_nowhere_or_in_circles_are_told() {
    assert_eq!(
        error("[DEFAULT]\nbind_host = http://$nowhere\n"),
        "glance-api.conf:2: [DEFAULT] bind_host: refers to $nowhere, which has no value here (the sign itself is written $$)"
    );
    assert_eq!(
        error("[DEFAULT]\nbind_host = $a\na = ${b}\nb = $bind_host\n"),
        "glance-api.conf:2: [DEFAULT] bind_host: refers to itself, directly or through others"
    );
}

#[test]
fn later_files_win_and_folders_come_after_files() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let first = write("first", "[DEFAULT]\nbind_port = 1\nworkers = 1\ndebug = true\n");
    let second = write("second", "[DEFAULT]\nworkers = 2\nbind_port = 2\nbind_port = 3\n");
    write("b.conf", "[DEFAULT]\nbind_host = b\n");
    write("a.conf", "[DEFAULT]\nbind_host = a\nworkers = 3\n");
    write(".hidden.conf", "[DEFAULT]\nbind_host = hidden\n");
    write("z.conf.orig", "[DEFAULT]\nbind_host = orig\n");

    let files = Config::load(&[first.clone(), second.clone()], &[]).unwrap().server;
    let folders = Config::load(&[first, second], &[folder.path().to_owned()]).unwrap().server;

    assert_eq!((files.bind_port, files.workers, files.log.debug), (3, Some(2), true));
    assert_eq!((folders.bind_host.as_str(), folders.bind_port, folders.workers), ("b", 3, Some(3)));
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("missing");
    let binary = folder.path().join("binary.conf");
    fs::write(&binary, b"[DEFAULT]\n\xff").unwrap();

    for (files, dirs, path) in [
        (vec![missing.clone()], vec![], &missing),
        (vec![], vec![missing.clone()], &missing),
        (vec![binary.clone()], vec![], &binary),
        (vec![], vec![folder.path().to_owned()], &binary),
    ] {
        let read = Config::load(&files, &dirs);

        assert!(matches!(&read, Err(ConfigError::Unreadable { path: named, .. }) if named == path), "{read:?}");
        assert!(read.unwrap_err().to_string().starts_with(&path.display().to_string()));
    }
}

#[test]
fn variables_of_the_environment_replace_what_files_say() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("glance-api.conf");
    let text = "[DEFAULT]\nbind_port = 1\nbind_host = here\nenabled_backends = Fast:file\n[database]\nconnection = sqlite://\n\
                [glance_store]\ndefault_backend = Fast\n[Fast]\nfilesystem_store_datadir = /file\n\
                [oslo_policy]\npolicy_dirs = a\npolicy_dirs = b\n";
    fs::write(&file, text).unwrap();
    let load = |variables: &[(&str, &str)]| {
        let variables: Vec<_> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::load_with(std::slice::from_ref(&file), &[], &variables)
    };

    let config = load(&[
        ("OS_DEFAULT__BIND_PORT", "2"),
        ("OS_DATABASE__CONNECTION", "mysql://glance:'$bind_host'@db/glance"),
        ("OS_DATABASE__CONNECTION_PARAMETERS", ""),
        ("OS_FAST__FILESYSTEM_STORE_DATADIR", "/variable"),
        ("OS_USERNAME", "admin"),
        ("OS_NOTES__COLOUR", "red"),
        ("DEFAULT__BIND_HOST", "elsewhere"),
    ])
    .unwrap();

    assert_eq!((config.server.bind_port, config.server.bind_host.as_str()), (2, "here"));
    assert_eq!(config.database.connection.unwrap().reveal(), "mysql://glance:'here'@db/glance");
    assert!(format!("{:?}", config.stores.layout).contains("/variable"));
    assert!(config.ignored.is_empty(), "{:?}", config.ignored);
    assert_eq!(
        load(&[("OS_DEFAULT__BIND_PORT", "0")]).unwrap_err().to_string(),
        "OS_DEFAULT__BIND_PORT: [DEFAULT] bind_port: «0» is not a port (1 to 65535)"
    );
}
