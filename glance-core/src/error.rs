//! The one error of the library.

use crate::image::{BadTransition, ImageId};

/// What the library's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
///
/// A variant exists because somebody acts on it differently; the texts are for the caller, except where a variant says
/// that its cause is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No image has this id, or the caller may not see it: the two are told alike.
    #[error("No image found with ID {0}")]
    ImageNotFound(String),
    /// Something that belongs to an image, or is named beside it, does not exist.
    #[error("{0}")]
    NotFound(String),
    /// A policy rule refuses the caller.
    #[error("You are not authorized to complete {action} action.")]
    NotAuthorized {
        /// The name of the rule.
        action: &'static str,
    },
    /// The caller is anonymous and wants to change something.
    #[error("Read-only access")]
    ReadOnlyCaller,
    /// The state of things forbids it, whoever asks.
    #[error("{0}")]
    Forbidden(String),
    /// A property of this name is kept for the service itself.
    #[error("Attribute '{0}' is reserved.")]
    Reserved(String),
    /// An attribute that only the service writes.
    #[error("Attribute '{0}' is read-only.")]
    ReadOnly(String),
    /// The caller may not do this to this image. The text stands beside the standard one for denied access.
    #[error("{0}")]
    AccessDenied(String),
    /// The same thing is there already, or the state does not fit.
    #[error("{0}")]
    Conflict(String),
    /// A property is there already.
    #[error("Property {0} already present.")]
    PropertyExists(String),
    /// A property to change or to remove is not there.
    #[error("Property {0} does not exist.")]
    PropertyMissing(String),
    /// Another writer changed the image first.
    #[error("Image {0} was changed by someone else meanwhile")]
    Stale(ImageId),
    /// The image went away while something was done with it.
    #[error("{0}")]
    Gone(String),
    /// The life cycle has no such step.
    #[error(transparent)]
    Transition(#[from] BadTransition),
    /// What the caller sent is wrong.
    #[error("{0}")]
    Invalid(String),
    /// Image data is of another format than its image says, or is not safe to open.
    #[error("{0}")]
    UnfitData(String),
    /// A quota or a limit is exceeded.
    #[error("{0}")]
    LimitExceeded(String),
    /// The caller's project creates images faster than it may.
    #[error("A project may create {per_hour} images in an hour. Try again in {seconds} seconds.")]
    TooFast {
        /// How many it may create.
        per_hour: u32,
        /// When it may create the next one: in so many seconds.
        seconds: u64,
    },
    /// The limits of a project cannot be found out at the moment; the cause is for the log, never for the caller.
    #[error("limits of projects")]
    LimitsUnavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The requested part does not lie within the data.
    #[error("{0}")]
    BadRange(String),
    /// No store takes data.
    #[error("Error in store configuration. Adding images to store is disabled.")]
    StoreReadOnly,
    /// The store has no room left.
    #[error("Image storage media is full: there is not enough space left for this image.")]
    StoreFull,
    /// The store may not be written.
    #[error("Insufficient permissions on image storage media: {0}")]
    StoreDenied(String),
    /// The store is not there at the moment.
    #[error("The image store is not available: {0}")]
    StoreUnavailable(String),
    /// The store cannot do what was asked.
    #[error("{0}")]
    StoreUnsupported(String),
    /// The sender of image data went away or fell silent.
    #[error("{0}")]
    SenderGone(String),
    /// A store failed; the cause is for the log, never for the caller.
    #[error("image store")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database cannot be reached at the moment; the cause is for the log, never for the caller.
    #[error("database not available")]
    DbUnavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database failed; the cause is for the log, never for the caller.
    #[error("database")]
    Db(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The rules cannot be asked: a file of them is wrong, or a server that they ask does not answer. The text is for the log.
    #[error("policy: {0}")]
    Policy(String),
    /// Something that cannot be, was: the text is for the log.
    #[error("{0}")]
    Internal(String),
}
