//! One file on its way into the store.
//!
//! A draft lies beside the finished files as `.<image id>.<random>.part` and is locked by its writer for as long as that
//! lives. Three things end it: it is [published](Draft::publish) and [kept](Draft::keep), it is dropped, which removes it,
//! or its process dies. The lock goes with the process, and that is how a [sweep](super::sweep) tells who is left to mourn.

use std::fs::{File, Permissions};
use std::io::{ErrorKind, IoSlice, Seek, SeekFrom, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;

use bytes::Bytes;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use uuid::Uuid;

use super::folder::{Folder, failure};
use super::thin;
use crate::image::ImageId;
use crate::store::StoreError;

/// A file that is removed when it is dropped, under whatever name it has by then.
#[derive(Debug)]
pub(super) struct Draft {
    folder: Folder,
    id: ImageId,
    file: File,
    name: Option<Entry>,
    size_bytes: u64,
    is_thin: bool,
}

/// Where a draft is. Removes it when dropped.
#[derive(Debug)]
struct Entry {
    directory: OwnedFd,
    name: Option<String>,
    /// The device and the number of the file, once its name is not its own alone: under an image's id there may be the
    /// file of another writer by then.
    file: Option<(u64, u64)>,
}

impl Draft {
    /// Starts a file for `id`, and refuses to when there is one already.
    pub(super) fn create(folder: Folder, id: ImageId, is_thin: bool) -> Result<Self, StoreError> {
        loop {
            let directory = folder.open()?;
            if rustix::fs::statat(&directory, id.as_str(), AtFlags::SYMLINK_NOFOLLOW).is_ok() {
                return Err(StoreError::Exists(folder.url_of(id)));
            }
            let failed = |error: Errno| failure(folder.path(), error);
            let name = part_name(id);
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&directory, &name, flags, Mode::RUSR | Mode::WUSR).map_err(failed)?;
            let name = Entry { directory, name: Some(name), file: None };
            lock(&file).map_err(failed)?;
            // Between these two calls the file looked as if its writer had died, and a sweep may have removed it.
            if rustix::fs::fstat(&file).map_err(failed)?.st_nlink > 0 {
                return Ok(Self { folder, id, file: file.into(), name: Some(name), size_bytes: 0, is_thin });
            }
        }
    }

    /// Writes `chunks` at the end of the file. A thin one gets no zeros.
    pub(super) fn write(&mut self, chunks: &[Bytes]) -> Result<(), StoreError> {
        if !self.is_thin {
            return self.append(&mut chunks.iter().map(|chunk| IoSlice::new(chunk)).collect::<Vec<_>>());
        }
        let (mut pending, mut offset) = (Vec::new(), self.size_bytes);
        for chunk in chunks {
            for (is_zero, run) in thin::runs(chunk, offset) {
                offset += run.len() as u64;
                if is_zero {
                    self.append(&mut pending)?;
                    pending.clear();
                    self.skip(run.len() as u64)?;
                } else {
                    pending.push(IoSlice::new(run));
                }
            }
        }
        self.append(&mut pending)
    }

    /// Goes on behind a hole.
    fn skip(&mut self, bytes: u64) -> Result<(), StoreError> {
        self.size_bytes += bytes;
        let moved = self.file.seek(SeekFrom::Start(self.size_bytes));
        moved.map(drop).map_err(|error| failure(self.folder.path(), error))
    }

    fn append(&mut self, slices: &mut [IoSlice<'_>]) -> Result<(), StoreError> {
        let mut rest = slices;
        // Empty slices at the front would make a finished write look like a full disk.
        IoSlice::advance_slices(&mut rest, 0);
        while !rest.is_empty() {
            match self.file.write_vectored(rest) {
                Ok(0) => return Err(failure(self.folder.path(), ErrorKind::StorageFull)),
                Ok(written) => {
                    self.size_bytes += written as u64;
                    IoSlice::advance_slices(&mut rest, written);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failure(self.folder.path(), error)),
            }
        }
        Ok(())
    }

    /// Forces the data to the disk and gives the file its name; it is still removed unless it is [kept](Self::keep).
    pub(super) fn publish(&mut self, file_mode: u32) -> Result<(), StoreError> {
        let failed = |error: std::io::Error| failure(self.folder.path(), error);
        let Some(name) = &mut self.name else { return Ok(()) };
        if self.is_thin {
            // A hole at the end is not there yet.
            self.file.set_len(self.size_bytes).map_err(failed)?;
        }
        self.file.set_permissions(Permissions::from_mode(file_mode)).map_err(failed)?;
        self.file.sync_all().map_err(failed)?;
        let part = name.name.as_deref().unwrap_or_default();
        rename_without_replacing(&name.directory, part, self.id.as_str()).map_err(|error| match error {
            Errno::EXIST => StoreError::Exists(self.folder.url_of(self.id)),
            error => failed(error.into()),
        })?;
        name.name = Some(self.id.to_string());
        let status = rustix::fs::fstat(&self.file).map_err(|error| failed(error.into()))?;
        name.file = Some((status.st_dev, status.st_ino));
        rustix::fs::fsync(&name.directory).map_err(|error| failed(error.into()))
    }

    /// Leaves the file where it is for good, and returns its location and its size in bytes.
    pub(super) fn keep(mut self) -> (String, u64) {
        if let Some(name) = &mut self.name {
            name.name = None;
        }
        (self.folder.url_of(self.id), self.size_bytes)
    }

    /// Removes the file before this returns; dropping a draft may do so a little later.
    pub(super) fn remove(mut self) {
        drop(self.name.take());
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else { return };
        // A future is dropped on an async thread, and the removal of a large file takes its time. Should the runtime be
        // about to end and not take the work, dropping that does it.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(move || drop(name))),
            Err(_) => drop(name),
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some(name) = &self.name else { return };
        if let Some(file) = self.file {
            let found = rustix::fs::statat(&self.directory, name, AtFlags::SYMLINK_NOFOLLOW);
            if found.is_ok_and(|found| (found.st_dev, found.st_ino) != file) {
                return;
            }
        }
        match rustix::fs::unlinkat(&self.directory, name, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(error) => {
                tracing::warn!(name, %error, "cannot remove unfinished image data, the next sweep will try again");
            }
        }
    }
}

/// Waits for the lock of a file that nobody but a sweep can hold, and that only for an instant.
fn lock(file: &OwnedFd) -> Result<(), Errno> {
    rustix::io::retry_on_intr(|| rustix::fs::flock(file, FlockOperation::LockExclusive))
}

fn rename_without_replacing(directory: &OwnedFd, from: &str, to: &str) -> Result<(), Errno> {
    match rustix::fs::renameat_with(directory, from, directory, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => rename_by_link(directory, from, to),
        done => done,
    }
}

/// Does in two steps what network file systems and old kernels cannot do in one. There is an instant with both names, but
/// none in which another file is overwritten.
fn rename_by_link(directory: &OwnedFd, from: &str, to: &str) -> Result<(), Errno> {
    rustix::fs::linkat(directory, from, directory, to, AtFlags::empty())?;
    // The file is in its place. A name too many is what a sweep is for.
    _ = rustix::fs::unlinkat(directory, from, AtFlags::empty());
    Ok(())
}

fn part_name(id: ImageId) -> String {
    format!(".{id}.{}.part", Uuid::new_v4().simple())
}

/// Tells which image a draft of this name is for, if it is a draft at all.
pub(super) fn id_of_part(name: &str) -> Option<ImageId> {
    let (id, random) = name.strip_prefix('.')?.strip_suffix(".part")?.split_once('.')?;
    Uuid::try_parse(random).ok()?;
    id.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_way_of_renaming_overwrites() {
        for rename in [rename_without_replacing, rename_by_link] {
            let folder = tempfile::TempDir::new().unwrap();
            let directory = OwnedFd::from(File::open(folder.path()).unwrap());
            let path = |name| folder.path().join(name);
            std::fs::write(path("a"), "a").unwrap();
            std::fs::write(path("b"), "b").unwrap();

            let onto_another = rename(&directory, "a", "b");
            let onto_nothing = rename(&directory, "a", "c");

            assert_eq!((onto_another, onto_nothing), (Err(Errno::EXIST), Ok(())));
            assert_eq!(std::fs::read(path("b")).unwrap(), b"b");
            assert_eq!(std::fs::read(path("c")).unwrap(), b"a");
            assert!(!path("a").exists());
        }
    }

    #[test]
    fn a_draft_is_known_by_its_name_and_nothing_else_is() {
        let id = ImageId::random();

        assert_eq!(id_of_part(&part_name(id)), Some(id));
        for other in [id.to_string(), format!(".{id}.part"), format!(".{id}.x.part"), ".a.b.part".to_owned()] {
            assert_eq!(id_of_part(&other), None, "{other}");
        }
    }
}
