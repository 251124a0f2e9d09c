//! The files of rules: finding them, reading them, and reading them again when they have changed.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};

use super::current::Looking;
use super::file;
use super::protection::{ProtectionOptions, Protections};
use super::remote::{RemoteChecks, RemoteOptions};
use super::rules::{Rule, Rules};
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, Result};

/// The clock of a file system ticks that slowly at worst, and two changes within a tick look like one.
const TICK: TimeDelta = TimeDelta::milliseconds(50);

/// Where rules are, and how they count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyOptions {
    /// The file of rules, `policy_file`. If it is a relative path, it is looked for in `folders`.
    pub file: PathBuf,
    /// Folders of more files of rules, `policy_dirs`. Those with relative paths are looked for in `folders`.
    pub dirs: Vec<PathBuf>,
    /// Where relative paths are looked for, in this order.
    pub folders: Vec<PathBuf>,
    /// The rule that counts for names without one, `policy_default_rule`.
    pub default_rule: String,
    /// Whether only the defaults of this release count, `enforce_new_defaults`, and not those before them too.
    pub enforce_new_defaults: bool,
    /// How servers are asked.
    pub remote: RemoteOptions,
    /// Which properties are not everybody's, if there is anything to say.
    pub protection: Option<ProtectionOptions>,
}

impl Default for PolicyOptions {
    fn default() -> Self {
        Self {
            file: "policy.yaml".into(),
            dirs: vec!["policy.d".into()],
            folders: Vec::new(),
            default_rule: "default".to_owned(),
            enforce_new_defaults: true,
            remote: RemoteOptions::default(),
            protection: None,
        }
    }
}

/// The rules that are in force. Clones are the same policy.
#[derive(Clone)]
pub struct Policy {
    pub(super) inner: Arc<Inner>,
    /// How long what the files looked like counts.
    interval: Duration,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

pub(super) struct Inner {
    options: PolicyOptions,
    clock: Arc<dyn Clock>,
    remote: RemoteChecks,
    /// Read once.
    protections: OnceLock<Protections>,
    state: RwLock<State>,
    /// Held while files are read.
    reading: Mutex<()>,
    pub(super) looking: Looking,
}

struct State {
    /// What the files looked like when they were read; `None` if that has to be done again in any case.
    seen: Option<Vec<Seen>>,
    /// When it was last looked at them, at the beginning of that look.
    looked: Option<Instant>,
    /// Every rule that ever stood in a file. One that has left it keeps its last value, as in Glance.
    given: BTreeMap<String, Rule>,
    rules: Result<Arc<Rules>, String>,
}

/// A file or folder, and what tells whether it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    path: Arc<Path>,
    stamp: Stamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    file: (u64, u64),
    size: u64,
    modified: (i64, i64),
    is_folder: bool,
}

impl Default for Policy {
    /// The defaults alone.
    fn default() -> Self {
        let options = PolicyOptions { dirs: Vec::new(), ..PolicyOptions::default() };
        let rules = Rules::new(&BTreeMap::new(), &options.default_rule, true);
        // There is nothing to look at.
        Self::with(options, Arc::new(SystemClock), RemoteChecks::default(), Ok(Arc::new(rules)))
            .looking_every(Duration::MAX)
    }
}

impl Policy {
    /// Reads the files. A file of rules that is missing is read when it is there.
    ///
    /// # Errors
    /// [`Error::Policy`] when a file cannot be read or has not what it is to have.
    pub fn open(options: PolicyOptions, clock: Arc<dyn Clock>) -> Result<Self> {
        let remote = RemoteChecks::new(&options.remote)?;
        let protection = options.protection.clone();
        let policy = Self::with(options, clock, remote, Err(String::new()));
        let rules = policy.reload()?;
        let Some(ProtectionOptions { file, format }) = protection else { return Ok(policy) };
        let path = policy.inner.options.find(&file).map_or(file.into(), |seen| seen.path);
        let protections = Protections::open(&path, format, &rules)?;
        policy.inner.protections.get_or_init(|| protections);
        Ok(policy)
    }

    fn with(
        options: PolicyOptions,
        clock: Arc<dyn Clock>,
        remote: RemoteChecks,
        rules: Result<Arc<Rules>, String>,
    ) -> Self {
        let state = RwLock::new(State { seen: None, looked: None, given: BTreeMap::new(), rules });
        let (protections, reading, looking) = (OnceLock::new(), Mutex::default(), Looking::default());
        let inner = Inner { options, clock, remote, protections, state, reading, looking };
        Self { inner: Arc::new(inner), interval: Duration::ZERO }
    }

    /// The same policy, but a look at the files counts for so long; without this, it is looked for every question.
    #[must_use]
    pub fn looking_every(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// The rules that are known, if they were looked at lately enough for somebody who has been asking since then.
    pub(super) fn recent(&self, since: Instant) -> Option<Result<Arc<Rules>>> {
        let state = self.inner.state.read().unwrap_or_else(PoisonError::into_inner);
        let is_recent = state.looked.is_some_and(|looked| since.saturating_duration_since(looked) <= self.interval);
        is_recent.then(|| state.rules.clone().map_err(Error::Policy))
    }

    /// The rules that are known, whatever the files look like by now.
    pub(super) fn known(&self) -> Result<Arc<Rules>> {
        self.inner.state.read().unwrap_or_else(PoisonError::into_inner).rules.clone().map_err(Error::Policy)
    }

    /// Looks whether a file has changed since the rules were read, and notes when if none has.
    fn unchanged(&self, begun: Instant) -> Option<Result<Arc<Rules>>> {
        let now = self.inner.options.look();
        let mut state = self.inner.state.write().unwrap_or_else(PoisonError::into_inner);
        (state.seen.as_ref() == Some(&now)).then(|| {
            state.looked = Some(begun);
            state.rules.clone().map_err(Error::Policy)
        })
    }

    /// Looks at the files, and reads them again if one has changed. This waits for the disk.
    ///
    /// # Errors
    /// [`Error::Policy`] when a file cannot be read or is no file of rules.
    pub fn reload(&self) -> Result<Arc<Rules>> {
        let _reading = self.inner.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = Instant::now();
        if let Some(rules) = self.unchanged(begun) {
            return rules;
        }
        let options = &self.inner.options;
        let seen = options.look();
        let mut given = self.inner.state.read().unwrap_or_else(PoisonError::into_inner).given.clone();
        let read = seen.iter().filter(|seen| !seen.stamp.is_folder).try_for_each(|seen| {
            let text = fs::read_to_string(&seen.path).map_err(|error| format!("{}: {error}", seen.path.display()))?;
            given.extend(file::read(&seen.path, &text)?);
            Ok(())
        });
        let rules = read.map(|()| {
            tracing::info!(files = seen.len(), "read the rules");
            let rules = Rules::new(&given, &options.default_rule, options.enforce_new_defaults);
            tell_problems(&rules);
            Arc::new(rules)
        });
        let is_settled = seen.iter().all(|seen| self.is_settled(seen.stamp));
        let mut state = self.inner.state.write().unwrap_or_else(PoisonError::into_inner);
        if rules.is_ok() {
            state.given = given;
        }
        (state.seen, state.looked, state.rules) = (is_settled.then_some(seen), Some(begun), rules.clone());
        rules.map_err(Error::Policy)
    }

    /// Whether a change from now on would show.
    fn is_settled(&self, stamp: Stamp) -> bool {
        let (seconds, nanoseconds) = stamp.modified;
        let modified = DateTime::from_timestamp(seconds, u32::try_from(nanoseconds).unwrap_or(0)).unwrap_or_default();
        (self.inner.clock.now() - modified).abs() > TICK
    }

    /// Whether only the defaults of this release count.
    pub fn enforces_new_defaults(&self) -> bool {
        self.inner.options.enforce_new_defaults
    }

    /// Whether there are properties that are not everybody's.
    pub fn protects_properties(&self) -> bool {
        self.inner.protections.get().is_some()
    }

    pub(super) fn protections(&self) -> Option<&Protections> {
        self.inner.protections.get()
    }

    pub(super) fn remote(&self) -> &RemoteChecks {
        &self.inner.remote
    }
}

impl PolicyOptions {
    /// Whether there is a file of rules.
    pub fn has_file(&self) -> bool {
        self.find(&self.file).is_some()
    }

    /// Looks at all files and folders that count and are there, in the order in which they count.
    fn look(&self) -> Vec<Seen> {
        let mut seen: Vec<Seen> = self.find(&self.file).into_iter().collect();
        for dir in &self.dirs {
            let Some(folder) = self.find(dir).filter(|seen| seen.stamp.is_folder) else { continue };
            let files = files(&folder.path);
            seen.push(folder);
            seen.extend(files);
        }
        seen
    }

    fn find(&self, path: &Path) -> Option<Seen> {
        if path.is_absolute() {
            return look_at(path);
        }
        self.folders.iter().find_map(|folder| look_at(&folder.join(path)))
    }
}

fn look_at(path: &Path) -> Option<Seen> {
    let stamp = match fs::metadata(path) {
        Ok(metadata) => Stamp::of(&metadata),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
        // It is there, and reading it tells what is the matter.
        Err(_) => Stamp { file: (0, 0), size: 0, modified: (0, 0), is_folder: false },
    };
    Some(Seen { path: path.into(), stamp })
}

/// The files of a folder that are not hidden, in the order of their names.
fn files(folder: &Path) -> Vec<Seen> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let shown = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let mut files: Vec<Seen> =
        shown.filter_map(|entry| look_at(&entry.path())).filter(|seen| !seen.stamp.is_folder).collect();
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            file: (metadata.dev(), metadata.ino()),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            is_folder: metadata.is_dir(),
        }
    }
}

fn tell_problems(rules: &Rules) {
    for (name, rule) in rules.iter() {
        for problem in &rule.problems {
            tracing::warn!(rule = name, source = %rule.source, problem, "a rule is not as it may be meant");
        }
    }
}
