//! Makes the parts of a service out of a configuration.

mod stores;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use glance_core::clock::SystemClock;
use glance_core::config::{CacheAccess, Config, DatabaseConfig, Identity, Limits, ServerConfig};
use glance_core::db::{Database, PoolOptions};
use glance_core::image::{ImageSchema, ImageView};
use glance_core::policy::{Policy, PolicyOptions};
use glance_core::query::PageLimits;
use glance_core::service::{Glance, Parts, Quotas, Settings, TaskSettings, UnifiedLimits};
use glance_core::store::Stores;
use glance_core::{Error, db};
use glance_server::auth::{Context as ContextAuth, FakeAuth, Keystone};
use glance_server::keystone::KeystoneLimits;
use glance_server::serve::{Address, Tls, TlsFiles};
use glance_server::{Options, State};
use tokio::time::sleep;

pub(super) use stores::{left_out, stores};

/// The most connections to a database, however many a file allows: each of them is worked on by a thread.
const MOST_CONNECTIONS: u32 = 64;

/// Opens the database. A database server that does not answer yet is asked again, as often as the configuration says.
pub(super) async fn database(config: &DatabaseConfig) -> anyhow::Result<Database> {
    let Some(connection) = &config.connection else { bail!("[database] connection is missing: there is no default") };
    check_url(config)?;
    let connections = config.max_pool_size.saturating_add(config.max_overflow.unwrap_or(MOST_CONNECTIONS));
    let options = PoolOptions {
        connections: if config.max_pool_size == 0 { MOST_CONNECTIONS } else { connections.min(MOST_CONNECTIONS) },
        timeout: config.pool_timeout,
        sqlite_synchronous: config.sqlite_synchronous,
        lifetime: config.connection_recycle_time,
        mysql_sql_mode: config.mysql_sql_mode.clone(),
    };
    let mut tries = 0;
    loop {
        match Database::connect(connection.reveal(), options.clone()).await {
            Err(Error::DbUnavailable(cause)) if may_try_again(connection.reveal(), config, tries) => {
                tracing::warn!(%cause, "the database does not answer; it is tried again");
                tries += 1;
                sleep(config.retry_interval).await;
            }
            opened => return opened.context("cannot open the database that [database] connection names"),
        }
    }
}

/// Refuses a URL that cannot be used, or asks for something that cannot be done.
pub(super) fn check_url(config: &DatabaseConfig) -> anyhow::Result<()> {
    let Some(connection) = &config.connection else { return Ok(()) };
    let url = db::DatabaseUrl::parse(connection.reveal());
    url.map(drop).context("[database] connection, connection_parameters")
}

/// A file does not come to life by waiting, a server does.
fn may_try_again(url: &str, config: &DatabaseConfig, tries: u32) -> bool {
    !url.starts_with("sqlite") && config.max_retries.is_none_or(|most| tries < most)
}

/// How long a look at the files of rules counts: a request asks for several rules, and each look is some twenty files.
const RULES_LOOK: Duration = Duration::from_millis(100);

/// Reads the rules.
pub(super) fn policy(config: &Config) -> anyhow::Result<Policy> {
    let policy = Policy::open(config.policy.clone(), Arc::new(SystemClock)).context("[oslo_policy]")?;
    let policy = policy.looking_every(RULES_LOOK);
    if !config.policy.has_file() && config.policy.file != PolicyOptions::default().file {
        let file = config.policy.file.display();
        tracing::warn!(%file, "[oslo_policy] policy_file is not there; the defaults are in force until it is");
    }
    Ok(policy)
}

/// Puts the service together.
pub(super) fn glance(
    config: &Config,
    database: &Database,
    stores: Stores,
    policy: Policy,
    unified_limits: Option<Arc<dyn UnifiedLimits>>,
    worker: String,
) -> Glance {
    let limits = &config.limits;
    warn_of_shown_locations(config);
    let settings = Settings {
        schema: ImageSchema { formats: config.images.formats.clone(), custom: config.images.custom.clone() },
        quotas: Quotas {
            properties: limits.properties,
            tags: limits.tags,
            members: limits.members,
            locations: limits.locations,
            project_bytes: limits.project_bytes,
            image_size_bytes: limits.image_size_bytes,
            creations_per_hour: limits.creations_per_hour,
        },
        pages: pages(limits.pages),
        view: ImageView {
            locations: config.images.show_multiple_locations,
            direct_url: config.images.show_direct_url,
            stores: stores.is_multi(),
        },
        inspection: config.images.inspection.clone(),
        hash_algorithm: config.images.hashing_algorithm,
        tasks: TaskSettings {
            hash_locations: config.tasks.hash_locations,
            retries: config.tasks.retries,
            time_to_live: config.tasks.time_to_live,
        },
        worker,
        idle_timeout: config.server.client_socket_timeout.unwrap_or(Duration::MAX),
        ..Settings::default()
    };
    Glance::new(Parts { limits: unified_limits, policy, settings, ..Parts::new(database.repositories(), stores) })
}

/// Cuts the length of pages to what a database can be asked at once.
fn pages(limits: PageLimits) -> PageLimits {
    if limits.max > Limits::MOST_ENTRIES {
        tracing::warn!("[DEFAULT] api_limit_max: pages have {} entries at most", Limits::MOST_ENTRIES);
    }
    PageLimits { max: limits.max.min(Limits::MOST_ENTRIES), ..limits }
}

/// Who sees where data is may read it behind the service's back, and who may change it, lead others to other data.
fn warn_of_shown_locations(config: &Config) {
    if config.images.show_multiple_locations {
        tracing::warn!(
            "[DEFAULT] show_multiple_locations: whoever owns an image sees where its data is and may add other places; \
             see OSSN-0065 and OSSN-0090"
        );
    }
    if config.images.show_direct_url {
        tracing::warn!("[DEFAULT] show_image_direct_url: whoever sees an image sees where its data is; see OSSN-0090");
    }
}

/// Who keeps the limits of projects, if somebody does.
pub(super) fn unified_limits(config: &Config) -> anyhow::Result<Option<Arc<dyn UnifiedLimits>>> {
    let Some(options) = &config.unified_limits else { return Ok(None) };
    if config.limits.project_bytes.is_some() {
        tracing::warn!("[DEFAULT] user_storage_quota: not used, for use_keystone_limits is on");
    }
    Ok(Some(Arc::new(KeystoneLimits::new(options).context("[oslo_limit]")?)))
}

/// Refuses to serve without what the flavor asks for.
pub(super) fn check_flavor(config: &ServerConfig) -> anyhow::Result<()> {
    if config.flavor.cache != CacheAccess::None && config.image_cache_dir.is_some() {
        bail!("[paste_deploy] flavor: the image cache is not built yet; leave out caching and cachemanagement");
    }
    Ok(())
}

/// How the API presents itself, and to whom.
pub(super) fn state(whole: &Config, glance: Glance) -> anyhow::Result<State> {
    let config = &whole.server;
    check_flavor(config)?;
    let state = State::new(glance).with_options(Options {
        public_endpoint: config.public_endpoint.clone(),
        max_request_id_length: config.max_request_id_length,
        image_cache: config.image_cache_dir.is_some(),
        proxy_headers: config.proxy_headers,
        cors: config.cors.clone(),
        health: config.health.clone(),
        gzip: matches!(config.flavor.identity, Identity::Context | Identity::Fakeauth),
    });
    let context = ContextAuth { allow_anonymous: config.allow_anonymous_access };
    Ok(match config.flavor.identity {
        Identity::None => state,
        Identity::Keystone => state.with_auth(keystone(whole)?),
        Identity::Context => {
            tracing::warn!("identity headers are believed as they come: let nobody reach this server but a proxy");
            state.with_auth(context)
        }
        Identity::Fakeauth => {
            tracing::warn!("tokens are believed whatever they say: let nobody reach this server but tests");
            state.with_auth(FakeAuth { context })
        }
    })
}

fn keystone(config: &Config) -> anyhow::Result<Keystone> {
    let Some(options) = &config.keystone else { bail!("[keystone_authtoken] is missing") };
    if options.connection.tls.insecure {
        tracing::warn!("[keystone_authtoken] insecure: whoever stands between here and Keystone can be anybody");
    }
    if !options.service_token_roles_required {
        tracing::warn!("[keystone_authtoken] service_token_roles_required: every token counts as one of a service");
    }
    if options.shared_cache.as_ref().is_some_and(|shared| shared.protection.is_none()) {
        tracing::warn!(
            "[keystone_authtoken] memcached_servers: whoever reaches these servers can be anybody; \
             memcache_security_strategy prevents that"
        );
    }
    Keystone::new(options, config.server.allow_anonymous_access).context("[keystone_authtoken]")
}

/// Where to listen.
pub(super) fn address(config: &ServerConfig) -> Address {
    match &config.bind_unix_socket {
        Some(path) => Address::Unix(path.clone()),
        None => Address::Tcp { host: config.bind_host.clone(), port: config.bind_port },
    }
}

/// TLS, if there are certificates.
pub(super) fn tls(config: &ServerConfig) -> anyhow::Result<Option<Tls>> {
    let Some(tls) = &config.tls else { return Ok(None) };
    let files = TlsFiles {
        certificate: tls.cert_file.clone(),
        key: tls.key_file.clone(),
        client_authorities: tls.ca_file.clone(),
    };
    Ok(Some(Tls::load(&files).context("[DEFAULT] cert_file, key_file, ca_file")?))
}

/// Refuses a schema that this program does not know.
pub(super) async fn check_schema(database: &Database, remedy: &str) -> anyhow::Result<()> {
    match db::migrate::inspect(database).await? {
        db::migrate::Schema::Current => {}
        db::migrate::Schema::Other(heads) => bail!(db::migrate::outdated(&heads)),
        db::migrate::Schema::Empty => bail!("the database is empty: run \"{remedy}\""),
        db::migrate::Schema::Unversioned => bail!("the database has tables, but no version: run \"{remedy}\""),
    }
    if !db::migrate::is_synced(database).await? {
        tracing::warn!("lists are slower than they need be: \"{remedy}\" adds what the database lacks");
    }
    Ok(())
}
