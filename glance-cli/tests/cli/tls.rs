//! Servers that are not who they say they are get no token.

use crate::support::{Answer, Authority, Certificate, ID, Outcome, Program, Server, TlsServer, image, image_path};

const TOKEN: &str = "sesame-open";

fn server(certificate: &Certificate, clients: Option<&Authority>) -> TlsServer {
    TlsServer::start(certificate, clients, image().to_string())
}

fn show(server: &TlsServer, authority: &Authority, options: &[&str]) -> Outcome {
    let program = Program::alone()
        .file("ca.pem", &authority.pem)
        .variable("OS_AUTH_TOKEN", TOKEN)
        .variable("OS_IMAGE_URL", &server.url());
    program.run(&[options, &["image-show", ID]].concat())
}

/// The complaint about a server that shows `certificate`, which must not have got anything.
fn refusal(certificate: &Certificate, authority: &Authority, options: &[&str]) -> String {
    let server = server(certificate, None);
    let complaint = show(&server, authority, options).complained();
    assert_eq!(server.received(), "");
    complaint
}

#[test]
fn s06_ossa_2013_018_a_certificate_that_does_not_hold_is_refused_and_no_token_is_sent() {
    let (authority, other) = (Authority::new("one"), Authority::new("other"));
    let trusted = ["--os-cacert", "ca.pem"];
    for (certificate, options, reason) in [
        (Certificate::self_signed("localhost"), &[][..], "UnknownIssuer"),
        (Certificate::self_signed("localhost"), &trusted, "UnknownIssuer"),
        (other.sign("localhost", 2100), &trusted, "UnknownIssuer"),
        (authority.sign("localhost", 2100), &[], "UnknownIssuer"),
        (authority.sign("elsewhere.example", 2100), &trusted, "not valid for name"),
        (authority.sign("localhost", 2021), &trusted, "expired"),
    ] {
        let complaint = refusal(&certificate, &authority, options);
        assert!(complaint.starts_with("Error finding address for https://localhost:"), "{complaint}");
        assert!(complaint.contains(reason), "{complaint}");
    }
}

#[test]
fn a_certificate_of_a_trusted_authority_gets_the_token() {
    let authority = Authority::new("one");
    let server = server(&authority.sign("localhost", 2100), None);
    let printed = show(&server, &authority, &["--os-cacert", "ca.pem"]).printed();
    assert!(printed.contains("cirros"), "{printed}");
    assert!(server.received().contains(&format!("x-auth-token: {TOKEN}\r\n")), "{}", server.received());
}

#[test]
fn a_system_without_authorities_trusts_nobody_and_still_talks_without_tls() {
    let bare = |program: Program| program.variable("SSL_CERT_FILE", "/dev/null").variable("SSL_CERT_DIR", "/nowhere");
    let plain = Server::start().on(&format!("GET {}", image_path()), Answer::json(&image()));
    bare(Program::at(&plain)).run(&["image-show", ID]).printed();
    let authority = Authority::new("one");
    let server = server(&authority.sign("localhost", 2100), None);
    let program = bare(Program::alone()).variable("OS_AUTH_TOKEN", TOKEN).variable("OS_IMAGE_URL", &server.url());
    let complaint = program.run(&["image-show", ID]).complained();
    assert!(complaint.contains("UnknownIssuer"), "{complaint}");
    assert_eq!(server.received(), "");
}

#[test]
fn not_to_verify_takes_an_option_and_is_warned_of() {
    let (authority, certificate) = (Authority::new("one"), Certificate::self_signed("elsewhere.example"));
    let server = server(&certificate, None);
    let outcome = show(&server, &authority, &["--insecure"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("WARNING: certificates are not verified"), "{}", outcome.stderr);
    assert!(server.received().contains(TOKEN));

    let clouds = format!("clouds:\n  c:\n    verify: false\n    auth: {{endpoint: '{}', token: t}}\n", server.url());
    let outcome = Program::alone().file("clouds.yaml", clouds).run(&["--os-cloud", "c", "image-show", ID]);
    assert!(outcome.stderr.starts_with("WARNING: certificates are not verified"), "{}", outcome.stderr);
}

#[test]
fn a_server_that_asks_who_we_are_gets_our_certificate() {
    let authority = Authority::new("one");
    let server = server(&authority.sign("localhost", 2100), Some(&authority));
    let ours = authority.sign("client", 2100);
    let program = Program::alone()
        .file("ca.pem", &authority.pem)
        .file("cert.pem", &ours.pem)
        .file("key.pem", &ours.key)
        .file("both.pem", format!("{}{}", ours.pem, ours.key))
        .variable("OS_CACERT", "ca.pem")
        .variable("OS_IMAGE_URL", &server.url());
    program.run(&["--os-cert", "cert.pem", "--os-key", "key.pem", "image-show", ID]).printed();
    program.run(&["--os-cert", "both.pem", "image-show", ID]).printed();
    let unknown = program.run(&["image-show", ID]).complained();
    assert!(unknown.contains("CertificateRequired") || unknown.contains("certificate"), "{unknown}");
    let unusable = program.run(&["--os-cert", "ca.pem", "image-show", ID]).complained();
    assert!(unusable.starts_with("ca.pem: "), "{unusable}");
    let absent = program.run(&["--os-cacert", "no.pem", "image-show", ID]).complained();
    assert_eq!(absent, "no.pem: No such file or directory (os error 2)\n");
}
