//! What something is done to.

use crate::context::{Caller, ProjectId};
use crate::image::{Image, Visibility};
use crate::metadef::Namespace;

/// What an action is done to, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Nothing in particular.
    Nothing,
    /// All that a project has, or something of it that has no owner of its own.
    Project(Option<&'a ProjectId>),
    /// An image that is to be created.
    Draft {
        /// The project that is to own it.
        owner: Option<&'a ProjectId>,
        /// Who is to see it.
        visibility: Visibility,
    },
    /// An image.
    Image {
        /// The image.
        image: &'a Image,
        /// The caller's project, where the image is another project's and shared with it.
        member: Option<&'a ProjectId>,
    },
    /// A namespace of definitions, or something in it.
    Namespace(&'a Namespace),
}

impl<'a> Target<'a> {
    /// An image that the caller can see: if it is a shared one of another project, the caller's is a member.
    pub fn image(image: &'a Image, caller: &'a Caller) -> Self {
        let shared = image.visibility == Visibility::Shared && !caller.is_project(image.owner.as_ref());
        Self::Image { image, member: caller.project.as_ref().filter(|_| shared) }
    }

    /// All that the caller's project has.
    pub fn own(caller: &'a Caller) -> Self {
        Self::Project(caller.project.as_ref())
    }
}
