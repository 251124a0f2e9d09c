//! `glance-server api`

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use rustix::process::Signal;

use crate::fixture::{Config, Server, program, run};

fn refusal(config: &Config) -> String {
    let (code, said) = run(program().arg("api").arg("--config-file").arg(&config.file));
    assert_eq!(code, 1, "{said}");
    said.lines().last().unwrap().to_owned()
}

#[test]
fn a_server_does_what_its_configuration_says() {
    let options = "public_endpoint = https://images.example\nlimit_param_default = 1\nimage_tag_quota = 0";
    let config = Config::new(options, "[paste_deploy]\nflavor = fakeauth").synced();
    let server = Server::api(&config);
    let token = "x-auth-token: u:p:member,reader\r\n";

    let created = server.ask("POST", "/v2/images", token, b"{}");
    let tagged = server.ask("POST", "/v2/images", token, br#"{"tags": ["x"]}"#);
    let listed = server.ask("GET", "/v2/images", token, b"");
    let anonymous = server.ask("GET", "/v2/images", "", b"");

    assert!(created.head.contains("location: https://images.example/v2/images/"), "{}", created.head);
    assert_eq!(created.field("owner"), "p");
    assert!(listed.text().contains("\"next\""));
    assert_eq!((tagged.status, anonymous.status), (413, 401));
}

#[test]
fn several_stores_are_served() {
    let rest = "[glance_store]\ndefault_backend = cheap\n\
                [fast]\nfilesystem_store_datadir = DIR/fast\n[cheap]\nfilesystem_store_datadir = DIR/cheap";
    let config = Config::new("enabled_backends = fast:file,cheap:file", rest).synced();
    let text = fs::read_to_string(&config.file).unwrap().replace("DIR", config.folder.path().to_str().unwrap());
    fs::write(&config.file, text).unwrap();
    let server = Server::api(&config);

    let file = server.image_with(b"data");

    let image = server.ask("GET", file.strip_suffix("/file").unwrap(), "", b"");
    assert_eq!(image.field("stores"), "cheap");
    assert_eq!(config.folder.path().join("cheap").read_dir().unwrap().count(), 1);
}

#[test]
fn a_program_called_glance_api_serves() {
    let config = Config::new("", "").synced();
    let link = config.folder.path().join("glance-api");
    symlink(env!("CARGO_BIN_EXE_glance-server"), &link).unwrap();
    let server = Server::start(Command::new(&link).arg("--config-file").arg(&config.file));
    server.wait_for("ready");

    server.signal(Signal::TERM);

    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn a_wrong_value_is_told_with_its_place() {
    let config = Config::new("image_tag_quota = many", "");

    let said = refusal(&config);

    let place = format!("ERROR: {}:4: [DEFAULT] image_tag_quota: ", config.file.display());
    assert!(said.starts_with(&place), "{said}");
}

#[test]
fn a_database_that_is_not_prepared_is_refused_with_the_remedy() {
    let config = Config::new("", "");

    let said = refusal(&config);

    let remedy = format!("run \"glance-server manage --config-file {} db sync\"", config.file.display());
    assert!(said.ends_with(&remedy), "{said}");
}

#[test]
fn a_flavor_that_is_not_built_is_refused_by_its_option() {
    let caching = "image_cache_dir = /var/cache/glance";
    for (options, flavor, option) in [
        ("", "keystone", "[keystone_authtoken] auth_url"),
        (caching, "fakeauth+caching", "[paste_deploy] flavor"),
        ("", "magic", "[paste_deploy] flavor"),
    ] {
        let config = Config::new(options, "").synced();
        let text = fs::read_to_string(&config.file).unwrap();
        fs::write(&config.file, format!("{text}[paste_deploy]\nflavor = {flavor}\n")).unwrap();
        let said = refusal(&config);
        assert!(said.contains(option), "{flavor}: {said}");
    }
}

#[test]
fn a_server_that_believes_everybody_says_so() {
    let config = Config::new("", "[paste_deploy]\nflavor = context").synced();
    let server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));

    assert!(server.wait_for("identity headers are believed").contains("WARN"));
}

#[test]
fn options_that_mean_nothing_are_told_once() {
    let config = Config::new("use_syslog = true\nbind_hots = 0.0.0.0", "").synced();
    let server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));

    assert!(server.wait_for("options that have no effect here").contains("[DEFAULT] use_syslog"));
    let unknown = server.wait_for("bind_hots");
    assert!(
        unknown.contains("WARN") && unknown.contains(":5: [DEFAULT] bind_hots: unknown; bind_host is not"),
        "{unknown}"
    );
}

#[test]
fn a_configuration_that_is_not_named_is_found_in_its_folder() {
    let config = Config::new("", "");
    // Not at home, for then those of this machine's would count as well.
    let there = |words: &[&str]| run(program().env("OS_GLANCE_CONFIG_DIR", config.folder.path()).args(words));

    assert_eq!(there(&["manage", "db", "sync"]), (0, "Database is synced successfully.".to_owned()));
    assert!(config.folder.path().join("glance.sqlite").is_file());
    let (code, said) = there(&["policy", "check", "--rule", "get_images"]);
    assert_eq!(code, 1, "{said}");
    let mut server = Server::start(program().env("OS_GLANCE_CONFIG_DIR", config.folder.path()).arg("api"));
    server.wait_for("ready");
    server.address = format!("127.0.0.1:{}", config.port);
    assert_eq!(server.ask("GET", "/", "", b"").status, 300);
}

#[test]
fn a_configuration_can_be_checked_without_being_served() {
    let good = Config::new("use_syslog = true\nbind_prot = 9292", "");
    let bad = Config::new("bind_port = 99999", "[oslo_policy]\npolicy_file = nowhere.yaml\n[cors]\nmax_age = x\n");
    let said = |config: &Config| {
        let (code, said) = run(program().args(["config", "check"]).arg(&config.file));
        (code, said.replace(&format!("{}", config.file.display()), "FILE"))
    };

    let (good_code, good_said) = said(&good);
    let (bad_code, bad_said) = said(&bad);

    assert_eq!((good_code, bad_code), (0, 1), "{good_said}\n{bad_said}");
    assert!(good_said.contains("FILE:4: [DEFAULT] use_syslog: no effect here\n"), "{good_said}");
    assert!(good_said.contains("FILE:5: [DEFAULT] bind_prot: unknown; bind_port is not\n"), "{good_said}");
    assert!(good_said.ends_with(" 1 without effect, 1 unknown, 0 wrong"), "{good_said}");
    assert!(bad_said.contains("ERROR: FILE:4: [DEFAULT] bind_port: «99999» is not a port"), "{bad_said}");
    assert!(bad_said.contains("ERROR: FILE:12: [cors] max_age: "), "{bad_said}");
}

#[test]
fn a_database_url_with_a_word_that_cannot_be_kept_is_told_beforehand() {
    let config = Config::new("", "[database]\nconnection_parameters = ssl_capath=/tls\nconnection = mysql://db/glance");

    let (code, said) = run(program().args(["config", "check"]).arg(&config.file));

    let place = "ERROR: [database] connection, connection_parameters: ";
    let reason =
        if cfg!(feature = "mysql") { "ssl_capath in the parameters" } else { "this program was built without MySQL" };
    assert!(code == 1 && said.contains(&format!("{place}{reason}")), "{said}");
    assert!(refusal(&config).starts_with(&format!("{place}{reason}")), "{}", refusal(&config));
}

#[test]
fn options_in_the_environment_win() {
    let config = Config::new("image_tag_quota = 7", "").synced();
    let mut check = program();
    check.args(["config", "check"]).arg(&config.file).env("OS_DEFAULT__IMAGE_TAG_QUOTA", "0").env("OS_A__B", "c");
    let mut serve = program();
    serve.arg("api").arg("--config-file").arg(&config.file).env("OS_DEFAULT__IMAGE_TAG_QUOTA", "0");

    let (code, said) = run(&mut check);
    let mut server = Server::start(&mut serve);
    server.wait_for("ready");
    server.address = format!("127.0.0.1:{}", config.port);
    let tagged = server.ask("POST", "/v2/images", "", br#"{"tags": ["x"]}"#);

    assert!(
        code == 0 && said.contains("\nOS_DEFAULT__IMAGE_TAG_QUOTA: [DEFAULT] image_tag_quota: understood\n"),
        "{said}"
    );
    assert!(!said.contains("OS_A__B"), "{said}");
    assert_eq!(tagged.status, 413);
}

#[test]
fn the_file_about_imports_counts_where_glance_reads_it() {
    let config = Config::new("", "").synced();
    let imports = config.folder.path().join("glance-image-import.conf");
    fs::write(&imports, "[import_filtering_opts]\nallowed_ports = many\n").unwrap();

    let (code, said) = run(program().arg("api").env("OS_GLANCE_CONFIG_DIR", config.folder.path()));
    let server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));

    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains(&format!("ERROR: {}:2: [import_filtering_opts] allowed_ports: ", imports.display())),
        "{said}"
    );
    assert!(server.wait_for("named with --config-file").contains("WARN"));
}

#[test]
fn stores_that_are_not_built_are_left_out_with_a_warning() {
    let config = Config::new("", "[glance_store]\nstores = file,glance.store.swift.Store,tape").synced();

    let (code, said) = run(program().args(["config", "check"]).arg(&config.file));
    let server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));

    let warning = "[glance_store] stores: glance.store.swift.Store, tape are left out";
    assert!(code == 0 && said.contains(&format!("WARNING: {warning}")), "{said}");
    assert!(server.wait_for(warning).contains("WARN"));
    server.wait_for("ready");
}

#[test]
fn pages_are_no_longer_than_a_database_can_be_asked_for() {
    let config = Config::new("api_limit_max = 100000", "").synced();

    let server = Server::start(program().arg("api").arg("--config-file").arg(&config.file));

    let warning = server.wait_for("[DEFAULT] api_limit_max: pages have 8192 entries at most");
    assert!(warning.contains("WARN"), "{warning}");
}
