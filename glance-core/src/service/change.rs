//! Changing an image by a patch.

use super::location::LocationStep;
use super::{Glance, access, image::exposure};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{
    Assignment, Change, Image, ImageId, Location, NamedLocation, PatchOp, Status, attribute, check_writable,
};
use crate::policy::{Action, Operation, Target};

/// How often something is tried again when another writer was faster.
pub(super) const ATTEMPTS: usize = 5;

/// A change whose name and value are known to be good.
enum Step {
    Set(PatchOp, String, Assignment, bool),
    Remove(String),
    Locations(LocationStep),
}

impl Glance {
    /// Changes an image: all changes in their order, or none.
    ///
    /// # Errors
    /// [`Error::ReadOnly`], [`Error::Reserved`], [`Error::Invalid`] for what no caller may write, before the image is
    /// looked for; then [`Error::ImageNotFound`], and what each change is refused for.
    pub async fn change_image(&self, caller: &Caller, id: ImageId, changes: Vec<Change>) -> Result<Image> {
        access::check_writer(caller)?;
        let steps: Vec<Step> = changes.into_iter().map(|change| self.check(change)).collect::<Result<_>>()?;
        for _ in 0..ATTEMPTS {
            let before = self.find(caller, id).await?;
            if steps.is_empty() {
                self.authorize(caller, Action::GetImage, &before).await?;
                return self.shown(caller, before).await;
            }
            let mut after = before.clone();
            for step in &steps {
                self.apply(caller, step, &mut after).await?;
            }
            access::check_owner(caller, &before)?;
            if after.counted_properties() > before.counted_properties() {
                self.parts.settings.quotas.check_properties(&after)?;
            }
            if after.tags != before.tags {
                self.parts.settings.quotas.check_tags(&after)?;
            }
            after.updated_at = self.now();
            match self.parts.images.save(&before, &after).await {
                Err(Error::Stale(_)) => {}
                Err(other) => return Err(other),
                Ok(stored) => {
                    if before.locations.iter().any(|old| !after.locations.iter().any(|kept| kept.row == old.row)) {
                        self.empty_trash_of(id).await;
                    }
                    return self.shown(caller, in_order_of(&after.locations, stored)).await;
                }
            }
        }
        Err(Error::Stale(id))
    }

    fn check(&self, change: Change) -> Result<Step> {
        check_writable(&change.name)?;
        if change.name == "id" {
            return Err(Error::ReadOnly(change.name));
        }
        if change.name == "locations" {
            return Ok(Step::Locations(read_locations(change)?));
        }
        match change.op {
            PatchOp::Remove => Ok(Step::Remove(change.name)),
            op => {
                let assignment = Assignment::read(&change.name, &change.value, &self.parts.settings.schema)?;
                Ok(Step::Set(op, change.name, assignment, change.may_overwrite))
            }
        }
    }

    /// Checks that a caller may take a step, before it is looked at whether there is something to do it to.
    async fn authorize_step(&self, caller: &Caller, step: &Step, image: &Image) -> Result<()> {
        match step {
            Step::Locations(_) => return Ok(()),
            Step::Set(PatchOp::Replace, _, Assignment::Owner(_), _) if !caller.is_admin => return Err(owner_fixed()),
            Step::Set(_, _, Assignment::Visibility(visibility), _) => {
                if let Some(action) = exposure(*visibility) {
                    self.require(caller, action, Target::image(image, caller)).await?;
                }
            }
            Step::Set(..) | Step::Remove(_) => {}
        }
        self.authorize(caller, Action::ModifyImage, image).await
    }

    async fn apply(&self, caller: &Caller, step: &Step, image: &mut Image) -> Result<()> {
        self.authorize_step(caller, step, image).await?;
        match step {
            Step::Locations(step) => self.apply_locations(caller, step, image).await,
            Step::Remove(name) if attribute(name).is_some() => {
                Err(Error::AccessDenied(format!("Property {name} may not be removed.")))
            }
            Step::Remove(name) => {
                if !self.has_property(caller, image, name).await? {
                    return Err(Error::PropertyMissing(name.clone()));
                }
                self.check_property(caller, name, Operation::Delete).await?;
                image.properties.remove(name);
                Ok(())
            }
            Step::Set(op, name, assignment, may_overwrite) => {
                let is_attribute = attribute(name).is_some();
                let is_there = is_attribute || self.has_property(caller, image, name).await?;
                match op {
                    PatchOp::Add if is_there && !may_overwrite => return Err(Error::PropertyExists(name.clone())),
                    PatchOp::Replace if !is_there => return Err(Error::PropertyMissing(name.clone())),
                    _ => {}
                }
                if !is_attribute && !is_there {
                    self.check_property(caller, name, Operation::Create).await?;
                }
                // What a caller may not see may be there all the same, and is not theirs to write over.
                if !is_attribute && image.properties.contains_key(name) {
                    self.check_property(caller, name, Operation::Update).await?;
                }
                allow(caller, assignment, image)?;
                assignment.clone().apply(image);
                Ok(())
            }
        }
    }
}

/// Some attributes are not everybody's, or not always, to change.
fn allow(caller: &Caller, assignment: &Assignment, image: &Image) -> Result<()> {
    match assignment {
        Assignment::Owner(_) if !caller.is_admin => Err(owner_fixed()),
        Assignment::DiskFormat(_) => formats_open("disk_format", image),
        Assignment::ContainerFormat(_) => formats_open("container_format", image),
        _ => Ok(()),
    }
}

fn read_locations(change: Change) -> Result<LocationStep> {
    let no_pointer = || Error::Invalid("Invalid JSON pointer for this resource: '/locations'".to_owned());
    Ok(match change.op {
        PatchOp::Replace => LocationStep::Replace(NamedLocation::read_all(&change.value)?),
        PatchOp::Add => LocationStep::Add(change.position.ok_or_else(no_pointer)?, NamedLocation::read(&change.value)?),
        PatchOp::Remove => LocationStep::Remove(change.position.ok_or_else(no_pointer)?),
    })
}

/// Locations are kept in the order in which they came; whoever puts one in front of others sees it there once.
fn in_order_of(wanted: &[Location], mut image: Image) -> Image {
    let place = |location: &Location| {
        let same = |other: &Location| (&other.url, &other.metadata) == (&location.url, &location.metadata);
        wanted.iter().position(same).unwrap_or(usize::MAX)
    };
    image.locations.sort_by_key(place);
    image
}

fn owner_fixed() -> Error {
    Error::AccessDenied("Owner can't be updated by non admin.".to_owned())
}

fn formats_open(name: &str, image: &Image) -> Result<()> {
    match image.status {
        Status::Queued | Status::Importing => Ok(()),
        _ => Err(Error::Forbidden(format!("Attribute {name} can be only replaced for a queued image."))),
    }
}
