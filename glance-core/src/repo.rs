//! What a database must keep. One method is one transaction.

mod metadef;
mod task;
mod usage;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Moment;
use crate::context::{Caller, ProjectId};
use crate::error::Result;
use crate::image::{Image, ImageId, Location, Member, MemberStatus, Status};
use crate::query::ListQuery;

pub use metadef::{Existing, ItemRepo, Loaded, MetadefRepo, NamespaceRepo, ResourceTypeRepo, TagRepo};
pub use task::TaskRepo;
pub use usage::{DataUsage, ImageUsage, UsageRepo};

/// The property that tells who is at work on an image's data, as long as somebody is.
pub const UPLOAD_LEASE: &str = "os_glance_upload_lease";

/// All that one database keeps.
#[derive(Clone, Debug)]
pub struct Repositories {
    /// Keeps images.
    pub images: Arc<dyn ImageRepo>,
    /// Keeps members.
    pub members: Arc<dyn MemberRepo>,
    /// Keeps leases of work on images.
    pub leases: Arc<dyn LeaseRepo>,
    /// Keeps tasks.
    pub tasks: Arc<dyn TaskRepo>,
    /// Keeps what deleted images leave behind.
    pub trash: Arc<dyn TrashRepo>,
    /// Keeps metadata definitions.
    pub metadefs: MetadefRepo,
    /// Tells how much projects have.
    pub usage: Arc<dyn UsageRepo>,
}

/// Whose eyes a repository looks through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Sees every image.
    Admin {
        /// The project whose list it is, for community images of one's own.
        project: Option<ProjectId>,
    },
    /// Sees the images of this project, those that are shared with it, and those for everybody.
    Project(ProjectId),
    /// Sees those for everybody.
    Anyone,
}

impl From<&Caller> for Viewer {
    fn from(caller: &Caller) -> Self {
        match (&caller.project, caller.is_admin) {
            (project, true) => Self::Admin { project: project.clone() },
            (Some(project), false) => Self::Project(project.clone()),
            (None, false) => Self::Anyone,
        }
    }
}

/// Keeps images.
#[async_trait]
pub trait ImageRepo: fmt::Debug + Send + Sync {
    /// Writes a new image with its properties and tags.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when its id was ever used before, even by an image that is deleted now.
    async fn create(&self, image: &Image) -> Result<()>;

    /// Reads one image, unless it is deleted or the viewer may not see it.
    ///
    /// # Errors
    /// Those of the database.
    async fn get(&self, viewer: &Viewer, id: ImageId) -> Result<Option<Image>>;

    /// Reads the images that match, in the order of the query, from the one behind `after` on, `limit` of them at most.
    ///
    /// The cost does not grow with the number of images before the first.
    ///
    /// # Errors
    /// Those of the database.
    async fn list(&self, viewer: &Viewer, query: &ListQuery, after: Option<&Image>, limit: u32) -> Result<Vec<Image>>;

    /// Lists as [`ImageRepo::list`] does, from behind the image `after` on, which is looked up on the way; `None` if it is
    /// deleted or the viewer may not see it.
    ///
    /// # Errors
    /// Those of the database.
    async fn list_behind(
        &self,
        viewer: &Viewer,
        query: &ListQuery,
        after: ImageId,
        limit: u32,
    ) -> Result<Option<Vec<Image>>>;

    /// Writes what differs between `before` and `after`, all or nothing, as long as the stored status is `before`'s.
    ///
    /// What others changed besides stays as they left it, except for locations: if they differ, those that are stored must
    /// be `before`'s. The data at a location that `after` has not any more becomes [`Trash`]. If `before` has a
    /// lease and `after` has another one or none, the stored lease must be `before`'s too. Returns the image as it is stored then.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when status, locations or lease are others or the image is deleted.
    async fn save(&self, before: &Image, after: &Image) -> Result<Image>;

    /// Tells which images that are not deleted have a location with this URL.
    ///
    /// # Errors
    /// Those of the database.
    async fn located_at(&self, url: &str) -> Result<Vec<ImageId>>;

    /// Marks the image, and all that belongs to it, as deleted, as long as the stored status is `was` and it is not
    /// protected. Its data becomes [`Trash`].
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when it is another one, or the image is protected or deleted already.
    async fn delete(&self, id: ImageId, was: Status, at: Moment) -> Result<()>;
}

/// Keeps the members of shared images.
#[async_trait]
pub trait MemberRepo: fmt::Debug + Send + Sync {
    /// Reads all members of an image, in the order in which they came.
    ///
    /// # Errors
    /// Those of the database.
    async fn list(&self, image: ImageId) -> Result<Vec<Member>>;

    /// Adds a member, unless the image has `quota` members already.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when it is one already, [`crate::Error::LimitExceeded`] when there are too many.
    async fn add(&self, member: &Member, quota: Option<u32>) -> Result<Member>;

    /// Writes what a member says of an image; `None` if there is no such member.
    ///
    /// # Errors
    /// Those of the database.
    async fn set_status(
        &self,
        image: ImageId,
        project: &ProjectId,
        status: MemberStatus,
        at: Moment,
    ) -> Result<Option<Member>>;

    /// Removes a member; `false` if there is no such member.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove(&self, image: ImageId, project: &ProjectId, at: Moment) -> Result<bool>;
}

/// Work on an image's data that somebody announced and has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLease {
    /// The image.
    pub image: ImageId,
    /// The image's status; `None` if the image is deleted.
    pub status: Option<Status>,
    /// The text of the lease.
    pub lease: String,
}

/// Keeps the leases of work on images, in the property [`UPLOAD_LEASE`] of each.
#[async_trait]
pub trait LeaseRepo: fmt::Debug + Send + Sync {
    /// Reads all leases, those of deleted images too.
    ///
    /// # Errors
    /// Those of the database.
    async fn held(&self) -> Result<Vec<HeldLease>>;

    /// Puts one lease in the place of another; `false` if the other is not there any more.
    ///
    /// # Errors
    /// Those of the database.
    async fn exchange(&self, image: ImageId, old: &str, new: &str) -> Result<bool>;

    /// Removes a lease for good, and puts the image back into the queue if it is still `saving` or `importing`; `false`
    /// if the lease is not there any more.
    ///
    /// # Errors
    /// Those of the database.
    async fn end(&self, image: ImageId, lease: &str, at: Moment) -> Result<bool>;
}

/// Data that its image does not have any more, because one of them was deleted or taken from the other, and that may still
/// be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trash {
    /// The image.
    pub image: ImageId,
    /// Where the data is.
    pub location: Location,
}

/// Keeps what images leave behind until it is removed, so that a process may die in between.
#[async_trait]
pub trait TrashRepo: fmt::Debug + Send + Sync {
    /// Reads what is still to be removed: all of it, or what one image left.
    ///
    /// # Errors
    /// Those of the database.
    async fn waiting(&self, image: Option<ImageId>) -> Result<Vec<Trash>>;

    /// Notes that the data in these rows is gone.
    ///
    /// # Errors
    /// Those of the database.
    async fn removed(&self, rows: &[i32], at: Moment) -> Result<()>;
}
