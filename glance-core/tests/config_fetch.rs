//! Where fetches may go, and how web servers are talked to, as configuration files say it.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use glance_core::config::{Config, StoreKind, StoreLayout};
use glance_core::fetch::{FetchRules, Filter};
use glance_core::store::HttpStoreOptions;

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

fn layout(options: &str) -> Result<StoreLayout, String> {
    let config = Config::from_text("a.conf", &format!("[glance_store]\n{options}\n"));
    config.map(|config| config.stores.layout).map_err(|error| error.to_string())
}

#[test]
fn web_servers_are_talked_to_as_the_options_say() {
    let options = "https_ca_certificates_file = /etc/ca.pem\nhttps_insecure = false\n\
                   http_proxy_information = http:10.0.0.1:3128, https:proxy:1080";
    let Ok(StoreLayout::Single { default: StoreKind::File(_), others, .. }) = layout(options) else { unreachable!() };

    let [StoreKind::Http(http)] = others.as_slice() else { unreachable!("there is one other") };
    let proxy = |scheme: &str, proxy: &str| (scheme.to_owned(), proxy.to_owned());
    assert_eq!(
        *http,
        HttpStoreOptions {
            ca_file: Some("/etc/ca.pem".into()),
            insecure: false,
            proxies: vec![proxy("http", "10.0.0.1:3128"), proxy("https", "proxy:1080")],
        }
    );
}

#[test]
fn with_one_store_there_are_those_that_are_listed() {
    let alone = layout("stores = file");
    assert!(matches!(alone, Ok(StoreLayout::Single { default: StoreKind::File(_), others, .. }) if others.is_empty()));
    let read_only = layout("default_store = http");
    assert!(matches!(read_only, Ok(StoreLayout::Single { default: StoreKind::Http(_), others, .. })
        if matches!(others.as_slice(), [StoreKind::File(_)])));
    let missing = "[glance_store] default_store is missing: stores lists no file store, which it is by default";
    assert_eq!(layout("stores = http").unwrap_err(), missing);
    let unlisted = "a.conf:3: [glance_store] default_store: «http» is not one of stores (file)";
    assert_eq!(layout("stores = file\ndefault_store = http").unwrap_err(), unlisted);
}
