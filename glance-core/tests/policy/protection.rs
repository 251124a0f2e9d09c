//! Files of property protections.

use std::fs;
use std::sync::Arc;

use glance_core::Result;
use glance_core::clock::SystemClock;
use glance_core::context::{Caller, ServiceCaller};
use glance_core::policy::{Operation, Policy, PolicyOptions, ProtectionFormat, ProtectionOptions};
use tempfile::TempDir;

fn open(folder: &TempDir, text: &str, format: ProtectionFormat) -> Result<Policy> {
    fs::write(folder.path().join("policy.yaml"), "cooks: role:cook\nservers: http://127.0.0.1:1/\n").unwrap();
    fs::write(folder.path().join("protections.conf"), text).unwrap();
    let options = PolicyOptions {
        folders: vec![folder.path().to_owned()],
        protection: Some(ProtectionOptions { file: "protections.conf".into(), format }),
        ..PolicyOptions::default()
    };
    Policy::open(options, Arc::new(SystemClock))
}

async fn permits(policy: &Policy, name: &str, operation: Operation, roles: &[&str]) -> bool {
    let caller = Caller::in_project("p", roles);
    policy.permits(&policy.reload().unwrap(), &caller, name, operation).await.unwrap()
}

/// All four operations alike.
fn section(pattern: &str, value: &str) -> String {
    format!("[{pattern}]\ncreate = {value}\nread = {value}\nupdate = {value}\ndelete = {value}\n")
}

#[tokio::test]
async fn s09_the_first_pattern_that_is_found_decides_whatever_comes_later() {
    let folder = TempDir::new().unwrap();
    let strict_first = section("^x_", "cook") + &section(".*", "@");
    let open_first = section(".*", "@") + &section("^x_", "cook");
    for operation in [Operation::Create, Operation::Read, Operation::Update, Operation::Delete] {
        for (text, roles, expected) in [
            (&strict_first, &["member"][..], false),
            (&strict_first, &["Cook"], true),
            (&open_first, &["member"], true),
        ] {
            let policy = open(&folder, text, ProtectionFormat::Roles).unwrap();
            assert_eq!(permits(&policy, "x_a", operation, roles).await, expected, "{operation:?} {roles:?}\n{text}");
            assert!(permits(&policy, "other", operation, &[]).await);
        }
    }
}

#[tokio::test]
async fn operations_are_told_apart_and_what_no_pattern_is_for_is_nobodys() {
    let folder = TempDir::new().unwrap();
    let text = "[[a-z]x]\ncreate = a, B,\n  c\nread = @\nupdate = !\ndelete =\n";
    let policy = open(&folder, text, ProtectionFormat::Roles).unwrap();

    for role in ["a", "b", "c"] {
        assert!(permits(&policy, "ax", Operation::Create, &[role]).await, "{role}");
        assert!(!permits(&policy, "ax", Operation::Update, &[role]).await);
        assert!(!permits(&policy, "ax", Operation::Delete, &[role]).await);
        assert!(!permits(&policy, "ay", Operation::Read, &[role]).await);
    }
    assert!(permits(&policy, "ax", Operation::Read, &[]).await);
    assert!(!permits(&policy, "ax", Operation::Create, &["d"]).await);
}

#[tokio::test]
async fn roles_of_an_asking_service_count_and_stay_the_services() {
    let folder = TempDir::new().unwrap();
    let policy = open(&folder, &section(".*", "service"), ProtectionFormat::Roles).unwrap();
    let service = ServiceCaller { roles: vec!["Service".into()], ..ServiceCaller::default() };
    let caller = Caller { service, ..Caller::in_project("p", &["member"]) };
    let rules = policy.reload().unwrap();

    assert!(policy.permits(&rules, &caller, "x", Operation::Read).await.unwrap());
    let target = glance_core::policy::Target::Nothing;
    assert!(!policy.decide(&rules, "fetch_image_location", &caller, target).await.unwrap());
}

#[tokio::test]
async fn rules_are_asked_by_their_names() {
    let folder = TempDir::new().unwrap();
    let text = section("^x_", "cooks") + &section("^y_", "!") + &section("^z_", "@");
    let policy = open(&folder, &text, ProtectionFormat::Policies).unwrap();

    for (name, roles, expected) in
        [("x_", &["cook"][..], true), ("x_", &["cooks"], false), ("y_", &["cook"], false), ("z_", &[], true)]
    {
        assert_eq!(permits(&policy, name, Operation::Update, roles).await, expected, "{name} {roles:?}");
    }
}

#[tokio::test]
async fn the_services_own_properties_are_not_for_a_file_to_hide() {
    let folder = TempDir::new().unwrap();
    let text = section("os_glance.*", "!") + &section(".*", "!");
    let policy = open(&folder, &text, ProtectionFormat::Roles).unwrap();

    assert!(permits(&policy, "os_glance_importing_to_stores", Operation::Read, &[]).await);
    assert!(!permits(&policy, "my_os_glance", Operation::Read, &["admin"]).await);
}

#[test]
fn s09_what_is_wrong_with_a_file_ends_the_start_with_its_line() {
    let folder = TempDir::new().unwrap();
    let roles = ProtectionFormat::Roles;
    for (text, format, expected) in [
        ("[a]\ncreate = a\nread = a\nupdate = a\n".to_owned(), roles, ":1: [a] delete is missing"),
        (section("a", "a, @, !"), roles, ":2: [a] create: «@» for everybody and «!» for nobody exclude each other"),
        (section("a", "b\n  c"), roles, ":2: [a] create: «b\nc» is not a role"),
        (section("a(", "a"), roles, ":1: [a(] is not a pattern: "),
        (section("a", "a") + &section("a", "b"), roles, ":6: there are two sections [a]"),
        ("create = a\n".to_owned(), roles, ":1: create stands before any section"),
        (section("a", "b, c"), ProtectionFormat::Policies, ":2: [a] create: «b, c» is more than one rule"),
        (section("a", "unheard"), ProtectionFormat::Policies, ":2: [a] create: there is no rule «unheard»"),
    ] {
        let refusal = open(&folder, &text, format).unwrap_err().to_string();
        assert!(refusal.contains("protections.conf") && refusal.contains(expected), "{refusal}");
    }
    let missing = ProtectionOptions { file: "/missing.conf".into(), format: roles };
    let options = PolicyOptions { protection: Some(missing), ..PolicyOptions::default() };
    let refusal = Policy::open(options, Arc::new(SystemClock)).unwrap_err().to_string();
    assert!(refusal.contains("[DEFAULT] property_protection_file: /missing.conf: "), "{refusal}");
}
