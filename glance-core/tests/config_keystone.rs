//! `[keystone_authtoken]`: how a configuration says that and how Keystone is asked.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::path::PathBuf;
use std::time::Duration;

use glance_core::config::{
    ApplicationCredential, CacheProtection, CacheServer, Config, Credentials, Domain, KeystoneConfig, KeystoneTls,
    LimitedEndpoint, Named, Scope, Secret, ServiceAccount, SharedCacheConfig,
};

const ACCOUNT: &str = "auth_url = http://id:5000\nusername = glance\nuser_domain_id = default\npassword = secret\n";

fn read(options: &str) -> Result<KeystoneConfig, String> {
    let text = format!("[paste_deploy]\nflavor = keystone\n[keystone_authtoken]\n{options}");
    let config = Config::from_text("glance-api.conf", &text).map_err(|error| error.to_string())?;
    assert_eq!(config.ignored, []);
    Ok(config.keystone.unwrap())
}

fn glance() -> Named {
    Named::Name("glance".to_owned(), Domain::Id("default".to_owned()))
}

#[test]
fn the_section_of_the_installation_guide_is_understood() {
    let config = read(
        "auth_uri = http://controller:5000\nauth_url = http://controller:35357\nmemcached_servers = controller:11211\n\
         auth_type = password\nproject_domain_name = Default\nuser_domain_name = Default\nproject_name = service\n\
         username = glance\npassword = GLANCE_PASS\n",
    )
    .unwrap();

    let in_default = |name: &str| Named::Name(name.to_owned(), Domain::Name("Default".to_owned()));
    assert_eq!(config.www_authenticate_uri, "http://controller:5000");
    assert_eq!(
        config.account,
        ServiceAccount {
            auth_url: "http://controller:35357".to_owned(),
            credentials: Credentials::Password { user: in_default("glance"), password: Secret::new("GLANCE_PASS") },
            scope: Scope::Project(in_default("service")),
        }
    );
    assert_eq!(
        config.shared_cache,
        Some(SharedCacheConfig {
            servers: vec![CacheServer::Tcp("controller".to_owned(), 11211)],
            protection: None,
            dead_retry: Duration::from_secs(300),
            timeout: Duration::from_secs(3),
            connections: 10,
            idle_timeout: Duration::from_secs(60),
        })
    );
    assert!(!format!("{config:?}").contains("GLANCE_PASS"));
}

#[test]
fn what_is_not_said_is_as_in_glance() {
    let config = read(ACCOUNT).unwrap();

    assert_eq!(config.www_authenticate_uri, "http://id:5000");
    assert_eq!((config.token_cache_time, config.include_service_catalog), (Duration::from_secs(300), true));
    assert_eq!((config.service_token_roles, config.service_token_roles_required), (vec!["service".to_owned()], true));
    assert_eq!((config.connection.interface.as_str(), config.connection.region), ("internal", None));
    assert_eq!((config.connection.retries, config.connection.tls), (3, KeystoneTls::default()));
    assert_eq!((config.account.scope, config.service_type.as_str()), (Scope::Unscoped, "image"));
}

#[test]
fn an_account_may_be_told_in_many_ways() {
    let account = |options: &str| read(&format!("auth_url = http://id:5000\n{options}")).map(|config| config.account);
    let user = |options: &str| match account(&format!("password = p\n{options}")).unwrap().credentials {
        Credentials::Password { user, .. } => Some(user),
        Credentials::ApplicationCredential { .. } => None,
    };
    let scope = |options: &str| account(&format!("user_id = u\npassword = p\n{options}")).unwrap().scope;

    assert_eq!(user("user_id = u"), Some(Named::Id("u".to_owned())));
    for name in ["username", "user_name", "user-name", "user"] {
        assert_eq!(user(&format!("{name} = glance\nuser_domain_id = default")), Some(glance()));
    }
    assert_eq!(user("username = glance\ndefault_domain_id = default"), Some(glance()));
    assert_eq!(scope("tenant_id = t"), Scope::Project(Named::Id("t".to_owned())));
    assert_eq!(scope("tenant_name = glance\nproject_domain_id = default"), Scope::Project(glance()));
    assert_eq!(scope("system_scope = all"), Scope::System);
    assert_eq!(scope("domain_name = d"), Scope::Domain(Domain::Name("d".to_owned())));
    assert_eq!(scope("trust_id = t"), Scope::Trust("t".to_owned()));
    let credential = "auth_type = v3applicationcredential\napplication_credential_secret = s\n";
    let by_id = account(&format!("{credential}application_credential_id = 1")).unwrap().credentials;
    let by_name =
        account(&format!("{credential}application_credential_name = n\nuser = glance\nuser_domain_id = default"));
    let of = |key| Credentials::ApplicationCredential { key, secret: Secret::new("s") };
    assert_eq!(by_id, of(ApplicationCredential::Id("1".to_owned())));
    assert_eq!(by_name.unwrap().credentials, of(ApplicationCredential::Name("n".to_owned(), glance())));
}

#[test]
fn an_account_may_stand_in_a_section_of_its_own() {
    let config = read(&format!("auth_section = account\ninsecure = yes\n[account]\n{ACCOUNT}")).unwrap();

    assert_eq!(config.account.auth_url, "http://id:5000");
    assert!(config.connection.tls.insecure);
}

#[test]
fn n06_only_a_boolean_turns_a_check_off() {
    for (text, insecure) in
        [("False", false), ("no", false), ("0", false), ("\"False\"", false), ("True", true), ("1", true)]
    {
        let config = read(&format!("{ACCOUNT}insecure = {text}\n")).unwrap();
        assert_eq!(config.connection.tls.insecure, insecure, "{text}");
    }
    for text in ["flase", "none", "2", "-"] {
        let refusal = read(&format!("{ACCOUNT}insecure = {text}\n")).unwrap_err();
        assert!(refusal.contains("[keystone_authtoken] insecure: ") && refusal.contains("not a boolean"), "{refusal}");
    }
}

#[test]
fn tls_options_name_files() {
    let tls = read(&format!("{ACCOUNT}cafile = /ca\ncertfile = /cert\nkeyfile = /key\n")).unwrap().connection.tls;

    assert_eq!(tls.ca_file, Some(PathBuf::from("/ca")));
    assert_eq!(tls.certificate, Some((PathBuf::from("/cert"), Some(PathBuf::from("/key")))));
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    let refusals = [
        ("username = glance", "[keystone_authtoken] auth_url is missing: without it, Keystone cannot be asked"),
        ("auth_url = id:5000", "[keystone_authtoken] auth_url: «id:5000» is not a URL with http:// or https://"),
        ("auth_url = http://id", "[keystone_authtoken] username is missing: without it, Keystone cannot be asked"),
        (
            "auth_url = http://id\nuser = glance",
            "[keystone_authtoken] user_domain_name is missing: a user's name is one of a domain",
        ),
        (
            "auth_url = http://id\nauth_type = v3oidcpassword",
            "[keystone_authtoken] auth_type: «v3oidcpassword» is not a way to authenticate that is built (password, \
             v3password or v3applicationcredential)",
        ),
        (
            "enforce_token_bind = strict",
            "[keystone_authtoken] enforce_token_bind: «strict» is not supported; there is permissive",
        ),
    ];
    for (options, refusal) in refusals {
        let error = read(options).unwrap_err();
        assert!(error.ends_with(refusal), "{error}");
    }
}

#[test]
fn a_shared_cache_is_where_and_as_its_options_say() {
    let shared = |options: &str| read(&format!("{ACCOUNT}{options}\n")).unwrap().shared_cache;

    let config = shared(
        "memcache_servers = a, b:11212, [::1]:11213, [::1], inet6:[fe80::1]:11214, inet:c:1, unix:/run/memcached\n\
         memcache_security_strategy = encrypt\nmemcache_secret_key = secret-of-the-cache\nmemcache_pool_dead_retry = 7\n\
         memcache_pool_socket_timeout = 0.5\nmemcache_pool_maxsize = 3\nmemcache_pool_unused_timeout = 9\n\
         memcache_tls_enabled = false",
    )
    .unwrap();

    let tcp = |host: &str, port| CacheServer::Tcp(host.to_owned(), port);
    let unix = CacheServer::Unix(PathBuf::from("/run/memcached"));
    let servers = [
        tcp("a", 11211),
        tcp("b", 11212),
        tcp("::1", 11213),
        tcp("::1", 11211),
        tcp("fe80::1", 11214),
        tcp("c", 1),
        unix,
    ];
    assert_eq!(config.servers, servers);
    assert_eq!(config.protection, Some(CacheProtection::Encrypt(Secret::new("secret-of-the-cache"))));
    assert_eq!((config.dead_retry, config.timeout), (Duration::from_secs(7), Duration::from_millis(500)));
    assert_eq!((config.connections, config.idle_timeout), (3, Duration::from_secs(9)));
    assert!(!format!("{config:?}").contains("secret-of-the-cache"));
    assert_eq!((shared(""), shared("memcached_servers = ,")), (None, None));
}

#[test]
fn n05_protection_of_a_shared_cache_that_cannot_be_had_is_refused() {
    let refusals = [
        (
            "memcache_security_strategy = MAC",
            "[keystone_authtoken] memcache_secret_key is missing: memcache_security_strategy asks for it",
        ),
        (
            "memcache_security_strategy = ROT13",
            "[keystone_authtoken] memcache_security_strategy: «ROT13» is not a protection of the cache (None, MAC or \
             ENCRYPT)",
        ),
        (
            "memcache_tls_enabled = true",
            "[keystone_authtoken] memcache_tls_enabled: this is not supported, and tokens would go to the servers without \
             it; memcache_security_strategy protects them as well",
        ),
        ("memcache_sasl_enabled = yes", "memcache_security_strategy protects them as well"),
        ("memcache_tls_enabled = perhaps", "«perhaps» is not a boolean (true or false, yes or no, on or off, 1 or 0)"),
        (
            "memcached_servers = a:b:c",
            "«a:b:c» is not a list of memcached servers (host:port, [address]:port or unix:path)",
        ),
    ];
    for (option, refusal) in refusals {
        let error = read(&format!("{ACCOUNT}memcached_servers = a\n{option}\n")).unwrap_err();
        assert!(error.ends_with(refusal), "{error}");
    }
}

#[test]
fn unified_limits_have_an_account_and_an_endpoint_of_their_own() {
    let read = |options: &str| {
        let text = format!("[DEFAULT]\nuse_keystone_limits = true\n[oslo_limit]\n{options}");
        Config::from_text("glance-api.conf", &text).map_err(|error| error.to_string())
    };
    let account = format!("{ACCOUNT}system_scope = all\n");

    let by_id = read(&format!("{account}endpoint_id = e\nregion_name = r\n")).unwrap().unified_limits.unwrap();
    let by_service = read(&format!("{account}endpoint_service_type = image\nendpoint_interface = internalURL\n"));
    let unused = Config::from_text("glance-api.conf", "[oslo_limit]\nendpoint_id = e\n").unwrap();

    assert_eq!((by_id.endpoint, by_id.account.scope), (LimitedEndpoint::Id("e".to_owned()), Scope::System));
    assert_eq!((by_id.connection.interface.as_str(), by_id.connection.region.as_deref()), ("public", Some("r")));
    let (kind, interface) = (Some("image".to_owned()), "internal".to_owned());
    let service = LimitedEndpoint::Service { kind, name: None, region: None, interface };
    assert_eq!(by_service.unwrap().unified_limits.unwrap().endpoint, service);
    assert_eq!(unused.unified_limits, None);
    let nowhere = "[oslo_limit] endpoint_id is missing: [DEFAULT] use_keystone_limits asks for limits of an endpoint";
    assert_eq!(read(&account).unwrap_err(), nowhere);
    assert!(read("endpoint_id = e\n").unwrap_err().starts_with("[oslo_limit] auth_url is missing"));
}
