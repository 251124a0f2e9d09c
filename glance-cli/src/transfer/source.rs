//! Where the data to upload comes from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use crate::error::{Error, Result};

/// Data to upload.
#[derive(Debug)]
pub(crate) struct Source {
    pub(super) file: File,
    /// Bytes that are there to read, of a file or a disk.
    available: Option<u64>,
    /// Bytes that the user says there are.
    declared: Option<u64>,
}

impl Source {
    /// Opens `path`, or takes standard input if something is there to read.
    ///
    /// A terminal is not, nor is `/dev/null`, which programs without a user have for standard input.
    ///
    /// # Errors
    /// [`Error::Message`] when the file can't be read, or has not the size that the user says it has.
    pub(crate) fn open(path: Option<&Path>, declared: Option<u64>) -> Result<Option<Self>> {
        let Some(path) = path else {
            return Self::stdin(declared);
        };
        let unreadable = || {
            Error::message(format!(
                "File {} does not exist or user does not have read privileges to it",
                path.display()
            ))
        };
        let file = File::open(path).map_err(|_| unreadable())?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Error::message(format!("{} is a directory", path.display())));
        }
        Self::new(file, declared).map(Some)
    }

    /// Opens `path`, or takes standard input.
    ///
    /// # Errors
    /// Those of [`Source::open`], and [`Error::Message`] when there is nothing to read.
    pub(crate) fn required(path: Option<&Path>, declared: Option<u64>) -> Result<Self> {
        Self::open(path, declared)?
            .ok_or_else(|| Error::message("No data to upload: name a file with --file, or redirect standard input."))
    }

    /// Reads all of it into memory.
    ///
    /// # Errors
    /// [`Error::Message`] when it is longer than `max_bytes`, or can't be read.
    pub(crate) fn read(self, max_bytes: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let count = self.file.take(max_bytes + 1).read_to_end(&mut bytes);
        let count = count.map_err(|error| Error::message(format!("cannot read the file: {error}")))?;
        if count as u64 > max_bytes {
            return Err(Error::message(format!("the file is longer than {max_bytes} bytes")));
        }
        Ok(bytes)
    }

    fn stdin(declared: Option<u64>) -> Result<Option<Self>> {
        let unreadable = |error: io::Error| Error::message(format!("standard input: {error}"));
        let file = File::from(io::stdin().as_fd().try_clone_to_owned().map_err(unreadable)?);
        let kind = file.metadata().map_err(unreadable)?.file_type();
        if kind.is_char_device() || kind.is_dir() {
            return Ok(None);
        }
        Self::new(file, declared).map(Some)
    }

    fn new(mut file: File, declared: Option<u64>) -> Result<Self> {
        let kind = file.metadata().map(|metadata| metadata.file_type());
        let has_end = kind.is_ok_and(|kind| kind.is_file() || kind.is_block_device());
        let available = if has_end { rest(&mut file).ok() } else { None };
        if let (Some(available), Some(declared)) = (available, declared)
            && available != declared
        {
            return Err(Error::message(format!(
                "Size mismatch: provided size {declared} does not match the size of the image {available}"
            )));
        }
        Ok(Self { file, available, declared })
    }

    /// Bytes to upload, as far as that is certain.
    pub(super) fn exact_size(&self) -> Option<u64> {
        self.available
    }

    /// Bytes to upload, as far as anybody says so.
    pub(super) fn expected_size(&self) -> Option<u64> {
        self.available.or(self.declared)
    }
}

/// How many bytes are left to read. A script may have read the beginning of its standard input already.
fn rest(file: &mut File) -> io::Result<u64> {
    let position = file.stream_position()?;
    let end = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(position))?;
    Ok(end.saturating_sub(position))
}
