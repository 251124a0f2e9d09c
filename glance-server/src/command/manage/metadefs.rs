//! `manage db load_metadefs`, `unload_metadefs` and `export_metadefs`: definitions from files and to files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use glance_core::Error;
use glance_core::clock::{Clock, SystemClock};
use glance_core::db::Database;
use glance_core::metadef::{Name, NamespaceFile, NamespaceQuery, NamespaceSortKey};
use glance_core::query::Direction;
use glance_core::repo::{Existing, Loaded, NamespaceRepo, Viewer};

use crate::command::{complain, say};

/// Which files, and what becomes of namespaces that are there already.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct LoadArguments {
    /// The file, or the folder with the files `*.json`, instead of the one that the configuration names.
    #[arg(long)]
    pub(super) path: Option<PathBuf>,
    /// Give namespaces that are there what they lack; without this they are left alone.
    #[arg(long)]
    pub(super) merge: bool,
    /// Besides, make what is there what the files say. Only with --merge.
    #[arg(long = "prefer_new")]
    pub(super) prefer_new: bool,
    /// Delete namespaces that are there before they are loaded. Only with --merge.
    #[arg(long)]
    pub(super) overwrite: bool,
}

impl LoadArguments {
    fn existing(&self) -> Result<Existing, &'static str> {
        match (self.merge, self.prefer_new, self.overwrite) {
            (false, false, false) => Ok(Existing::Keep),
            (false, ..) => Err("--prefer_new and --overwrite go with --merge only"),
            (true, false, false) => Ok(Existing::Complete),
            (true, true, false) => Ok(Existing::Update),
            (true, false, true) => Ok(Existing::Replace),
            (true, true, true) => Err("--prefer_new and --overwrite exclude each other"),
        }
    }
}

/// Loads what can be loaded. What cannot is complained about, and does not keep the rest from being loaded; scripts have
/// never been told by an exit code.
pub(super) async fn load(arguments: LoadArguments, usual: &Path, database: &Database) -> anyhow::Result<()> {
    let existing = match arguments.existing() {
        Ok(existing) => existing,
        Err(text) => {
            complain(&anyhow!(text));
            return Ok(());
        }
    };
    let path = arguments.path.unwrap_or_else(|| usual.to_owned());
    let files = match json_files(&path) {
        Ok(files) if files.is_empty() => {
            complain(&anyhow!("there are no files *.json in {}", path.display()));
            return Ok(());
        }
        Ok(files) => files,
        Err(error) => {
            complain(&anyhow!("cannot read {}: {error}", path.display()));
            return Ok(());
        }
    };
    let namespaces = database.metadefs().namespaces;
    let mut paths = files.into_iter();
    loop {
        let reading = move || {
            let batch = Batch::read(&mut paths);
            (batch, paths)
        };
        let batch;
        (batch, paths) = tokio::task::spawn_blocking(reading).await?;
        if batch.files.is_empty() {
            return Ok(());
        }
        batch.store(namespaces.as_ref(), existing).await?;
    }
}

/// Files that are written in one transaction, and where each is from.
#[derive(Default)]
struct Batch {
    shown: Vec<String>,
    files: Vec<NamespaceFile>,
}

impl Batch {
    /// How many files are written at once.
    const FILES: usize = 50;

    /// Reads the next files that can be read, until they are many or long; nothing at the end.
    fn read(paths: &mut impl Iterator<Item = PathBuf>) -> Self {
        let mut batch = Self::default();
        let mut bytes = 0;
        while batch.files.len() < Self::FILES && bytes < NamespaceFile::MAX_BYTES {
            let Some(path) = paths.next() else { break };
            let shown = path.display().to_string();
            match read(&path) {
                Ok((file, length)) => {
                    batch.shown.push(shown);
                    batch.files.push(file);
                    bytes += length;
                }
                Err(reason) => complain(&anyhow!("{shown}: {reason}")),
            }
        }
        batch
    }

    /// Writes the files. If one of them cannot be, none is, and those that can are written one by one.
    async fn store(&self, namespaces: &dyn NamespaceRepo, existing: Existing) -> anyhow::Result<()> {
        let loaded = match namespaces.load(&self.files, existing).await {
            Err(Error::Conflict(_) | Error::LimitExceeded(_)) => return self.store_each(namespaces, existing).await,
            loaded => loaded.with_context(|| format!("cannot load {}", self.shown.join(", ")))?,
        };
        for ((shown, file), loaded) in self.shown.iter().zip(&self.files).zip(loaded) {
            tell(shown, file, loaded);
        }
        Ok(())
    }

    async fn store_each(&self, namespaces: &dyn NamespaceRepo, existing: Existing) -> anyhow::Result<()> {
        for (shown, file) in self.shown.iter().zip(&self.files) {
            match namespaces.load(std::slice::from_ref(file), existing).await {
                Ok(loaded) => loaded.into_iter().for_each(|loaded| tell(shown, file, loaded)),
                Err(error @ (Error::Conflict(_) | Error::LimitExceeded(_))) => complain(&anyhow!("{shown}: {error}")),
                Err(error) => return Err(error).with_context(|| format!("cannot load {shown}")),
            }
        }
        Ok(())
    }
}

fn tell(shown: &str, file: &NamespaceFile, loaded: Loaded) {
    let name = &file.namespace.name;
    say(&match loaded {
        Loaded::Created => format!("{shown}: namespace {name} was loaded."),
        Loaded::Kept => format!("{shown}: namespace {name} is there already and was left alone."),
        Loaded::Merged => format!("{shown}: namespace {name} was merged with what was there."),
        Loaded::Replaced => format!("{shown}: namespace {name} was replaced."),
    });
}

/// The file, or the files of the folder in the order of their names.
fn json_files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if fs::metadata(path)?.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a file; how long it is comes with it.
fn read(path: &Path) -> Result<(NamespaceFile, u64), String> {
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(NamespaceFile::MAX_BYTES + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
    let length = text.len() as u64;
    if length > NamespaceFile::MAX_BYTES {
        return Err(format!("the file is longer than {} bytes", NamespaceFile::MAX_BYTES));
    }
    let file = NamespaceFile::parse(&text, SystemClock.now()).map_err(|error| error.to_string())?;
    Ok((file, length))
}

/// Deletes all definitions.
pub(super) async fn unload(database: &Database) -> anyhow::Result<()> {
    let deleted = database.metadefs().namespaces.clear().await?;
    say(&format!("{deleted} namespaces were deleted."));
    Ok(())
}

/// Writes a file for each namespace.
pub(super) async fn export(folder: Option<PathBuf>, usual: &Path, database: &Database) -> anyhow::Result<()> {
    /// How many namespaces are read at once.
    const PAGE: u32 = 100;

    let folder = folder.unwrap_or_else(|| usual.to_owned());
    let namespaces = database.metadefs().namespaces;
    let admin = Viewer::Admin { project: None };
    let query =
        NamespaceQuery { sort: NamespaceSortKey::Id, direction: Direction::Ascending, ..NamespaceQuery::default() };
    let mut taken = BTreeSet::new();
    let mut after: Option<Name> = None;
    loop {
        let page = namespaces.list(&admin, &query, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.name.clone());
        for namespace in page {
            let Some((namespace, content)) = namespaces.whole(&admin, &namespace.name).await? else { continue };
            let file = NamespaceFile { namespace, content };
            let path = folder.join(free_name(&file, &mut taken));
            let shown = path.display().to_string();
            let (name, text) = (file.namespace.name.clone(), file.write()?);
            let written = tokio::task::spawn_blocking(move || write(&path, &text)).await?;
            written.with_context(|| format!("cannot write {shown}"))?;
            say(&format!("{shown}: namespace {name} was saved."));
        }
    }
}

/// The name of a namespace's file, which no other namespace's file has.
fn free_name(file: &NamespaceFile, taken: &mut BTreeSet<String>) -> String {
    let stem = file.stem();
    let numbered = (2_u64..).map(|number| format!("{stem}{number}"));
    let stem = std::iter::once(stem.clone()).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
    format!("{}.json", stem.unwrap_or_default())
}

/// A file of this name is complete, always.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let part = path.with_extension("json.part");
    fs::write(&part, text)?;
    fs::rename(&part, path)
}
