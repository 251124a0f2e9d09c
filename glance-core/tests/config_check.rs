//! Everything that is to be said of a configuration, at once.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::path::PathBuf;

use glance_core::config::{Checked, Config, GivenOption, Standing};
use tempfile::TempDir;

/// Files of one folder, by name and text.
fn check(files: &[(&str, &str)]) -> (TempDir, Checked) {
    let folder = TempDir::new().unwrap();
    let write = |(name, text): &(&str, &str)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let paths: Vec<PathBuf> = files.iter().filter(|(name, _)| !name.ends_with("json")).map(write).collect();
    files.iter().filter(|(name, _)| name.ends_with("json")).for_each(|file| drop(write(file)));
    let checked = Checked::load(&paths, &[], &[]);
    (folder, checked)
}

/// What is wrong, without the folder.
fn wrong(folder: &TempDir, checked: &Checked) -> Vec<String> {
    let folder = format!("{}/", folder.path().display());
    checked.wrong.iter().map(|error| error.to_string().replace(&folder, "")).collect()
}

fn names<'g>(given: impl IntoIterator<Item = &'g GivenOption>) -> String {
    given.into_iter().map(|given| format!("{}.{}", given.section, given.option)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_good_configuration_is_understood_as_it_is_served() {
    let text =
        "[DEFAULT]\nbind_port = 9393\nuse_syslog = true\n[database]\nconnection = sqlite:////x\n[notes]\na = b\n";

    let (_folder, checked) = check(&[("glance-api.conf", text)]);

    assert_eq!(names(&checked.understood), "DEFAULT.bind_port database.connection");
    assert_eq!(names(checked.ignored.iter().map(|(given, _)| given)), "DEFAULT.use_syslog notes.a");
    assert_eq!(checked.ignored[0].1, Standing::Known);
    assert_eq!(checked.ignored[1].1, Standing::Unknown { meant: None });
    assert_eq!(checked.config.unwrap().server.bind_port, 9393);
}

#[test]
fn all_mistakes_are_told_and_not_only_the_first() {
    let first = "[DEFAULT]\nbind_port = 99999\nimage_tag_quota = many\nimage_member_quota = few\n\
                 enabled_backends = fast:file\n[glance_store]\ndefault_backend = slow\n";
    let second = "[cors]\nmax_age = long\n[oslo_middleware]\nenable_proxy_headers_parsing = maybe\n";
    let third = "[DEFAULT\n";

    let (folder, checked) =
        check(&[("a.conf", first), ("b.conf", second), ("c.conf", third), ("schema-image.json", "{\"size\": {}}")]);

    insta::assert_snapshot!(wrong(&folder, &checked).join("\n"), @"
    c.conf:1: «[DEFAULT» is not a section, as in [section]
    a.conf:2: [DEFAULT] bind_port: «99999» is not a port (1 to 65535)
    a.conf:7: [glance_store] default_backend: «slow» is not one of enabled_backends (fast)
    a.conf:4: [DEFAULT] image_member_quota: «few» is not a whole number
    b.conf:4: [oslo_middleware] enable_proxy_headers_parsing: «maybe» is not a boolean (true or false, yes or no, on or off, 1 or 0)
    a.conf:3: [DEFAULT] image_tag_quota: «many» is not a whole number
    b.conf:2: [cors] max_age: «long» is not a whole number
    schema-image.json: «size»: every image has an attribute of this name
    ");
    assert!(checked.config.is_none());
    assert_eq!(names(&checked.understood), "DEFAULT.enabled_backends");
}

#[test]
fn what_is_missing_is_told_once() {
    let (folder, checked) = check(&[("a.conf", "[DEFAULT]\nenabled_backends = fast:file\ncert_file = /x\n")]);

    insta::assert_snapshot!(wrong(&folder, &checked).join("\n"), @"
    [DEFAULT] key_file is missing: cert_file is given
    [glance_store] default_backend is missing: enabled_backends has several stores to choose from
    ");
}

#[test]
fn s26_ossn_0060_a_service_that_acts_for_its_users_is_refused() {
    let read = |text: &str| Config::from_text("glance-api.conf", text).map(drop).map_err(|error| error.to_string());

    let refusal = read("[DEFAULT]\nuse_user_token = False\n").unwrap_err();

    assert!(refusal.starts_with("glance-api.conf:2: [DEFAULT] use_user_token: requests of users would"), "{refusal}");
    assert_eq!(read("[DEFAULT]\nuse_user_token = True\n"), Ok(()));
}

#[test]
fn the_environment_is_checked_with_the_files() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("glance-api.conf");
    std::fs::write(&file, "[DEFAULT]\nbind_port = 9393\n").unwrap();
    let variables = [("OS_DEFAULT__WORKERS", "many"), ("OS_DEFAULT__USE_SYSLOG", "true"), ("OS_X__Y", "z")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));

    let checked = Checked::load(&[file], &[], &variables);

    assert_eq!(
        wrong(&folder, &checked),
        ["OS_DEFAULT__WORKERS: [DEFAULT] workers: «many» is not a whole number (0 to 4294967295)"]
    );
    assert_eq!(names(checked.ignored.iter().map(|(given, _)| given)), "DEFAULT.use_syslog");
    assert_eq!(checked.ignored[0].0.place.to_string(), "OS_DEFAULT__USE_SYSLOG");
}
