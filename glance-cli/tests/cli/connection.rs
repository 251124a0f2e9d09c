//! Where the service is and who asks.

use serde_json::{Value, json};

use crate::support::{Answer, ID, Program, Server, image, image_path};

fn glance() -> Server {
    Server::start().on(&format!("GET {}", image_path()), Answer::json(&image()))
}

/// A Keystone whose catalog leads to `glance`.
fn keystone(glance: &Server) -> Server {
    let endpoint = |interface: &str, region: &str, url: &str| json!({"interface": interface, "region": region, "region_id": region, "url": url});
    let catalog = json!([
        {"type": "compute", "endpoints": [endpoint("public", "R2", "http://127.0.0.1:1")]},
        {"type": "image", "endpoints": [
            endpoint("public", "R1", "http://127.0.0.1:1"),
            endpoint("internal", "R2", "http://127.0.0.1:1"),
            endpoint("public", "R2", &format!("{}/v2", glance.url())),
        ]},
    ]);
    let answer = Answer::new("201 Created", "application/json", json!({"token": {"catalog": catalog}}).to_string());
    Server::start().on("POST /v3/auth/tokens", answer.header("X-Subject-Token", "issued"))
}

fn token(server: &Server) -> Option<String> {
    server.requests().last().and_then(|request| request.headers.get("x-auth-token").cloned())
}

#[test]
fn a_token_goes_as_it_is_and_no_token_goes_as_none() {
    let server = glance();
    let program = Program::at(&server);
    program.run(&["image-show", ID]).printed();
    assert_eq!(token(&server), None);
    program
        .run(&[
            "--os_auth_token=user:project:role",
            "--os_image_url",
            &format!("{}/v2.17/", server.url()),
            "image-show",
            ID,
        ])
        .printed();
    assert_eq!(token(&server).unwrap(), "user:project:role");
}

#[test]
fn a_token_goes_nowhere_but_where_it_was_said_to_go() {
    let program = Program::alone().variable("OS_AUTH_TOKEN", "t");
    assert!(program.run(&["image-list"]).complained().starts_with("You must say what the token is for"));

    let server = glance();
    let program = Program::at(&server).variable("OS_APPLICATION_CREDENTIAL_ID", "i").variable("OS_AUTH_TOKEN", "t");
    program.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "t");
}

#[test]
fn a_password_wins_over_a_token_that_was_left_in_the_environment() {
    let server = glance();
    let keystone = keystone(&server);
    let program = Program::alone()
        .variable("OS_AUTH_URL", &format!("{}/v3", keystone.url()))
        .variable("OS_AUTH_TOKEN", "yesterday")
        .variable("OS_REGION_NAME", "R2")
        .variable("OS_USERNAME", "u")
        .variable("OS_PASSWORD", "p")
        .variable("OS_PROJECT_NAME", "p");
    program.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "issued");
}

#[test]
fn a_variable_that_is_set_to_nothing_is_as_good_as_not_set() {
    let server = glance();
    let empty = ["OS_CACERT", "OS_CERT", "OS_KEY", "OS_TLS_MIN_VERSION", "OS_IMAGE_ALLOW_FAILURE", "OS_IMAGE_STORE"];
    let more = ["OS_IMAGE_STORES", "OS_IMAGE_IMPORT_METHOD", "OS_AUTH_TOKEN", "OS_CLOUD"];
    let program = empty.iter().chain(&more).fold(Program::at(&server), |program, name| program.variable(name, ""));
    program.run(&["image-show", ID]).printed();
    for command in ["image-create", "image-create-via-import"] {
        let server = Server::start().on("POST /v2/images", Answer::json(&image()));
        let program = program.run(&["--os-image-url", &server.url(), command, "--name", "n"]);
        assert!(program.printed().contains(ID));
    }
}

#[test]
fn options_win_over_variables_and_variables_over_clouds_yaml() {
    let server = glance();
    let clouds = format!(
        "clouds:\n  mine:\n    auth_type: token\n    auth: {{token: 0123, endpoint: http://127.0.0.1:1}}\n    \
         image_endpoint_override: {}\n",
        server.url()
    );
    let from_file = Program::alone().file("clouds.yaml", &clouds);
    from_file.run(&["--os-cloud", "mine", "image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "0123");

    let with_variable = Program::alone()
        .file("clouds.yaml", &clouds)
        .variable("OS_CLOUD", "mine")
        .variable("OS_AUTH_TOKEN", "variable");
    with_variable.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "variable");
    with_variable.run(&["--os-auth-token", "option", "image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "option");

    let with_empty_variable =
        Program::alone().file("clouds.yaml", &clouds).variable("OS_CLOUD", "mine").variable("OS_AUTH_TOKEN", "");
    with_empty_variable.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "0123");
}

#[test]
fn the_folder_wins_over_the_home_and_secrets_over_clouds() {
    let server = glance();
    let cloud = |token: &str| format!("clouds:\n  c:\n    auth: {{endpoint: '{}', token: {token}}}\n", server.url());
    let home = Program::alone().file(".config/openstack/clouds.yaml", cloud("home")).variable("OS_CLOUD", "c");
    home.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "home");
    let here = home.file("clouds.yaml", cloud("here"));
    here.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "here");
    let secret = here.file(".config/openstack/secure.yaml", "clouds:\n  c:\n    auth: {token: secret}\n");
    secret.run(&["image-show", ID]).printed();
    assert_eq!(token(&server).unwrap(), "secret");
}

#[test]
fn a_cloud_that_is_not_there_is_named_and_a_broken_file_keeps_its_secrets() {
    assert_eq!(Program::alone().run(&["--os-cloud", "c", "image-list"]).complained(), "Cloud c was not found.\n");
    let broken =
        Program::alone().file("clouds.yaml", "clouds:\n  c:\n    auth:\n      password: hunter2\n      username: [u\n");
    let complaint = broken.run(&["--os-cloud", "c", "image-list"]).complained();
    assert!(complaint.starts_with("./clouds.yaml: not a file of clouds"), "{complaint}");
    assert!(!complaint.contains("hunter2"), "{complaint}");
}

#[test]
fn a_password_becomes_a_token_and_an_endpoint_of_the_region() {
    let glance = glance();
    let keystone = keystone(&glance);
    let clouds = format!(
        "clouds:\n  c:\n    region_name: R2\n    auth:\n      auth_url: {}/v3\n      username: demo\n      project_name: p\n      \
         user_domain_name: Users\n",
        keystone.url()
    );
    let program =
        Program::alone().file("clouds.yaml", clouds).variable("OS_CLOUD", "c").variable("OS_PASSWORD", "hunter2");
    let outcome = program.run(&["--debug", "image-show", ID]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("hunter2") && !outcome.stderr.contains("issued"), "{}", outcome.stderr);
    assert_eq!(token(&glance).unwrap(), "issued");
    let question: Value = serde_json::from_slice(&keystone.request("POST /v3/auth/tokens").body).unwrap();
    assert_eq!(
        question["auth"],
        json!({
            "identity": {"methods": ["password"], "password": {
                "user": {"name": "demo", "domain": {"name": "Users"}, "password": "hunter2"}
            }},
            "scope": {"project": {"name": "p", "domain": {"id": "default"}}}
        })
    );
    assert_eq!(
        program.run(&["--os-region-name", "R9", "image-show", ID]).complained(),
        "public endpoint for image service in R9 region not found\n"
    );
}

#[test]
fn what_is_missing_for_a_password_is_named() {
    let program = Program::alone().variable("OS_AUTH_URL", "http://127.0.0.1:1");
    insta::assert_snapshot!(program.run(&["image-list"]).complained(), @"You must provide a username via either --os-username or env[OS_USERNAME]");
    let program = program.variable("OS_USERNAME", "u");
    insta::assert_snapshot!(program.run(&["image-list"]).complained(), @r#"You must provide a password via either --os-password, env[OS_PASSWORD], or prompted response"#);
    let program = program.variable("OS_PASSWORD", "p");
    insta::assert_snapshot!(program.run(&["image-list"]).complained(), @r#"You must provide a project_id or project_name (with project_domain_name or project_domain_id) via   --os-project-id (env[OS_PROJECT_ID])  --os-project-name (env[OS_PROJECT_NAME]),  --os-project-domain-id (env[OS_PROJECT_DOMAIN_ID])  --os-project-domain-name (env[OS_PROJECT_DOMAIN_NAME])"#);
    let refused = Server::start().on("POST /v3/auth/tokens", Answer::html("401 Unauthorized", "no"));
    let program = program.variable("OS_PROJECT_ID", "p").variable("OS_AUTH_URL", &refused.url());
    assert_eq!(program.run(&["image-list"]).complained(), "Invalid OpenStack Identity credentials.\n");
}
