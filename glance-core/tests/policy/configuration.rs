//! What a configuration says of rules.

use std::fs;
use std::time::Duration;

use glance_core::config::Config;
use glance_core::policy::{ContentType, PolicyOptions, ProtectionFormat, ProtectionOptions, RemoteOptions};

#[test]
fn without_options_rules_are_looked_for_beside_the_configuration() {
    let policy = Config::from_text("/etc/glance/glance-api.conf", "").unwrap().policy;

    assert_eq!(policy, PolicyOptions { folders: vec!["/etc/glance".into()], ..PolicyOptions::default() });
    assert!(
        policy.enforce_new_defaults && policy.file.ends_with("policy.yaml") && policy.dirs[0].ends_with("policy.d")
    );
}

#[test]
fn every_option_has_its_effect() {
    let text = "
[DEFAULT]
property_protection_file = protections.conf
property_protection_rule_format = Policies
[oslo_policy]
policy_file = rules.json
policy_dirs = a.d
policy_dirs = /b.d
policy_default_rule = deny
enforce_new_defaults = no
remote_content_type = application/json
remote_ssl_verify_server_crt = yes
remote_ssl_ca_crt_file = /ca.pem
remote_ssl_client_crt_file = /client.pem
remote_ssl_client_key_file = /key.pem
remote_timeout = 1.5
";
    let config = Config::from_text("glance-api.conf", text).unwrap();

    let remote = RemoteOptions {
        content_type: ContentType::Json,
        verify: true,
        authorities: Some("/ca.pem".into()),
        certificate: Some("/client.pem".into()),
        key: Some("/key.pem".into()),
        timeout: Duration::from_millis(1500),
    };
    let expected = PolicyOptions {
        file: "rules.json".into(),
        dirs: vec!["a.d".into(), "/b.d".into()],
        folders: vec!["".into()],
        default_rule: "deny".into(),
        enforce_new_defaults: false,
        remote,
        protection: Some(ProtectionOptions { file: "protections.conf".into(), format: ProtectionFormat::Policies }),
    };
    assert_eq!(config.policy, expected);
    assert!(config.ignored.is_empty());
    let wrong = Config::from_text("glance-api.conf", "[oslo_policy]\nremote_content_type = text/plain").unwrap_err();
    assert!(wrong.to_string().starts_with("glance-api.conf:2: [oslo_policy] remote_content_type: «text/plain» is not"));
}

#[test]
fn rules_are_looked_for_in_folders_first_and_then_beside_the_last_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["a", "b", "c.d"] {
        fs::create_dir(path(name)).unwrap();
    }
    fs::write(path("a/1.conf"), "").unwrap();
    fs::write(path("b/2.conf"), "").unwrap();

    let config = Config::load(&[path("a/1.conf"), path("b/2.conf")], &[path("c.d")]).unwrap();

    assert_eq!(config.policy.folders, [path("c.d"), path("b"), path("a")]);
}
