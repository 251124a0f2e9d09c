//! Who may do what: the rules of a current Glance, as its defaults have them.

use crate::context::{Caller, ProjectId};
use crate::image::{Image, Visibility};

/// Something that a caller may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Create an image.
    AddImage,
    /// List images.
    GetImages,
    /// See an image.
    GetImage,
    /// Change an image's attributes, properties and tags.
    ModifyImage,
    /// Delete an image.
    DeleteImage,
    /// Make an image public.
    PublicizeImage,
    /// Make an image a community image.
    CommunitizeImage,
    /// Read an image's data.
    DownloadImage,
    /// Write an image's data.
    UploadImage,
    /// Keep an image's data from being read.
    Deactivate,
    /// Let an image's data be read again.
    Reactivate,
    /// Share an image with a project.
    AddMember,
    /// See one member of an image.
    GetMember,
    /// See the members of an image.
    GetMembers,
    /// Accept or reject an image.
    ModifyMember,
    /// Stop sharing an image with a project.
    DeleteMember,
}

/// What an action is done to, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The project that owns it.
    pub owner: Option<&'a ProjectId>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The caller's project, where the image is another project's and shared with it.
    pub member: Option<&'a ProjectId>,
}

impl<'a> Target<'a> {
    /// An image that the caller can see: if it is a shared one of another project, the caller's is a member.
    pub fn image(image: &'a Image, caller: &'a Caller) -> Self {
        let shared = image.visibility == Visibility::Shared && !caller.is_project(image.owner.as_ref());
        Self {
            owner: image.owner.as_ref(),
            visibility: image.visibility,
            member: caller.project.as_ref().filter(|_| shared),
        }
    }

    /// Something of the caller's own that does not exist yet, or all of it.
    pub fn own(caller: &'a Caller) -> Self {
        Self { owner: caller.project.as_ref(), visibility: Visibility::Private, member: None }
    }
}

impl Action {
    /// Returns the name of the rule.
    pub fn name(self) -> &'static str {
        match self {
            Self::AddImage => "add_image",
            Self::GetImages => "get_images",
            Self::GetImage => "get_image",
            Self::ModifyImage => "modify_image",
            Self::DeleteImage => "delete_image",
            Self::PublicizeImage => "publicize_image",
            Self::CommunitizeImage => "communitize_image",
            Self::DownloadImage => "download_image",
            Self::UploadImage => "upload_image",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::AddMember => "add_member",
            Self::GetMember => "get_member",
            Self::GetMembers => "get_members",
            Self::ModifyMember => "modify_member",
            Self::DeleteMember => "delete_member",
        }
    }

    /// Whether the caller may do this to the target. An admin may do everything.
    pub fn allows(self, caller: &Caller, target: Target<'_>) -> bool {
        if caller.is_admin {
            return true;
        }
        let owns = |role| caller.has_role(role) && caller.is_project(target.owner);
        let is_member = |role| caller.has_role(role) && caller.is_project(target.member);
        let sees = |role: &str| {
            caller.has_role(role)
                && (caller.is_project(target.owner)
                    || caller.is_project(target.member)
                    || matches!(target.visibility, Visibility::Community | Visibility::Public))
        };
        match self {
            Self::PublicizeImage => false,
            Self::AddImage
            | Self::ModifyImage
            | Self::DeleteImage
            | Self::CommunitizeImage
            | Self::UploadImage
            | Self::Deactivate
            | Self::Reactivate
            | Self::AddMember
            | Self::DeleteMember => owns("member"),
            Self::GetImages => owns("reader"),
            Self::GetImage => sees("reader"),
            Self::DownloadImage => sees("member"),
            Self::GetMember | Self::GetMembers => owns("reader") || is_member("reader"),
            Self::ModifyMember => is_member("member"),
        }
    }
}
