//! Projects that a shared image is shared with.

use std::fmt;
use std::str::FromStr;

use crate::clock::Moment;
use crate::context::ProjectId;
use crate::image::ImageId;

/// What a member project says of an image that is shared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum MemberStatus {
    /// Nothing yet: it can use the image, but does not have it in its lists.
    #[default]
    Pending,
    /// It wants the image in its lists.
    Accepted,
    /// It does not.
    Rejected,
}

impl MemberStatus {
    /// Every status, in the order in which the member schema names them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Accepted, Self::Rejected];

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl fmt::Display for MemberStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MemberStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| format!("no member status: {text}"))
    }
}

/// A project that an image is shared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The image.
    pub image: ImageId,
    /// The project.
    pub project: ProjectId,
    /// What the project says of it.
    pub status: MemberStatus,
    /// When it was first shared.
    pub created_at: Moment,
    /// When the status last changed.
    pub updated_at: Moment,
}
