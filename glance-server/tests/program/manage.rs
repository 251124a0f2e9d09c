//! `glance-server manage`

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use insta::assert_snapshot;

use crate::fixture::{Config, program, run};

#[test]
fn a_database_is_made_once_and_then_up_to_date() {
    let config = Config::new("", "");
    let mut said = Vec::new();
    for words in [
        "db version",
        "db check",
        "db migrate",
        "db contract",
        "db sync",
        "db sync",
        "db check",
        "db version",
        "db expand",
        "db migrate",
        "db contract",
    ] {
        let (code, text) = config.manage(&words.split(' ').collect::<Vec<_>>());
        said.push(format!("{words} => {code}: {text}"));
    }

    assert_snapshot!(said.join("\n"), @r#"
    db version => 0: The database has no version yet. Run "glance-manage db sync" to give it one.
    db check => 3: The database is not up to date. The first step is to run "glance-manage db expand".
    db migrate => 1: ERROR: the schema is not expanded yet: run "glance-manage db expand" first
    db contract => 1: ERROR: the schema is not expanded yet: run "glance-manage db expand" first
    db sync => 0: Database is synced successfully.
    db sync => 0: Database is up to date. No migrations needed.
    db check => 0: Database is up to date. No upgrades needed.
    db version => 0: 2024_1_contract01
    db expand => 0: Database is up to date. No upgrades needed.
    db migrate => 0: Database migration is up to date. No migration needed.
    db contract => 0: Database is up to date. No upgrades needed.
    "#);
}

#[test]
fn the_older_names_of_the_commands_are_known() {
    let config = Config::new("", "");
    let mut said = Vec::new();
    for words in ["db_sync", "db_sync liberty", "db_check", "db_version", "db_expand", "db_migrate", "db_contract"] {
        let (code, text) = config.manage(&words.split(' ').collect::<Vec<_>>());
        said.push(format!("{words} => {code}: {text}"));
    }

    assert_snapshot!(said.join("\n"), @"
    db_sync => 0: Database is synced successfully.
    db_sync liberty => 0: Database is up to date. No migrations needed.
    db_check => 0: Database is up to date. No upgrades needed.
    db_version => 0: 2024_1_contract01
    db_expand => 0: Database is up to date. No upgrades needed.
    db_migrate => 0: Database migration is up to date. No migration needed.
    db_contract => 0: Database is up to date. No upgrades needed.
    ");
}

#[test]
fn the_program_is_the_command_that_it_is_called_by() {
    let config = Config::new("", "");
    let link = config.folder.path().join("glance-manage");
    symlink(env!("CARGO_BIN_EXE_glance-server"), &link).unwrap();

    let done = run(Command::new(&link).args(["db", "sync", "--config-file"]).arg(&config.file));

    assert_eq!(done, (0, "Database is synced successfully.".to_owned()));
}

#[test]
fn nothing_is_left_beside_a_database_file() {
    let config = Config::new("", "").synced();

    let files =
        fs::read_dir(config.folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = files.collect();
    files.sort();

    assert_eq!(files, ["glance-api.conf", "glance.sqlite"]);
}

#[test]
fn without_an_action_the_actions_are_told() {
    for arguments in [&["manage"][..], &["manage", "db"]] {
        let (code, said) = run(program().args(arguments));
        assert_eq!(code, 2, "{arguments:?}");
        assert!(said.contains("Usage:") && said.contains("Commands:"), "{said}");
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_a_failure() {
    let config = Config::new("", "[database]\nconnection = oracle://localhost/glance");

    let (code, said) = config.manage(&["db", "sync"]);

    assert_eq!(code, 1);
    assert!(said.starts_with("ERROR:") && said.contains("oracle"), "{said}");
}
