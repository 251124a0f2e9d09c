//! The ways to tell Keystone who asks, and for what.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Answer, ID, Outcome, Program, Server, image, image_path};

const TOKENS: &str = "POST /v3/auth/tokens";

fn glance() -> Server {
    Server::start().on(&format!("GET {}", image_path()), Answer::json(&image()))
}

fn issued(token: &str, glance: &Server) -> Answer {
    let endpoints = json!([{"interface": "public", "region": "R", "url": glance.url()}]);
    let answer = json!({"token": {"catalog": [{"type": "image", "endpoints": endpoints}]}});
    Answer::new("201 Created", "application/json", answer.to_string()).header("X-Subject-Token", token)
}

/// The program at a Keystone that issues tokens, and that Keystone.
fn program(glance: &Server) -> (Program, Server) {
    let keystone = Server::start().on(TOKENS, issued("issued", glance));
    (Program::alone().variable("OS_AUTH_URL", &format!("{}/v3", keystone.url())), keystone)
}

/// What Keystone was asked last.
fn question(keystone: &Server) -> Value {
    let request = keystone.requests().into_iter().rfind(|request| request.line == TOKENS).unwrap();
    serde_json::from_slice::<Value>(&request.body).unwrap()["auth"].take()
}

fn tokens(glance: &Server) -> Vec<String> {
    glance.requests().iter().map(|request| request.headers["x-auth-token"].clone()).collect()
}

#[test]
fn a_token_is_good_for_a_project_a_domain_the_cloud_or_a_trust() {
    let glance = glance();
    let user = [("OS_USERNAME", "u"), ("OS_USER_DOMAIN_ID", "d"), ("OS_PASSWORD", "p")];
    for (variables, scope) in [
        (&[("OS_TENANT_NAME", "t")][..], json!({"project": {"name": "t", "domain": {"id": "default"}}})),
        (
            &[("OS_PROJECT_NAME", "p"), ("OS_DEFAULT_DOMAIN_NAME", "D")],
            json!({"project": {"name": "p", "domain": {"name": "D"}}}),
        ),
        (&[("OS_DOMAIN_NAME", "D")], json!({"domain": {"name": "D"}})),
        (&[("OS_SYSTEM_SCOPE", "all")], json!({"system": {"all": true}})),
        (&[("OS_TRUST_ID", "x")], json!({"OS-TRUST:trust": {"id": "x"}})),
    ] {
        let (program, keystone) = program(&glance);
        let all = user.iter().chain(variables);
        let program = all.fold(program, |program, (name, value)| program.variable(name, value));
        program.run(&["image-show", ID]).printed();
        assert_eq!(question(&keystone)["scope"], scope);
    }
    let (program, _keystone) = program(&glance);
    let program = program.variable("OS_PROJECT_ID", "p").variable("OS_SYSTEM_SCOPE", "all");
    assert_eq!(
        program.run(&["image-list"]).complained(),
        "Authentication cannot be scoped to multiple targets. Pick one of: project, domain, trust, system or unscoped\n"
    );
}

#[test]
fn an_application_credential_needs_its_secret_and_by_name_its_user() {
    let glance = glance();
    let (program, keystone) = program(&glance);
    let program = program.variable("OS_AUTH_TYPE", "v3applicationcredential");
    assert_eq!(
        program.run(&["image-list"]).complained(),
        "You must provide an application credential via either --os-application-credential-id or \
         env[OS_APPLICATION_CREDENTIAL_ID]\n"
    );
    let program = program.variable("OS_APPLICATION_CREDENTIAL_SECRET", "s");
    program.run(&["--os-application-credential-id", "i", "image-show", ID]).printed();
    let credential = json!({"id": "i", "secret": "s"});
    assert_eq!(
        question(&keystone),
        json!({"identity": {"methods": ["application_credential"], "application_credential": credential}})
    );
    let program = program.variable("OS_APPLICATION_CREDENTIAL_NAME", "n").variable("OS_USERNAME", "u");
    program.run(&["image-show", ID]).printed();
    assert_eq!(
        question(&keystone)["identity"]["application_credential"],
        json!({"name": "n", "secret": "s", "user": {"name": "u", "domain": {"id": "default"}}})
    );
    assert_eq!(tokens(&glance), ["issued", "issued"]);
}

#[test]
fn a_cloud_is_completed_by_its_profile_and_by_the_secrets_beside_it() {
    let glance = glance();
    let (program, keystone) = program(&glance);
    let program = program
        .variable("OS_AUTH_URL", "")
        .variable("OS_CLOUD", "mine")
        .file(
            "clouds.yaml",
            "clouds:\n  mine:\n    profile: vendor\n    auth_type: v3applicationcredential\n    auth:\n      \
             application_credential_id: 'i'\n  other:\n    profile: gone\n    auth: {auth_url: 'http://127.0.0.1:1/v3'}\n",
        )
        .file(
            "clouds-public.yaml",
            format!(
                "public-clouds:\n  vendor:\n    region_name: R\n    auth: {{auth_url: '{}/v3', application_credential_id: v}}\n",
                keystone.url()
            ),
        )
        .file("secure.yaml", "clouds:\n  mine:\n    auth: {application_credential_secret: hunter2}\n");
    program.run(&["image-show", ID]).printed();
    assert_eq!(question(&keystone)["identity"]["application_credential"], json!({"id": "i", "secret": "hunter2"}));
    let other = program.run(&["--os-cloud", "other", "image-list"]);
    let warnings = other.stderr.matches("WARNING: there is no profile gone for the cloud other").count();
    assert_eq!(warnings, 1, "{}", other.stderr);
}

#[test]
fn version_3_is_found_from_an_unversioned_url_and_the_password_stays_at_home() {
    let glance = glance();
    let elsewhere = Server::start();
    let link = json!([{"rel": "self", "href": format!("{}/identity/v3/", elsewhere.url())}]);
    let versions = json!({"versions": {"values": [{"id": "v3.14", "status": "stable", "links": link}]}});
    let choices = Answer::new("300 Multiple Choices", "application/json", versions.to_string());
    let keystone = Server::start()
        .on("GET /", choices)
        .on("POST /identity/v3/auth/tokens", issued("issued", &glance))
        .on("GET /silent/", Answer::html("404 Not Found", "no"))
        .on("POST /silent/v3/auth/tokens", issued("issued", &glance));
    let program =
        Program::alone().variable("OS_USERNAME", "u").variable("OS_PASSWORD", "p").variable("OS_PROJECT_NAME", "p");
    program.run(&["--os-auth-url", &keystone.url(), "image-show", ID]).printed();
    program.run(&["--os-auth-url", &format!("{}/silent", keystone.url()), "image-show", ID]).printed();
    program.run(&["--os-auth-url", &format!("{}/silent/v2.0", keystone.url()), "image-show", ID]).printed();
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_token_that_ends_on_the_way_is_renewed_once() {
    let refused = || Answer::html("401 Unauthorized", "no");
    let shown = format!("GET {}", image_path());
    let glance = Server::start()
        .on(&shown, refused())
        .on(&shown, Answer::json(&image()))
        .on(&format!("PATCH {}", image_path()), refused());
    let keystone = Server::start().on(TOKENS, issued("first", &glance)).on(TOKENS, issued("second", &glance));
    let program = Program::alone()
        .variable("OS_AUTH_URL", &format!("{}/v3", keystone.url()))
        .variable("OS_USERNAME", "u")
        .variable("OS_PASSWORD", "p")
        .variable("OS_PROJECT_NAME", "p");
    program.run(&["image-show", ID]).printed();
    assert_eq!(tokens(&glance), ["first", "second"]);

    let complaint = program.run(&["image-update", ID, "--name", "n"]).complained();
    assert_eq!(complaint, "Invalid OpenStack Identity credentials.\n");
    assert_eq!(tokens(&glance)[2..], ["second", "second", "second"]);

    let direct = Program::at(&glance).variable("OS_AUTH_TOKEN", "own");
    direct.run(&["image-update", ID, "--name", "n"]).complained();
    assert_eq!(keystone.requests().len(), 4);
}

#[test]
fn n03_ossa_2013_013_a_password_on_the_command_line_is_warned_of_and_one_in_a_variable_stays_out_of_it() {
    let glance = glance();
    let (program, _keystone) = program(&glance);
    let program = program.variable("OS_USERNAME", "u").variable("OS_PROJECT_NAME", "p");
    let outcome = program.run(&["--os-password", "hunter2", "image-show", ID]);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            Some(0),
            "WARNING: everybody on this machine can see secrets on the command line; use env[OS_PASSWORD], clouds.yaml or, \
             for a password, the prompt\n"
        )
    );

    let stalled = Server::start().on(TOKENS, Answer::data("{}").stalled_after(1));
    let program = program.variable("OS_PASSWORD", "hunter2").variable("OS_AUTH_URL", &format!("{}/v3", stalled.url()));
    let mut child = program.start(&["image-show", ID]);
    stalled.wait_for(1);
    let arguments = std::fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!String::from_utf8_lossy(&arguments).contains("hunter2"));
}

#[test]
fn a_terminal_is_asked_for_the_password_and_does_not_show_it() {
    let glance = glance();
    let (program, keystone) = program(&glance);
    let program = program.variable("OS_USERNAME", "u").variable("OS_PROJECT_NAME", "p");
    let terminal = rustix::pty::openpt(rustix::pty::OpenptFlags::RDWR | rustix::pty::OpenptFlags::NOCTTY).unwrap();
    rustix::pty::grantpt(&terminal).unwrap();
    rustix::pty::unlockpt(&terminal).unwrap();
    let name = rustix::pty::ptsname(&terminal, Vec::new()).unwrap();
    let open = || std::fs::File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let kept_open = open();
    let mut terminal = std::fs::File::from(terminal);

    let mut command = program.command(env!("CARGO_BIN_EXE_glance"));
    let child = command.args(["image-show", ID]).stdin(Stdio::from(open())).spawn().unwrap();
    let mut shown = read_until(&mut terminal, "OS Password: ");
    std::io::Write::write_all(&mut terminal, b"hunter2\n").unwrap();
    let printed = Outcome::of(child).printed();
    assert!(printed.contains("cirros"), "{printed}");
    assert_eq!(question(&keystone)["identity"]["password"]["user"]["password"], "hunter2");
    std::io::Write::write_all(&mut &kept_open, b"end").unwrap();
    shown += &read_until(&mut terminal, "end");
    assert_eq!(shown, "OS Password: \r\nend");

    let mut command = program.command(env!("CARGO_BIN_EXE_glance"));
    let child = command.args(["image-show", ID]).stdin(Stdio::from(open())).spawn().unwrap();
    read_until(&mut terminal, "OS Password: ");
    let is_silent =
        || !rustix::termios::tcgetattr(&kept_open).unwrap().local_modes.contains(rustix::termios::LocalModes::ECHO);
    assert!(is_silent());
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(Outcome::of(child).code, Some(130));
    assert!(!is_silent());
}

/// Reads what a terminal shows up to and with `end`.
fn read_until(terminal: &mut impl std::io::Read, end: &str) -> String {
    let mut shown = String::new();
    while !shown.ends_with(end) {
        let mut byte = [0];
        terminal.read_exact(&mut byte).unwrap();
        shown.push(char::from(byte[0]));
    }
    shown
}
