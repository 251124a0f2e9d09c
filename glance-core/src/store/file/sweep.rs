//! What is cleaned up behind writers that died.

use std::fs::File;
use std::io::Error;

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::draft::id_of_part;
use super::folder::{Folder, failure};
use crate::image::ImageId;
use crate::store::StoreError;

/// Removes the drafts whose writers are dead, those of one image or all, and tells how many of them had data. One that
/// cannot be looked at keeps no other from being removed.
pub(super) fn sweep(folder: &Folder, only: Option<ImageId>) -> Result<usize, StoreError> {
    let failed = |error: Error| failure(folder.path(), error);
    let directory = folder.open()?;
    let (mut removed, mut unclear) = (0, None);
    for entry in folder.path().read_dir().map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let Some(id) = name.to_str().and_then(id_of_part) else { continue };
        if only.is_some_and(|only| only != id) {
            continue;
        }
        match remove_if_dead(&directory, name.as_ref()) {
            Ok(had_data) => removed += usize::from(had_data),
            Err(error) => unclear = Some(failure(&folder.path().join(&name), Error::from(error))),
        }
    }
    unclear.map_or(Ok(removed), Err)
}

/// Removes the file of `id` and its dead drafts.
pub(super) fn discard(folder: &Folder, id: ImageId) -> Result<(), StoreError> {
    let directory = folder.open()?;
    // Of a file system that nobody may write to, asking first tells what there is; removing is refused in any case.
    let removed = rustix::fs::statat(&directory, id.as_str(), AtFlags::SYMLINK_NOFOLLOW)
        .and_then(|_| rustix::fs::unlinkat(&directory, id.as_str(), AtFlags::empty()));
    match removed {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(failure(&folder.path().join(id.as_str()), error)),
    }
    sweep(folder, Some(id)).map(drop)
}

/// Removes a draft if no writer holds its lock, and tells whether there was data in it.
///
/// An empty one may also be so new that its writer has not come to lock it yet. That writer makes another one.
fn remove_if_dead(directory: &OwnedFd, name: &std::path::Path) -> Result<bool, Errno> {
    let open = |access| {
        let flags = access | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        rustix::fs::openat(directory, name, flags, Mode::empty())
    };
    // Network file systems lock nothing exclusively that was not opened for writing, which not every mode allows.
    let file = match open(OFlags::RDWR)
        .or_else(|error| if error == Errno::ACCESS { open(OFlags::RDONLY) } else { Err(error) })
    {
        Ok(file) => File::from(file),
        // It was finished, or removed, since it was listed; or it is a link, and no draft; or nobody can remove it.
        Err(Errno::NOENT | Errno::LOOP | Errno::ROFS) => return Ok(false),
        Err(error) => return Err(error),
    };
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => return Ok(false),
        Err(error) => return Err(error),
    }
    let has_data = rustix::fs::fstat(&file)?.st_size > 0;
    match rustix::fs::unlinkat(directory, name, AtFlags::empty()) {
        Ok(()) => Ok(has_data),
        Err(Errno::NOENT) => Ok(false),
        Err(error) => Err(error),
    }
}
