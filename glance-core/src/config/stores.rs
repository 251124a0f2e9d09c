//! Where image data is kept.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::error::ConfigError;
use super::section::Section;
use super::sources::Sources;
use super::value::Value;
use crate::store::{Datadir, FileStoreOptions, HttpStoreOptions, StoreName};

/// Names that begin like this belong to Glance.
const RESERVED: &str = "os_glance_";
/// The types of stores that Glance has and that are not built here yet.
const NOT_BUILT: [&str; 6] = ["cinder", "rbd", "s3", "swift", "vmware", "vmware_datastore"];

/// Where image data is kept.
#[derive(Clone, Debug)]
pub struct StoresConfig {
    /// The stores.
    pub layout: StoreLayout,
    /// The folder for data that waits to be imported. With one store `[DEFAULT] node_staging_uri`, `/tmp/staging/`; with
    /// several `[os_glance_staging_store] filesystem_store_datadir`, `/var/lib/glance/os_glance_staging_store`.
    pub staging_dir: PathBuf,
    /// The folder that tasks work in. With one store `[task] work_dir`, none; with several
    /// `[os_glance_tasks_store] filesystem_store_datadir`, `/var/lib/glance/os_glance_tasks_store`.
    pub tasks_dir: Option<PathBuf>,
}

/// One store, or several by name.
#[derive(Clone, Debug)]
pub enum StoreLayout {
    /// Without `[DEFAULT] enabled_backends`: the stores that `[glance_store] stores` lists, `file,http`, all of them set up
    /// in that section.
    Single {
        /// The store for new data, `[glance_store] default_store`, `file`.
        default: StoreKind,
        /// The others.
        others: Vec<StoreKind>,
        /// What else is listed: types of stores that are not built here, or are none. Data in them cannot be read.
        left_out: Vec<String>,
    },
    /// With it: one store for each of its entries.
    Several {
        /// The stores, in the order of `enabled_backends`.
        stores: Vec<StoreConfig>,
        /// The store for data for which none is named: `[glance_store] default_backend`, which is one of the above.
        default: StoreName,
    },
}

/// One of several stores: an entry of `enabled_backends` and the section of its name.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// Its name.
    pub name: StoreName,
    /// Its type, and what that needs.
    pub kind: StoreKind,
    /// Of an image's locations, the one in the store of the highest weight is read first. `weight`, 0.
    pub weight: i64,
    /// What users are told about it. `store_description`, none.
    pub description: Option<String>,
}

/// The type of a store, and what that needs.
#[derive(Clone, Debug)]
pub enum StoreKind {
    /// Files in a folder or several: `filesystem_store_datadir`, `/var/lib/glance/images`, or `filesystem_store_datadirs`,
    /// `filesystem_store_file_perm`, 0, `filesystem_thin_provisioning`, false, and `filesystem_store_chunk_size`.
    File(FileStoreOptions),
    /// Data on web servers, which is only ever read: `https_ca_certificates_file`, none, `https_insecure`, true, and
    /// `http_proxy_information`, none.
    Http(HttpStoreOptions),
}

impl StoresConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let store = sources.section("glance_store");
        let backends = sources.section("DEFAULT").value("enabled_backends")?;
        let Some(backends) = backends else {
            return Ok(Self {
                layout: single(&store)?,
                staging_dir: staging_dir(&sources.section("DEFAULT"))?,
                tasks_dir: sources.section("task").path("work_dir")?,
            });
        };
        Ok(Self {
            layout: several(sources, &backends, &store)?,
            staging_dir: reserved_dir(sources, "os_glance_staging_store")?,
            tasks_dir: Some(reserved_dir(sources, "os_glance_tasks_store")?),
        })
    }
}

fn single(section: &Section<'_>) -> Result<StoreLayout, ConfigError> {
    let kinds = match section.value("stores")? {
        None => vec!["file".to_owned(), "http".to_owned()],
        Some(stores) => stores.list(),
    };
    let (kinds, left_out): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|kind| is_built(kind));
    let default = match section.value("default_store")? {
        None if !kinds.iter().any(|kind| is_file(kind)) => {
            return Err(section.missing("default_store", "stores lists no file store, which it is by default"));
        }
        None => "file".to_owned(),
        Some(default) => {
            let kind = default.text.trim();
            check_kind(&default, kind)?;
            if !kinds.iter().any(|listed| is_same(listed, kind)) {
                return Err(default.is_not(format_args!("one of stores ({})", kinds.join(", "))));
            }
            kind.to_owned()
        }
    };
    let mut others: Vec<&String> = kinds.iter().filter(|kind| !is_same(kind, &default)).collect();
    others.dedup_by(|one, other| is_same(one, other));
    Ok(StoreLayout::Single {
        default: kind(section, &default)?,
        others: others.into_iter().map(|other| kind(section, other)).collect::<Result<_, _>>()?,
        left_out,
    })
}

fn several(sources: &Sources, backends: &Value<'_>, store: &Section<'_>) -> Result<StoreLayout, ConfigError> {
    let mut stores = Vec::new();
    for (name, kind) in backends.dict()? {
        if name.starts_with(RESERVED) {
            return Err(backends.error(format!("«{name}» begins with {RESERVED}, which is reserved")));
        }
        check_kind(backends, &kind)?;
        let section = sources.section(&name);
        stores.push(StoreConfig {
            kind: self::kind(&section, &kind)?,
            weight: section.integer("weight", i64::MIN..=i64::MAX)?.unwrap_or(0),
            description: section.text("store_description")?,
            name: name.parse().map_err(|error| backends.error(format!("«{name}»: {error}")))?,
        });
    }
    let names = || stores.iter().map(|store| store.name.as_str()).collect::<Vec<_>>().join(", ");
    let default = store
        .value("default_backend")?
        .ok_or_else(|| store.missing("default_backend", "enabled_backends has several stores to choose from"))?;
    let known = stores.iter().find(|store| store.name.as_str() == default.text.trim());
    let known = known.ok_or_else(|| default.is_not(format_args!("one of enabled_backends ({})", names())))?;
    Ok(StoreLayout::Several { default: known.name.clone(), stores })
}

fn is_file(kind: &str) -> bool {
    matches!(kind, "file" | "filesystem" | "glance.store.filesystem.Store")
}

fn is_built(kind: &str) -> bool {
    is_file(kind) || matches!(kind, "http" | "glance.store.http.Store")
}

/// There are two types, each of them by several names.
fn is_same(one: &str, other: &str) -> bool {
    is_file(one) == is_file(other)
}

fn kind(section: &Section<'_>, name: &str) -> Result<StoreKind, ConfigError> {
    Ok(if is_file(name) { StoreKind::File(file_store(section)?) } else { StoreKind::Http(http_store(section)?) })
}

fn http_store(section: &Section<'_>) -> Result<HttpStoreOptions, ConfigError> {
    Ok(HttpStoreOptions {
        ca_file: section.path("https_ca_certificates_file")?,
        insecure: section.flag("https_insecure", true)?,
        proxies: section.value("http_proxy_information")?.map_or(Ok(Vec::new()), |value| value.dict())?,
    })
}

fn check_kind(value: &Value<'_>, kind: &str) -> Result<(), ConfigError> {
    let short = kind.strip_prefix("glance.store.").and_then(|kind| kind.strip_suffix(".Store")).unwrap_or(kind);
    if is_built(kind) {
        Ok(())
    } else if NOT_BUILT.contains(&short) {
        Err(value.error(format!("stores of type «{kind}» are not built yet (file and http are)")))
    } else {
        Err(value.error(format!("«{kind}» is not a type of store (file or http)")))
    }
}

fn file_store(section: &Section<'_>) -> Result<FileStoreOptions, ConfigError> {
    let several = section.values("filesystem_store_datadirs")?;
    let datadirs = match (section.path("filesystem_store_datadir")?, several.as_slice()) {
        (Some(_), [first, ..]) => return Err(first.error("filesystem_store_datadir is given as well")),
        (None, [_, ..]) => datadirs(&several)?,
        (datadir, []) => {
            vec![Datadir { path: datadir.unwrap_or_else(|| "/var/lib/glance/images".into()), priority: 0 }]
        }
    };
    let chunk = section.integer::<usize>("filesystem_store_chunk_size", 1..=i64::from(u32::MAX))?;
    Ok(FileStoreOptions {
        datadirs,
        is_thin: section.flag("filesystem_thin_provisioning", false)?,
        file_mode: section.value("filesystem_store_file_perm")?.map_or(Ok(None), |value| value.mode())?,
        chunk_size_bytes: chunk.and_then(NonZeroUsize::new).unwrap_or(FileStoreOptions::CHUNK_SIZE),
    })
}

/// Folders as `path:priority`. One that is there twice counts once.
fn datadirs(values: &[Value<'_>]) -> Result<Vec<Datadir>, ConfigError> {
    let mut datadirs: Vec<Datadir> = Vec::new();
    for value in values {
        let (path, priority) = value.text.rsplit_once(':').unwrap_or((&value.text, ""));
        let (path, priority) = (path.trim(), priority.trim());
        let priority = if priority.is_empty() { Ok(0) } else { priority.parse() };
        let priority = priority.map_err(|_| value.is_not("a folder, or one with a whole number, as in /path:10"))?;
        if path.is_empty() {
            return Err(value.is_not("a folder, or one with a whole number, as in /path:10"));
        }
        match datadirs.iter().find(|known| known.path == Path::new(path)) {
            Some(known) if known.priority != priority => {
                return Err(value.error(format!("{path} has the priority {} already", known.priority)));
            }
            Some(_) => {}
            None => datadirs.push(Datadir { path: path.into(), priority }),
        }
    }
    Ok(datadirs)
}

fn staging_dir(section: &Section<'_>) -> Result<PathBuf, ConfigError> {
    let Some(uri) = section.value("node_staging_uri")? else { return Ok("/tmp/staging/".into()) };
    match uri.text.strip_prefix("file://") {
        Some(path) if path.starts_with('/') => Ok(path.into()),
        _ => Err(uri.is_not("a folder, as in file:///path")),
    }
}

fn reserved_dir(sources: &Sources, name: &str) -> Result<PathBuf, ConfigError> {
    let section = sources.section(name);
    let dir = section.path("filesystem_store_datadir")?;
    Ok(dir.unwrap_or_else(|| PathBuf::from("/var/lib/glance").join(name)))
}
