//! Where downloaded data goes.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::interrupt;

/// What files are created with, before the user's mask.
const MODE: u32 = 0o666;
/// What they are created with that are to be like another one.
const PRIVATE: u32 = 0o600;

/// A place for data, which counts only once it is verified.
#[derive(Debug)]
pub(super) enum Target {
    /// Standard output, where nothing can be taken back.
    Stdout,
    /// A device or a pipe, which no file may replace.
    Device(PathBuf, File),
    /// A file that has a temporary name until it is whole.
    File(PathBuf, NamedTempFile),
}

impl Target {
    /// Opens the place.
    ///
    /// # Errors
    /// [`Error::Message`] when nothing can be written there.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout);
        };
        let failed = |error: io::Error| Error::file(path, &error);
        // The file that a link leads to is replaced, not the link.
        let path_behind_links = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let earlier = match fs::metadata(&path_behind_links) {
            Ok(metadata) if metadata.is_file() => Some(metadata),
            Ok(metadata) if metadata.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(_) => {
                let device = File::options().write(true).open(path).map_err(failed)?;
                return Ok(Self::Device(path.to_owned(), device));
            }
            Err(_) => None,
        };
        let folder = match path_behind_links.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".glance-download-")
            .permissions(Permissions::from_mode(if earlier.is_some() { PRIVATE } else { MODE }))
            .tempfile_in(folder)
            .map_err(|error| Error::message(format!("{}: {}", path.display(), without_path(&error))))?;
        interrupt::set_unfinished(Some(file.path()));
        if let Some(earlier) = earlier {
            resemble(file.as_file(), &earlier).map_err(failed)?;
        }
        Ok(Self::File(path_behind_links, file))
    }

    /// Writes the next bytes of the data.
    ///
    /// # Errors
    /// [`Error::BrokenPipe`] when the reader of standard output has gone, [`Error::Message`] for the rest.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Stdout => io::stdout().lock().write_all(bytes).map_err(|error| Error::stdout(&error)),
            Self::Device(path, device) => device.write_all(bytes).map_err(|error| Error::file(path, &error)),
            Self::File(path, file) => file.write_all(bytes).map_err(|error| Error::file(path, &error)),
        }
    }

    /// Gives verified data its name. Without this call, nothing is left of a file.
    ///
    /// # Errors
    /// As [`Target::write`].
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Stdout => io::stdout().lock().flush().map_err(|error| Error::stdout(&error)),
            Self::Device(..) => Ok(()),
            Self::File(path, file) => {
                let kept = file.persist(&path).map_err(|error| Error::file(&path, &error.error));
                interrupt::set_unfinished(None);
                kept.map(drop)
            }
        }
    }
}

/// Gives a file the owner, as far as the user may, and the mode of the one that it is to replace.
fn resemble(file: &File, earlier: &Metadata) -> io::Result<()> {
    let _ = fchown(file, None, Some(earlier.gid()));
    let _ = fchown(file, Some(earlier.uid()), None);
    file.set_permissions(Permissions::from_mode(earlier.permissions().mode() & 0o7777))
}

/// The text of an error without the temporary name, of which the user knows nothing.
fn without_path(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map(|(reason, _)| reason.to_owned()).unwrap_or(text)
}
