//! The folders of a file store, and which of them takes new data.

use super::folder::{Folder, failure};
use crate::image::ImageId;
use crate::store::StoreError;

/// Folders by priority, the highest first; one at least.
#[derive(Clone, Debug)]
pub(super) struct Folders(Vec<(i64, Folder)>);

impl Folders {
    /// `folders` come with their priorities, in any order.
    pub(super) fn new(mut folders: Vec<(i64, Folder)>) -> Self {
        folders.sort_by_key(|(priority, _)| std::cmp::Reverse(*priority));
        Self(folders)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Folder> {
        self.0.iter().map(|(_, folder)| folder)
    }

    /// The folder that a location leads into.
    pub(super) fn of(&self, url: &str) -> Result<&Folder, StoreError> {
        let found = self.iter().find(|folder| folder.name_in(url).is_ok());
        found.ok_or_else(|| StoreError::BadLocation(url.to_owned()))
    }

    /// The folder for new data of `id`: of those with enough room, one of the highest priority, and of these the one with
    /// the most room. A single one has to do. It blocks.
    pub(super) fn choose(&self, id: ImageId, size_bytes: u64) -> Result<&Folder, StoreError> {
        if let [(_, only)] = self.0.as_slice() {
            return Ok(only);
        }
        if let Some(taken) = self.iter().find(|folder| folder.path().join(id.as_str()).symlink_metadata().is_ok()) {
            return Err(StoreError::Exists(taken.url_of(id)));
        }
        let mut best: Option<(i64, u64, &Folder)> = None;
        let mut failed = None;
        for (priority, folder) in &self.0 {
            if best.is_some_and(|(found, ..)| found > *priority) {
                break;
            }
            match free_bytes(folder) {
                Ok(free) if free == 0 || free < size_bytes => {}
                Ok(free) if best.is_some_and(|(_, most, _)| most >= free) => {}
                Ok(free) => best = Some((*priority, free, folder)),
                Err(error) => {
                    tracing::warn!(folder = %folder.path().display(), %error, "a folder of the store is left out");
                    failed = Some(error);
                }
            }
        }
        let full = || StoreError::Full(format!("no folder of the store has room for {size_bytes} bytes"));
        best.map(|(.., folder)| folder).ok_or_else(|| failed.unwrap_or_else(full))
    }

    /// Does something with each folder, with the others too if it fails for one. Of several folders one may be away, and
    /// keeps nothing from being done in the others; not all of them.
    pub(super) fn each<T>(&self, work: impl Fn(&Folder) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
        let (there, away): (Vec<&Folder>, Vec<&Folder>) = self.iter().partition(|folder| folder.open().is_ok());
        if there.is_empty() {
            return self.iter().map(work).collect();
        }
        for folder in away {
            tracing::warn!(folder = %folder.path().display(), "a folder of the store is away, and is not cleaned up");
        }
        let done: Vec<Result<T, StoreError>> = there.into_iter().map(work).collect();
        done.into_iter().collect()
    }
}

fn free_bytes(folder: &Folder) -> Result<u64, StoreError> {
    if !folder.is_writable() {
        return Err(StoreError::Denied(format!("{}: it cannot be written", folder.path().display())));
    }
    let room = rustix::fs::statvfs(folder.path()).map_err(|error| failure(folder.path(), error))?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}
