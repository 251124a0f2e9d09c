//! Configuration: what may stand in it, and what is said of what may not.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use glance_core::config::{
    CacheAccess, Config, CorsConfig, Flavor, GivenOption, HealthCheck, HealthConfig, Identity, Place, Standing,
    StoreKind, StoreLayout,
};
use glance_core::digest::Algorithm;
use glance_core::fetch::FetchRules;
use glance_core::image::Formats;
use glance_core::query::PageLimits;
use glance_core::store::HttpStoreOptions;

fn config(text: &str) -> Config {
    Config::from_text("glance-api.conf", text).unwrap()
}

fn error(text: &str) -> String {
    Config::from_text("glance-api.conf", text).unwrap_err().to_string()
}

/// Reads the text with `line` in `[section]` and returns the error without its place.
fn refused(section: &str, line: &str) -> String {
    let message = error(&format!("[{section}]\n{line}\n"));
    let option = line.split('=').next().unwrap().trim();
    let place = format!("glance-api.conf:2: [{section}] {option}: ");
    message.strip_prefix(&place).unwrap_or_else(|| unreachable!("{message} has no {place}")).to_owned()
}

#[test]
fn without_options_all_is_as_in_glance() {
    let Config { server, keystone, database, stores, limits, images, fetch, ignored, .. } = config("");

    assert_eq!((server.bind_host.as_str(), server.bind_port, server.bind_unix_socket), ("0.0.0.0", 9292, None));
    assert_eq!((server.workers, server.tls, server.public_endpoint), (None, None, None));
    assert_eq!((keystone, server.client_socket_timeout), (None, Some(Duration::from_secs(900))));
    assert_eq!(server.flavor, Flavor { identity: Identity::None, cache: CacheAccess::None });
    assert_eq!((server.allow_anonymous_access, server.max_request_id_length), (false, 64));
    assert_eq!((server.image_cache_dir, server.worker_self_reference_url), (None, None));
    assert_eq!(
        (server.proxy_headers, server.cors, server.health),
        (false, CorsConfig::default(), HealthConfig::default())
    );
    assert_eq!((server.log.debug, server.log.path("glance-api")), (false, None));
    assert_eq!((database.connection, database.max_pool_size, database.max_overflow), (None, 5, Some(50)));
    assert_eq!((database.pool_timeout, database.retry_interval), (Duration::from_secs(30), Duration::from_secs(10)));
    assert_eq!((database.max_retries, database.sqlite_synchronous), (Some(10), true));
    assert_eq!(database.connection_recycle_time, Some(Duration::from_secs(3600)));
    assert_eq!(database.mysql_sql_mode.as_deref(), Some("TRADITIONAL"));
    let StoreLayout::Single { default, others, .. } = &stores.layout else { unreachable!("there is one store") };
    let StoreKind::File(file) = default else { unreachable!("a file store was asked for") };
    assert_eq!((file.datadirs[0].path.as_path(), file.file_mode), (Path::new("/var/lib/glance/images"), None));
    assert!(matches!(others.as_slice(), [StoreKind::Http(http)] if *http == HttpStoreOptions::default()));
    assert_eq!((stores.staging_dir, stores.tasks_dir), (PathBuf::from("/tmp/staging/"), None));
    assert_eq!([limits.members, limits.properties, limits.tags, limits.locations], [128, 128, 128, 10].map(Some));
    assert_eq!(limits.pages, PageLimits { default: 25, max: 1000 });
    assert_eq!((limits.image_size_bytes, limits.creations_per_hour), (1_099_511_627_776, Some(5000)));
    assert_eq!((images.formats, images.hashing_algorithm), (Formats::default(), Algorithm::Sha512));
    assert!(!images.show_direct_url && !images.show_multiple_locations && fetch == FetchRules::default());
    assert!(ignored.is_empty());
}

#[test]
fn every_option_has_its_effect() {
    let Config { server, database, limits, images, ignored, .. } = config(
        "
[DEFAULT]
bind_host = ::1
bind_port = 9393
bind_unix_socket = /run/glance.sock
workers = 4
cert_file = /tls/cert.pem
key_file = /tls/key.pem
ca_file = /tls/ca.pem
client_socket_timeout = 0
public_endpoint = https://images.example.org/image
worker_self_reference_url = http://10.0.0.1:9292
allow_anonymous_access = Yes
max_request_id_length = 0
image_cache_dir = /var/cache/glance
debug = on
log-file = api.log
log_dir = /var/log/glance
image_member_quota = -1
image_property_quota = 0
image_tag_quota = 3
image_location_quota = 4
limit_param_default = 5
api_limit_max = 50
image_size_cap = 9223372036854775807
image_creations_per_hour = 7
hashing_algorithm = blake2b
show_image_direct_url = 1
show_multiple_locations = TRUE
container_formats = bare,
[Image_Format]
disk_formats = raw, qcow2 ,,gpt
[database]
connection = mysql+pymysql://glance:pa$$word@db/glance
max_pool_size = 0
max_overflow = -1
pool_timeout = 1.5
max_retries = -1
retry_interval = 2
sqlite_synchronous = off
connection_recycle_time = -1
mysql_sql_mode =
[paste_deploy]
flavor = context+cachemanagement
[healthcheck]
backends = disable_by_file
disable_by_file_path = /etc/glance/down
",
    );

    assert_eq!((server.bind_host.as_str(), server.bind_port, server.workers), ("::1", 9393, Some(4)));
    assert_eq!(server.bind_unix_socket, Some("/run/glance.sock".into()));
    let tls = server.tls.unwrap();
    assert_eq!((tls.cert_file, tls.key_file), ("/tls/cert.pem".into(), "/tls/key.pem".into()));
    assert_eq!((tls.ca_file, server.client_socket_timeout), (Some("/tls/ca.pem".into()), None));
    assert_eq!(server.public_endpoint.as_deref(), Some("https://images.example.org/image"));
    assert_eq!(server.worker_self_reference_url.as_deref(), Some("http://10.0.0.1:9292"));
    assert_eq!(server.flavor, Flavor { identity: Identity::Context, cache: CacheAccess::Management });
    assert_eq!((server.allow_anonymous_access, server.max_request_id_length), (true, 0));
    assert_eq!(server.health.checks, [HealthCheck::DisableByFile(Some("/etc/glance/down".into()))]);
    assert_eq!(server.image_cache_dir, Some("/var/cache/glance".into()));
    assert_eq!((server.log.debug, server.log.path("x")), (true, Some("/var/log/glance/api.log".into())));
    assert_eq!(format!("{:?}", database.connection), "Some(***)");
    assert_eq!(database.connection.unwrap().reveal(), "mysql+pymysql://glance:pa$word@db/glance");
    assert_eq!((database.max_pool_size, database.max_overflow, database.max_retries), (0, None, None));
    assert_eq!((database.pool_timeout, database.retry_interval), (Duration::from_millis(1500), Duration::from_secs(2)));
    assert!(!database.sqlite_synchronous);
    assert_eq!((database.connection_recycle_time, database.mysql_sql_mode), (None, None));
    assert_eq!((limits.members, limits.properties), (None, Some(0)));
    assert_eq!((limits.tags, limits.locations), (Some(3), Some(4)));
    assert_eq!(limits.pages, PageLimits { default: 5, max: 50 });
    assert_eq!((limits.image_size_bytes, limits.creations_per_hour), (i64::MAX as u64, Some(7)));
    assert_eq!(images.formats.disk, ["raw", "qcow2", "gpt"]);
    assert_eq!(images.formats.container, ["bare"]);
    assert_eq!(images.hashing_algorithm, Algorithm::Blake2b);
    assert!(images.show_direct_url && images.show_multiple_locations);
    assert_eq!(ignored, []);
}

#[test]
fn parameters_of_the_database_are_put_behind_those_of_its_url() {
    for (url, more, together) in [
        ("mysql://db/glance", "ssl_ca=/a&charset=utf8", "mysql://db/glance?ssl_ca=/a&charset=utf8"),
        ("mysql://db/glance?charset=utf8", "ssl_ca=/a", "mysql://db/glance?charset=utf8&ssl_ca=/a"),
        ("mysql://db/glance", "", "mysql://db/glance"),
    ] {
        let text = format!("[database]\nconnection = {url}\nconnection_parameters = {more}\n");

        assert_eq!(config(&text).database.connection.unwrap().reveal(), together);
    }
}

#[test]
fn a_wrong_value_is_told_with_what_is_allowed() {
    for (section, line, reason) in [
        ("DEFAULT", "bind_port = 99999", "«99999» is not a port (1 to 65535)"),
        ("DEFAULT", "workers = -1", "«-1» is not a whole number (0 to 4294967295)"),
        ("DEFAULT", "image_tag_quota = many", "«many» is not a whole number"),
        ("DEFAULT", "limit_param_default = 0", "«0» is not a whole number (1 to 4294967295)"),
        ("DEFAULT", "image_size_cap = 0", "«0» is not a whole number of at least 1"),
        ("DEFAULT", "image_size_cap = 1TB", "«1TB» is not a whole number of at least 1"),
        (
            "DEFAULT",
            "user_storage_quota = 1 GB",
            "«1 GB» is not a size (a whole number, and B, KB, MB, GB or TB behind it)",
        ),
        ("DEFAULT", "debug = maybe", "«maybe» is not a boolean (true or false, yes or no, on or off, 1 or 0)"),
        ("DEFAULT", "client_socket_timeout = soon", "«soon» is not a number of seconds"),
        ("DEFAULT", "client_socket_timeout = NaN", "«NaN» is not a number of seconds"),
        ("database", "mysql_sql_mode = x'y", "«x'y» is not an SQL mode, or some with commas between them"),
        ("DEFAULT", "public_endpoint = here", "«here» is not a URL with http:// or https://"),
        ("DEFAULT", "node_staging_uri = /tmp", "«/tmp» is not a folder, as in file:///path"),
        (
            "DEFAULT",
            "hashing_algorithm = crc32",
            "«crc32» is not one of md5, sha1, sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, \
             blake2b, blake2s",
        ),
        (
            "paste_deploy",
            "flavor = caching+keystone",
            "«caching+keystone» is not a flavor (keystone, context or fakeauth, with +caching or +cachemanagement behind \
             it or without; caching or cachemanagement alone; or empty)",
        ),
        (
            "healthcheck",
            "backends = disable_by_file, dns",
            "«dns» is not a check (disable_by_file, disable_by_files_ports or enable_by_files)",
        ),
        ("glance_store", "default_store = tape", "«tape» is not a type of store (file or http)"),
        ("glance_store", "default_store = rbd", "stores of type «rbd» are not built yet (file and http are)"),
        (
            "glance_store",
            "default_store = glance.store.swift.Store",
            "stores of type «glance.store.swift.Store» are not built yet (file and http are)",
        ),
        (
            "glance_store",
            "filesystem_store_file_perm = 240",
            "«240» is not a file mode that lets the owner read (400 to 777 in octal digits, or 0)",
        ),
        (
            "glance_store",
            "filesystem_store_file_perm = 680",
            "«680» is not a file mode that lets the owner read (400 to 777 in octal digits, or 0)",
        ),
        ("DEFAULT", "enabled_backends = fast", "«fast» is not a pair, as in name:value"),
        ("DEFAULT", "enabled_backends = :file", "«:file» has no name, as in name:value"),
        ("DEFAULT", "enabled_backends = a:file,a:http", "«a» is there twice"),
        ("DEFAULT", "enabled_backends = a:rbd", "stores of type «rbd» are not built yet (file and http are)"),
        ("DEFAULT", "enabled_backends = os_glance_x:file", "«os_glance_x» begins with os_glance_, which is reserved"),
        (
            "DEFAULT",
            "enabled_backends = a b:file",
            "«a b»: a store name has 1 to 255 printable characters, and no blank, comma or colon among them",
        ),
    ] {
        assert_eq!(refused(section, line), reason, "{line}");
    }
}

#[test]
fn what_something_else_calls_for_is_missed_by_name() {
    for (text, message) in [
        ("[DEFAULT]\ncert_file = a", "[DEFAULT] key_file is missing: cert_file is given"),
        ("[DEFAULT]\nca_file = a", "[DEFAULT] cert_file is missing: ca_file asks for TLS"),
        (
            "[DEFAULT]\nenabled_backends = a:file",
            "[glance_store] default_backend is missing: enabled_backends has several stores to choose from",
        ),
        (
            "[DEFAULT]\nenabled_backends = a:file,b:http\n[glance_store]\ndefault_backend = c",
            "glance-api.conf:4: [glance_store] default_backend: «c» is not one of enabled_backends (a, b)",
        ),
        (
            "[glance_store]\nfilesystem_store_datadir = /a\nfilesystem_store_datadirs = /b",
            "glance-api.conf:3: [glance_store] filesystem_store_datadirs: filesystem_store_datadir is given as well",
        ),
        (
            "[glance_store]\nfilesystem_store_datadirs = /a:1\nfilesystem_store_datadirs = /a:2",
            "glance-api.conf:3: [glance_store] filesystem_store_datadirs: /a has the priority 1 already",
        ),
        (
            "[glance_store]\nfilesystem_store_datadirs = /a:high",
            "glance-api.conf:2: [glance_store] filesystem_store_datadirs: «/a:high» is not a folder, or one with a whole \
             number, as in /path:10",
        ),
    ] {
        assert_eq!(error(text), message);
    }
}

#[test]
fn log_files_go_by_their_former_names_too() {
    let path = |text: &str| config(&format!("[DEFAULT]\n{text}\n")).server.log.path("x");

    assert_eq!(path("logdir = /var/log/glance\nlogfile = api.log"), Some("/var/log/glance/api.log".into()));
    assert_eq!(path("logfile = /before.log\nlog_file = /now.log"), Some("/now.log".into()));
}

#[test]
fn a_line_that_is_nothing_is_told_and_not_shown() {
    let message = error("[database]\nconnection = mysql://\n\n   glance:secret@db\n");

    assert_eq!(message, "glance-api.conf:4: a line that begins with a blank continues no option");
}

#[test]
fn flavors_are_an_identity_and_a_use_of_the_cache() {
    use CacheAccess::{Caching, Management, None as NoCache};
    for (text, identity, cache) in [
        ("", Identity::None, NoCache),
        ("caching", Identity::None, Caching),
        ("cachemanagement", Identity::None, Management),
        ("keystone", Identity::Keystone, NoCache),
        ("keystone+caching", Identity::Keystone, Caching),
        ("keystone+cachemanagement", Identity::Keystone, Management),
        ("context", Identity::Context, NoCache),
        ("context+caching", Identity::Context, Caching),
        ("fakeauth", Identity::Fakeauth, NoCache),
        ("fakeauth+cachemanagement", Identity::Fakeauth, Management),
    ] {
        let keystone = "[keystone_authtoken]\nauth_url = http://id\nuser_id = u\npassword = p";
        let flavor = config(&format!("[paste_deploy]\nflavor = {text}\n{keystone}\n")).server.flavor;

        assert_eq!(flavor, Flavor { identity, cache }, "{text}");
    }
    for wrong in ["Keystone", "keystone+", "+caching", "keystone+caching+caching", "trusted-auth"] {
        assert!(refused("paste_deploy", &format!("flavor = {wrong}")).contains("is not a flavor"), "{wrong}");
    }
}

#[test]
fn options_without_meaning_are_kept_with_their_place() {
    let ignored = config(
        "[DEFAULT]\nbind_port = 9292\ntransport_url = rabbit://\nport = 1\nbind_port = 9293\n\
         worker_self_reference_url = http://localhost:$port\n[oslo_messaging_rabbit]\nssl = true\n",
    )
    .ignored;

    let option = |section: &str, option: &str, line| {
        let given = GivenOption {
            section: section.to_owned(),
            option: option.to_owned(),
            place: Place::File { file: "glance-api.conf".into(), line },
        };
        (given, Standing::Known)
    };
    assert_eq!(ignored, [option("DEFAULT", "transport_url", 3), option("oslo_messaging_rabbit", "ssl", 8)]);
}

#[test]
fn a_log_file_is_named_by_folder_file_or_program() {
    for (lines, path) in [
        ("log_file = /var/log/a.log", "/var/log/a.log"),
        ("log_file = a.log\nlog_dir = /var/log", "/var/log/a.log"),
        ("log_dir = /var/log", "/var/log/glance-api.log"),
    ] {
        let log = config(&format!("[DEFAULT]\n{lines}\n")).server.log;

        assert_eq!(log.path("glance-api"), Some(path.into()), "{lines}");
    }
}
