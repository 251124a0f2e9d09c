//! Reading an image's data.

use std::fmt;

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Image, ImageId, Location, LocationStatus, Status};
use crate::policy::Action;
use crate::store::{ByteRange, DataStream};

/// The part of an image's data that a caller wants, in bytes from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// From this byte to the end.
    From(u64),
    /// From the first of these bytes to the second, both included.
    Between(u64, u64),
    /// So many bytes at the end.
    Last(u64),
}

/// Data of an image.
pub enum Download {
    /// The image has no data, or it is lost.
    Nothing,
    /// The image has data.
    Data {
        /// The image.
        image: Box<Image>,
        /// How many bytes there are in all.
        size_bytes: u64,
        /// Which of them come; `None` if all of them.
        range: Option<ByteRange>,
        /// They.
        data: DataStream,
    },
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("Nothing"),
            Self::Data { image, size_bytes, range, data: _ } => f
                .debug_struct("Data")
                .field("image", &image.id)
                .field("size_bytes", size_bytes)
                .field("range", range)
                .finish_non_exhaustive(),
        }
    }
}

impl Part {
    /// Which bytes that is of so many.
    fn of(self, size_bytes: u64) -> Result<ByteRange> {
        let (start, end) = match self {
            Self::From(first) => (first, size_bytes),
            Self::Between(first, last) => (first, last.saturating_add(1).min(size_bytes)),
            Self::Last(count) => (size_bytes.saturating_sub(count), size_bytes),
        };
        if start >= size_bytes || start >= end {
            return Err(Error::BadRange(format!(
                "Invalid start position in Range header. Start position MUST be in the inclusive range [0, {}].",
                size_bytes.saturating_sub(1)
            )));
        }
        Ok(ByteRange { start, length: end - start })
    }
}

impl Glance {
    /// Opens an image's data, or a part of it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a deactivated image, [`Error::BadRange`], and [`Error::StoreUnavailable`] when no store
    /// that has it can be read now.
    pub async fn download(&self, caller: &Caller, id: ImageId, part: Option<Part>) -> Result<Download> {
        self.download_from(caller, id, part, &[]).await
    }

    /// Opens an image's data as [`Self::download`] does, but reads it from one of the stores `preferred` if it is there.
    ///
    /// # Errors
    /// Those, [`Error::Forbidden`] for a caller who may not choose, and [`Error::Invalid`] for a store that does not exist,
    /// or if there are not several.
    pub async fn download_from(
        &self,
        caller: &Caller,
        id: ImageId,
        part: Option<Part>,
        preferred: &[&str],
    ) -> Result<Download> {
        let mut image = self.find(caller, id).await?;
        self.authorize(caller, Action::DownloadImage, &image).await?;
        if image.status == Status::Deactivated && !caller.is_admin {
            return Err(Error::Forbidden(
                "The requested image has been deactivated. Image data download is forbidden.".to_owned(),
            ));
        }
        if !preferred.is_empty() {
            self.authorize(caller, Action::DownloadFromStore, &image).await?;
            self.prefer(preferred, &mut image.locations)?;
        }
        let mut failure = None;
        // A location that was refused stays with a queued image, and is not its data.
        let is_complete = matches!(image.status, Status::Active | Status::Deactivated);
        let complete =
            image.locations.iter().filter(|location| location.status == LocationStatus::Active && is_complete);
        for location in complete {
            match self.open(&image, location, part).await {
                Ok((size_bytes, range, data)) => {
                    return Ok(Download::Data { image: Box::new(image), size_bytes, range, data });
                }
                Err(Error::NotFound(_)) => {
                    tracing::error!(image.id = %id, store = location.store(), "data of an image is lost");
                }
                Err(refused @ Error::BadRange(_)) => return Err(refused),
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(Download::Nothing), Err)
    }

    /// Puts the locations in these stores first.
    fn prefer(&self, preferred: &[&str], locations: &mut [Location]) -> Result<()> {
        let stores = &self.parts.stores;
        if !stores.is_multi() {
            return Err(Error::Invalid(
                "A store can be chosen for a download only where there are several.".to_owned(),
            ));
        }
        if let Some(unknown) = preferred.iter().find(|name| stores.get(name).is_none()) {
            return Err(Error::Invalid(format!("Store '{unknown}' is not configured.")));
        }
        let is_in = |location: &Location| {
            let entry = stores.find(&location.url, &location.metadata);
            entry.is_some_and(|entry| preferred.contains(&entry.name.as_str()))
        };
        locations.sort_by_key(|location| !is_in(location));
        Ok(())
    }

    async fn open(
        &self,
        image: &Image,
        location: &Location,
        part: Option<Part>,
    ) -> Result<(u64, Option<ByteRange>, DataStream)> {
        let Some(entry) = self.parts.stores.find(&location.url, &location.metadata) else {
            return Err(Error::StoreUnavailable("no store here keeps this image's data".to_owned()));
        };
        let size_bytes = match image.size_bytes {
            Some(size_bytes) => size_bytes,
            None => entry.store.size(&location.url).await?,
        };
        let range = part.map(|part| part.of(size_bytes)).transpose()?;
        let reading = entry.store.get(&location.url, range).await?;
        let expected = range.map_or(size_bytes, |range| range.length);
        if reading.size_bytes != expected {
            return Err(Error::Internal(format!(
                "the store has {} bytes where image {} has {expected}",
                reading.size_bytes, image.id
            )));
        }
        Ok((size_bytes, range, reading.data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cut_to_the_data_and_must_begin_within_it() {
        let of = |part: Part, size| part.of(size).ok().map(|range| (range.start, range.length));

        assert_eq!(of(Part::From(4090), 4096), Some((4090, 6)));
        assert_eq!(of(Part::Between(0, 99_999), 4096), Some((0, 4096)));
        assert_eq!(of(Part::Last(5), 4096), Some((4091, 5)));
        assert_eq!(of(Part::Last(9999), 4096), Some((0, 4096)));
        assert_eq!(of(Part::Between(u64::MAX - 1, u64::MAX), 4096), None);
        assert_eq!(of(Part::From(4096), 4096), None);
        assert_eq!(of(Part::Last(0), 4096), None);
        assert_eq!(of(Part::Last(5), 0), None);
    }
}
