//! Members of an image.

use serde::{Deserialize, Serialize};

use super::format_time;
use crate::image;

/// One member as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The project.
    pub member_id: String,
    /// The image.
    pub image_id: String,
    /// What the project says of it.
    pub status: String,
    /// When the image was first shared with it, to the second.
    pub created_at: String,
    /// When that last changed, to the second.
    pub updated_at: String,
    /// The path of the schema document.
    pub schema: String,
}

impl Member {
    /// Shows a member.
    pub fn new(member: &image::Member) -> Self {
        Self {
            member_id: member.project.to_string(),
            image_id: member.image.to_string(),
            status: member.status.to_string(),
            created_at: format_time(member.created_at),
            updated_at: format_time(member.updated_at),
            schema: "/v2/schemas/member".to_owned(),
        }
    }
}

/// All members of an image that the caller may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Members {
    /// The members.
    pub members: Vec<Member>,
    /// The path of the schema document.
    pub schema: String,
}

/// The document that shares an image with a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRequest {
    /// The project.
    pub member: String,
}

/// The document by which a project says what it thinks of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberStatusRequest {
    /// `accepted`, `rejected` or `pending`.
    pub status: String,
}
