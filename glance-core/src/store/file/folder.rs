//! The folder of a file store: what may be opened in it, and how its failures are told.

use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Access, AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::image::ImageId;
use crate::store::StoreError;

/// The schemes of a file's location; the first is the one that is written.
pub(super) const SCHEMES: &[&str] = &["file", "filesystem"];

/// The folder, by name: it is opened anew for each call, for it may be a mount point that changes.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    path: Arc<PathBuf>,
    text: Arc<str>,
}

impl Folder {
    pub(super) fn create(given: PathBuf) -> Result<Self, StoreError> {
        let path =
            if given.is_absolute() { given } else { std::path::absolute(&given).map_err(|e| failure(&given, e))? };
        let text = path.to_str().ok_or(StoreError::Unsupported("a folder whose name is not UTF-8"))?;
        std::fs::create_dir_all(&path).map_err(|error| failure(&path, error))?;
        Ok(Self { text: text.into(), path: path.into() })
    }

    pub(super) fn is_writable(&self) -> bool {
        rustix::fs::accessat(CWD, self.path(), Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
    }

    /// Adds the right to pass through the folder for everybody to whom `file_mode` gives a right on a file.
    pub(super) fn let_readers_pass(&self, file_mode: u32) {
        let passing =
            [0o070, 0o007].into_iter().filter(|who| file_mode & who != 0).fold(0, |bits, who| bits | who & 0o011);
        let changed = std::fs::metadata(self.path()).and_then(|metadata| {
            let mode = metadata.permissions().mode();
            if mode & passing == passing {
                return Ok(());
            }
            std::fs::set_permissions(self.path(), PermissionsExt::from_mode(mode | passing))
        });
        if let Err(error) = changed {
            tracing::warn!(folder = %self.text, %error, "cannot let the readers of image files pass through their folder");
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the folder itself, to reach what is in it by name and nothing else.
    pub(super) fn open(&self) -> Result<OwnedFd, StoreError> {
        rustix::fs::open(self.path(), OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
            .map_err(|error| failure(self.path(), error))
    }

    /// Writes the location of an image, as Glance does: nothing is percent-encoded.
    pub(super) fn url_of(&self, id: ImageId) -> String {
        let slash = if self.text.ends_with('/') { "" } else { "/" };
        format!("file://{}{slash}{id}", self.text)
    }

    /// Reads the name of a file in this folder from its location.
    ///
    /// The folder must be there component by component, and exactly one plain name must follow. Names with a leading dot
    /// are not image data; `..`, links and percent-encoding have no meaning here.
    pub(super) fn name_in<'u>(&self, url: &'u str) -> Result<&'u OsStr, StoreError> {
        let foreign = || StoreError::BadLocation(url.to_owned());
        let (scheme, path) = url.split_once("://").ok_or_else(foreign)?;
        let inside = Path::new(path).strip_prefix(self.path()).map_err(|_| foreign())?;
        let mut components = inside.components();
        match (components.next(), components.next()) {
            (Some(Component::Normal(name)), None)
                if SCHEMES.contains(&scheme)
                    && !path.contains('\0')
                    && !path.ends_with('/')
                    && !name.as_encoded_bytes().starts_with(b".") =>
            {
                Ok(name)
            }
            _ => Err(foreign()),
        }
    }

    /// Opens the regular file at `url` and tells its size in bytes.
    pub(super) fn open_file(&self, url: &str) -> Result<(File, u64), StoreError> {
        let name = self.name_in(url)?;
        let directory = self.open()?;
        // Without NONBLOCK, a named pipe that somebody put here would hold this thread for good.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(
            rustix::fs::openat(directory, name, flags, Mode::empty()).map_err(|error| self.file_failure(error, url))?,
        );
        let metadata = file.metadata().map_err(|error| failure(self.path(), error))?;
        if metadata.is_file() { Ok((file, metadata.len())) } else { Err(StoreError::BadLocation(url.to_owned())) }
    }

    /// Removes the regular file at `url`.
    pub(super) fn remove_file(&self, url: &str) -> Result<(), StoreError> {
        let name = self.name_in(url)?;
        let directory = self.open()?;
        let failed = |error| self.file_failure(error, url);
        let stat = rustix::fs::statat(&directory, name, AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(StoreError::BadLocation(url.to_owned()));
        }
        rustix::fs::unlinkat(&directory, name, AtFlags::empty()).map_err(failed)
    }

    fn file_failure(&self, error: Errno, url: &str) -> StoreError {
        match error {
            Errno::NOENT => StoreError::NotFound(url.to_owned()),
            Errno::LOOP | Errno::NXIO | Errno::NAMETOOLONG => StoreError::BadLocation(url.to_owned()),
            error => failure(self.path(), error),
        }
    }
}

/// Sorts a failure of the file system, at `path`, into what an operator can act on.
pub(super) fn failure(path: &Path, error: impl Into<std::io::Error>) -> StoreError {
    let error = error.into();
    let text = || format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::FileTooLarge | ErrorKind::QuotaExceeded => StoreError::Full(text()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::Denied(text()),
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::StaleNetworkFileHandle
        | ErrorKind::AlreadyExists => StoreError::Unavailable(text()),
        _ => StoreError::Io { what: path.display().to_string(), source: error },
    }
}
