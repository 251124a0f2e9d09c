//! Locations that clients name.

mod add;
mod claims;
mod hashing;
mod import;
mod slots;

use serde_json::Map;

use super::{Glance, upload};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{DataClaims, Image, Location, LocationStatus, Multihash, NamedLocation, Status, is_open_location};
use crate::policy::Action;
use crate::store::{StoreEntry, StoreError};

pub(super) use import::LocationImport;
pub(super) use slots::Slots;

/// A change of an image's locations.
pub(super) enum LocationStep {
    /// Puts one more in at a place, which is as the client wrote it.
    Add(String, NamedLocation),
    /// Puts these in the place of all that there are.
    Replace(Vec<NamedLocation>),
    /// Takes away the one at a place, which is as the client wrote it.
    Remove(String),
}

impl LocationStep {
    fn verb(&self) -> &'static str {
        match self {
            Self::Add(..) => "add",
            Self::Replace(_) => "update",
            Self::Remove(_) => "remove",
        }
    }
}

impl Glance {
    /// Changes the locations of an image, not stored yet.
    pub(super) async fn apply_locations(&self, caller: &Caller, step: &LocationStep, image: &mut Image) -> Result<()> {
        let action = match step {
            LocationStep::Replace(new) if new.is_empty() => {
                return Err(Error::AccessDenied("Cannot set locations to empty list.".to_owned()));
            }
            LocationStep::Add(..) | LocationStep::Replace(_) => Action::SetImageLocation,
            LocationStep::Remove(_) => Action::DeleteImageLocation,
        };
        self.authorize_change(caller, action, image).await?;
        if !self.parts.settings.view.locations {
            let verb = step.verb();
            return Err(Error::Forbidden(format!("It's not allowed to {verb} locations if locations are invisible.")));
        }
        match step {
            LocationStep::Add(position, new) => self.insert_location(image, position, new).await,
            LocationStep::Replace(new) => self.replace_locations(image, new).await,
            LocationStep::Remove(position) => remove_location(image, position),
        }
    }

    async fn insert_location(&self, image: &mut Image, position: &str, new: &NamedLocation) -> Result<()> {
        check_open("add", image)?;
        let claims = claims::check(image, &[new], self.parts.settings.hash_algorithm)?;
        let shown = shown(image);
        let position = match position {
            "-" => None,
            digits => Some(place(digits).ok_or_else(|| invalid("Invalid position for adding a location."))?),
        };
        let position = position.and_then(|position| shown.get(position).copied()).unwrap_or(image.locations.len());
        self.parts.settings.quotas.check_locations(shown.len() + 1)?;
        let (location, size_bytes) = self.vet(image, new).await?;
        self.check_room(image.owner.as_ref(), size_bytes, None).await?;
        if image.locations.iter().any(|known| is_same(known, &location)) {
            return Err(already_there());
        }
        image.locations.insert(position, location);
        activate(image, size_bytes, claims)
    }

    /// The data of an image stays where it is: of its locations only the metadata can be replaced. Those of an image
    /// without any are new.
    async fn replace_locations(&self, image: &mut Image, new: &[NamedLocation]) -> Result<()> {
        check_open("replace", image)?;
        let claims = claims::check(image, &new.iter().collect::<Vec<_>>(), self.parts.settings.hash_algorithm)?;
        self.parts.settings.quotas.check_locations(new.len())?;
        let shown = shown(image);
        if shown.is_empty() {
            let (mut size_bytes, mut all_bytes) = (0, 0_u64);
            for named in new {
                let (location, size) = self.vet(image, named).await?;
                if image.locations.iter().any(|known| is_same(known, &location)) {
                    return Err(already_there());
                }
                image.locations.push(location);
                size_bytes = if size_bytes == 0 { size } else { size_bytes };
                all_bytes = all_bytes.saturating_add(size);
            }
            self.check_room(image.owner.as_ref(), all_bytes, None).await?;
            return activate(image, size_bytes, claims);
        }
        let (mut old, hidden) = std::mem::take(&mut image.locations).into_iter().partition::<Vec<_>, _>(is_shown);
        image.locations = hidden;
        // The order is that of the rows, so that the new ones take the rows of the old ones in their order.
        let mut rows: Vec<Option<i32>> = old.iter().map(|location| location.row).collect();
        rows.sort_unstable();
        for (named, row) in new.iter().zip(rows) {
            let known = old.iter().position(|location| location.url == named.url).ok_or_else(other_urls)?;
            let mut location = Location { row, metadata: named.metadata.clone(), ..old.remove(known) };
            if let Some(entry) = self.parts.stores.find(&location.url, &Map::new()) {
                self.parts.stores.label(&entry.name, &mut location.metadata);
            }
            image.locations.push(location);
        }
        if old.is_empty() && shown.len() == new.len() { Ok(()) } else { Err(other_urls()) }
    }

    /// Makes a location of what a client named: its scheme is open, a store here reads it, there is data, and the data is
    /// not another image's. Tells how many bytes that is.
    async fn vet(&self, image: &Image, named: &NamedLocation) -> Result<(Location, u64)> {
        let entry = self.reader_of(&named.url)?;
        entry.store.vet(&named.url).await.map_err(|_| invalid_location())?;
        let size_bytes = entry.store.size(&named.url).await.map_err(|error| match error {
            StoreError::NotFound(_) | StoreError::Unsupported(_) => invalid_location(),
            _ => invalid("The Store URI was malformed."),
        })?;
        if size_bytes == 0 {
            return Err(invalid_location());
        }
        upload::check_size(size_bytes, self.parts.settings.quotas.image_size_bytes)?;
        self.check_unowned(image, entry, &named.url).await?;
        let mut metadata = named.metadata.clone();
        self.parts.stores.label(&entry.name, &mut metadata);
        Ok((Location::new(named.url.clone(), metadata), size_bytes))
    }

    /// Takes from an image without data what is left of a location that was refused: data on a web server, which nobody
    /// owns. What comes now shall not stand beside it.
    pub(super) fn forget_unowned(&self, image: &mut Image) {
        let is_owned = |location: &Location| {
            let entry = self.parts.stores.find(&location.url, &location.metadata);
            entry.is_none_or(|entry| entry.store.capabilities().writable)
        };
        image.locations.retain(is_owned);
    }

    /// Finds the store that reads a location which a client named, if clients may name such ones.
    pub(super) fn reader_of(&self, url: &str) -> Result<&StoreEntry> {
        let entry = if is_open_location(url) { self.parts.stores.find(url, &Map::new()) } else { None };
        entry.ok_or_else(invalid_location)
    }

    /// Checks that no other image owns the data at `url`, which could go away with that image. What a store only reads,
    /// nobody owns.
    pub(super) async fn check_unowned(&self, image: &Image, entry: &StoreEntry, url: &str) -> Result<()> {
        if !entry.store.capabilities().writable {
            return Ok(());
        }
        let owners = self.parts.images.located_at(url).await?;
        // The same text as for all else that is wrong: whose data that is, is nobody's business.
        if owners.iter().all(|owner| *owner == image.id) { Ok(()) } else { Err(invalid_location()) }
    }
}

fn check_open(verb: &str, image: &Image) -> Result<()> {
    if matches!(image.status, Status::Active | Status::Queued) {
        return Ok(());
    }
    Err(Error::Conflict(format!("It's not allowed to {verb} locations if image status is {}.", image.status)))
}

fn remove_location(image: &mut Image, position: &str) -> Result<()> {
    if image.status != Status::Active {
        let status = image.status;
        return Err(Error::Conflict(format!("It's not allowed to remove locations if image status is {status}.")));
    }
    let shown = shown(image);
    if shown.len() <= 1 {
        return Err(Error::AccessDenied("Cannot remove last location in the image.".to_owned()));
    }
    let position = match position {
        "-" => shown.last(),
        digits => place(digits).and_then(|position| shown.get(position)),
    };
    image.locations.remove(*position.ok_or_else(|| invalid("Invalid position for removing a location."))?);
    Ok(())
}

/// Which of an image's locations clients see: those with complete data.
fn shown(image: &Image) -> Vec<usize> {
    (0..image.locations.len()).filter(|at| is_shown(&image.locations[*at])).collect()
}

fn is_shown(location: &Location) -> bool {
    location.status == LocationStatus::Active
}

/// Reads a place in a list. One that is too large to count is behind every end.
fn place(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

/// What a client named is the image's data from now on, if it had none.
fn activate(image: &mut Image, size_bytes: u64, claims: Option<DataClaims>) -> Result<()> {
    if image.size_bytes.is_none_or(|known| known == 0) {
        image.size_bytes = Some(size_bytes);
    }
    if image.status == Status::Queued {
        upload::check_formats(image)?;
        if let Some(DataClaims { checksum, algorithm, value }) = claims {
            image.checksum = checksum.or(image.checksum.take());
            image.multihash = Some(Multihash { algorithm, value: Some(value) });
        }
        image.enter(Status::Active)?;
    }
    Ok(())
}

fn is_same(one: &Location, other: &Location) -> bool {
    is_shown(one) && (&one.url, &one.metadata) == (&other.url, &other.metadata)
}

fn invalid(text: &str) -> Error {
    Error::Invalid(text.to_owned())
}

fn already_there() -> Error {
    invalid("The location already exists")
}

fn other_urls() -> Error {
    invalid("Original locations is not empty: those in their place must have the same URLs")
}

fn invalid_location() -> Error {
    invalid("Invalid location")
}
