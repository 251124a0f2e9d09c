//! The use cases: what the Images API does, without HTTP.
//!
//! [`Glance`] is the service. It decides who may do what, moves images through their life cycle, and keeps database and
//! stores together, whatever breaks in between. Everything that it needs is given to it in [`Parts`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use glance_core::clock::SystemClock;
//! use glance_core::context::Caller;
//! # #[cfg(feature = "sqlite")]
//! use glance_core::db::{Database, PoolOptions, migrate};
//! use glance_core::image::{Draft, Status};
//! use glance_core::policy::Policy;
//! use glance_core::service::{Glance, Parts, Settings};
//! use glance_core::store::{MemoryStore, Stores};
//!
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let url = format!("sqlite:///{}/glance.sqlite", folder.path().display());
//! let database = Database::connect(&url, PoolOptions::default()).await?;
//! migrate::sync(&database).await?;
//! let glance = Glance::new(Parts::new(database.repositories(), Stores::single(Arc::new(MemoryStore::default()))));
//!
//! let caller = Caller::in_project("demo", &["member", "reader"]);
//! let image = glance.create_image(&caller, Draft { name: Some("cirros".into()), ..Draft::default() }).await?;
//! assert_eq!(image.status, Status::Queued);
//!
//! let stranger = Caller::in_project("other", &["member", "reader"]);
//! assert!(glance.delete_image(&stranger, image.id).await.is_err());
//! glance.delete_image(&caller, image.id).await?;
//! # glance.drain().await;
//! # Ok(())
//! # }
//! ```

mod access;
mod action;
mod change;
mod data;
mod discovery;
mod image;
mod lease;
mod location;
mod member;
pub mod metadef;
mod pace;
mod protection;
mod quota;
mod recovery;
mod settings;
mod tag;
mod task;
mod trash;
mod upload;
mod works;

use std::sync::Arc;

use tokio_util::task::TaskTracker;

use crate::clock::{Clock, Moment, SystemClock};
use crate::policy::Policy;
use crate::repo::{ImageRepo, LeaseRepo, MemberRepo, MetadefRepo, Repositories, TaskRepo, TrashRepo, UsageRepo};
use crate::store::Stores;
use location::Slots;
use pace::Pace;
use quota::Turns;
use works::Works;

pub use data::{Download, Part};
pub use image::ImagePage;
pub use quota::{LimitTable, Resource, ResourceUsage, UnifiedLimits};
pub use recovery::Recovered;
pub use settings::{Quotas, Settings, TaskSettings};
pub use task::TaskPage;
pub use upload::Upload;

/// What a service is made of.
#[derive(Clone, Debug)]
pub struct Parts {
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
    /// Tells how much projects may have, where somebody keeps that for all services of a cloud. What the settings say of
    /// it does not count then.
    pub limits: Option<Arc<dyn UnifiedLimits>>,
    /// Where image data is.
    pub stores: Stores,
    /// Who may do what.
    pub policy: Policy,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What an operator chose.
    pub settings: Settings,
}

impl Parts {
    /// A service on these repositories and stores with everything else as usual: no limits that somebody else keeps, the
    /// default rules, the system's clock, the default settings.
    pub fn new(repositories: Repositories, stores: Stores) -> Self {
        let Repositories { images, members, leases, tasks, trash, metadefs, usage } = repositories;
        Self {
            images,
            members,
            leases,
            tasks,
            trash,
            metadefs,
            usage,
            limits: None,
            stores,
            policy: Policy::default(),
            clock: Arc::new(SystemClock),
            settings: Settings::default(),
        }
    }
}

/// The image service. Clones are the same service.
#[derive(Clone, Debug)]
pub struct Glance {
    parts: Arc<Parts>,
    /// Work that goes on when its caller has left.
    background: TaskTracker,
    /// The work on images' data of this very process.
    works: Arc<Works>,
    /// Who may look through data at the moment.
    slots: Arc<Slots>,
    /// Who may take up room at the moment.
    turns: Arc<Turns>,
    /// How many images projects created lately.
    pace: Arc<Pace>,
}

impl Glance {
    /// Puts a service together. It does nothing on its own; see [`Glance::recover`].
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            background: TaskTracker::new(),
            works: Arc::default(),
            slots: Arc::default(),
            turns: Arc::default(),
            pace: Arc::default(),
        }
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    /// Where image data is.
    pub fn stores(&self) -> &Stores {
        &self.parts.stores
    }

    /// Waits for the uploads, tasks and removals that are under way. New ones may begin meanwhile, and are waited for too.
    pub async fn drain(&self) {
        self.background.close();
        self.background.wait().await;
    }

    fn now(&self) -> Moment {
        self.parts.clock.now()
    }
}
