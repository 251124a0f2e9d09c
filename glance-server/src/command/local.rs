//! `glance-server` without a command: a whole service in one folder.

use std::fs::{File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use glance_core::config::LogConfig;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::service::{Glance, Parts, Settings};
use glance_core::store::{FileStore, FileStoreOptions, Stores};
use glance_server::State;
use glance_server::serve::{Address, Limits};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::run::{self, Service};
use super::{log, say};

/// What has a meaning in a database URL.
const IN_URL: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');

#[derive(Debug, clap::Args)]
pub(super) struct LocalArguments {
    /// The folder that holds images and database; made if it is missing.
    #[arg(long, default_value = "./glance-data")]
    data_dir: PathBuf,
    /// Where to listen: HOST:PORT, or unix:PATH. Whoever reaches it may do everything.
    #[arg(long, default_value = "127.0.0.1:9292")]
    bind: Address,
    /// How many seconds transfers under way are waited for when the server is told to stop.
    #[arg(long, default_value_t = 7)]
    shutdown_timeout: u64,
}

pub(super) async fn run(arguments: LocalArguments) -> anyhow::Result<()> {
    log::start(&LogConfig::default())?;
    let folder = open_folder(&arguments.data_dir)?;
    let _lock = lock(&folder)?;
    let glance = open_service(&folder).await?;
    let limits = Limits { shutdown: Duration::from_secs(arguments.shutdown_timeout), ..Limits::default() };
    let state = State::new(glance.clone());
    let service = Service { glance, state, address: arguments.bind, tls: None, limits };
    run::run(service, |url| {
        say(&format!("data folder: {}", folder.display()));
        say(&format!("Images API:  {url} (no authentication: whoever reaches it may do everything)"));
    })
    .await
}

fn open_folder(path: &Path) -> anyhow::Result<PathBuf> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o750).create(path);
    made.and_then(|()| path.canonicalize()).with_context(|| format!("cannot make the data folder {}", path.display()))
}

/// Two servers on one folder would each take the other's uploads for those of a dead one.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another server is using the data folder {}", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

async fn open_service(folder: &Path) -> anyhow::Result<Glance> {
    let file = folder.join("glance.sqlite");
    let path = file.to_str().ok_or_else(|| anyhow!("the path of the data folder is not UTF-8"))?;
    let url = format!("sqlite:///{}", utf8_percent_encode(path, IN_URL));
    let database = Database::connect(&url, PoolOptions::default()).await;
    let database = database.with_context(|| format!("cannot open the database {path}"))?;
    migrate::sync(&database).await.with_context(|| format!("cannot prepare the database {path}"))?;
    let store = FileStore::open(FileStoreOptions::new(folder.join("images"))).context("cannot open the image store")?;
    Ok(Glance::new(Parts {
        // The lock makes sure that nobody else goes by this name here.
        settings: Settings { worker: "local".to_owned(), ..Settings::default() },
        ..Parts::new(database.repositories(), Stores::single(Arc::new(store)))
    }))
}
