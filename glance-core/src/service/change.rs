//! Changing an image by a patch.

use super::{Glance, access, image::exposure};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::{Assignment, Change, Image, ImageId, PatchOp, Status, attribute, check_writable};
use crate::policy::Action;

/// How often something is tried again when another writer was faster.
pub(super) const ATTEMPTS: usize = 5;

/// A change whose name and value are known to be good.
enum Step {
    Set(PatchOp, String, Assignment, bool),
    Remove(String),
    Locations,
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
                return Ok(before);
            }
            let mut after = before.clone();
            for step in &steps {
                self.apply(caller, step, &mut after).await?;
            }
            self.authorize_change(caller, Action::ModifyImage, &before).await?;
            if after.counted_properties() > before.counted_properties() {
                self.parts.settings.quotas.check_properties(&after)?;
            }
            if after.tags != before.tags {
                self.parts.settings.quotas.check_tags(&after)?;
            }
            after.updated_at = self.now();
            match self.parts.images.save(&before, &after).await {
                Err(Error::Stale(_)) => {}
                done => return done,
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
            return Ok(Step::Locations);
        }
        match change.op {
            PatchOp::Remove => Ok(Step::Remove(change.name)),
            op => {
                let assignment = Assignment::read(&change.name, &change.value, &self.parts.settings.schema)?;
                Ok(Step::Set(op, change.name, assignment, change.may_overwrite))
            }
        }
    }

    async fn apply(&self, caller: &Caller, step: &Step, image: &mut Image) -> Result<()> {
        match step {
            Step::Locations => Err(Error::Forbidden(
                "It's not allowed to add/replace/remove locations if locations are invisible.".to_owned(),
            )),
            Step::Remove(name) if attribute(name).is_some() => {
                Err(Error::AccessDenied(format!("Property {name} may not be removed.")))
            }
            Step::Remove(name) => {
                let removed = image.properties.remove(name);
                removed.map(drop).ok_or_else(|| Error::PropertyMissing(name.clone()))
            }
            Step::Set(op, name, assignment, may_overwrite) => {
                let is_there = attribute(name).is_some() || image.properties.contains_key(name);
                match op {
                    PatchOp::Add if is_there && !may_overwrite => return Err(Error::PropertyExists(name.clone())),
                    PatchOp::Replace if !is_there => return Err(Error::PropertyMissing(name.clone())),
                    _ => {}
                }
                self.allow(caller, assignment, image).await?;
                assignment.clone().apply(image);
                Ok(())
            }
        }
    }

    /// Some attributes are not everybody's, or not always, to change.
    async fn allow(&self, caller: &Caller, assignment: &Assignment, image: &Image) -> Result<()> {
        match assignment {
            Assignment::Owner(_) if !caller.is_admin => {
                Err(Error::AccessDenied("Owner can't be updated by non admin.".to_owned()))
            }
            Assignment::DiskFormat(_) => formats_open("disk_format", image),
            Assignment::ContainerFormat(_) => formats_open("container_format", image),
            Assignment::Visibility(visibility) => match exposure(*visibility) {
                Some(action) => self.authorize(caller, action, image).await,
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

fn formats_open(name: &str, image: &Image) -> Result<()> {
    match image.status {
        Status::Queued | Status::Importing => Ok(()),
        _ => Err(Error::Forbidden(format!("Attribute {name} can be only replaced for a queued image."))),
    }
}
