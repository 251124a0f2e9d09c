//! Where fetches may go, as configuration files say it.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use glance_core::config::Config;
use glance_core::fetch::{FetchRules, Filter};

fn rules(options: &str) -> FetchRules {
    Config::from_text("glance-api.conf", &format!("[import_filtering_opts]\n{options}\n")).unwrap().fetch
}

fn filter<T: From<&'static str>>(allowed: &[&'static str], disallowed: &[&'static str]) -> Filter<T> {
    let list = |texts: &[&'static str]| texts.iter().map(|text| T::from(text)).collect();
    Filter { allowed: list(allowed), disallowed: list(disallowed) }
}

#[test]
fn lists_stand_in_brackets_or_without() {
    let written =
        rules("allowed_schemes = [https]\nallowed_hosts = ['mirror.example', \"10.0.0.1\"]\nallowed_ports = [80,8080]");
    let bare = rules("allowed_schemes = https\nallowed_hosts = mirror.example,10.0.0.1\nallowed_ports = 80, 8080");

    let expected = FetchRules {
        schemes: filter(&["https"], &[]),
        hosts: filter(&["mirror.example", "10.0.0.1"], &[]),
        ports: Filter { allowed: vec![80, 8080], disallowed: Vec::new() },
    };
    assert_eq!((written, bare), (expected.clone(), expected));
}

#[test]
fn an_empty_list_is_not_the_default() {
    let open =
        rules("allowed_schemes = []\nallowed_ports = []\ndisallowed_ports = [25]\ndisallowed_hosts = [evil.example]");

    assert_eq!(open.schemes, filter(&[], &[]));
    assert_eq!(open.ports, Filter { allowed: Vec::new(), disallowed: vec![25] });
    assert_eq!(open.hosts, filter(&[], &["evil.example"]));
}

#[test]
fn what_is_no_port_is_refused() {
    let wrong = Config::from_text("a.conf", "[import_filtering_opts]\nallowed_ports = [80,https]\n").unwrap_err();

    let told = "a.conf:2: [import_filtering_opts] allowed_ports: «[80,https]» is not a list of ports (1 to 65535)";
    assert_eq!(wrong.to_string(), told);
}
