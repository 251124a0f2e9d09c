//! Who may do what: the rules of a current Glance, as its defaults have them.

mod action;
mod target;

pub use action::Action;
pub use target::Target;

use crate::context::{Caller, ProjectId};
use crate::metadef;

/// The rules that are in force.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    enforce_old_defaults: bool,
}

impl Policy {
    /// Whether the checks of earlier releases are in force besides the rules: `enforce_new_defaults = false`.
    pub fn has_old_defaults(&self) -> bool {
        self.enforce_old_defaults
    }

    /// Whether the caller may do this to the target. An admin may do everything.
    pub fn allows(&self, action: Action, caller: &Caller, target: Target<'_>) -> bool {
        let is_admin = caller.unrestricted || caller.has_role("admin");
        if action == Action::ContextIsAdmin {
            return is_admin;
        }
        if !caller.is_in_project_scope() {
            return false;
        }
        is_admin || by_default(action, caller, &Seen::of(target))
    }
}

/// What the rules look at.
#[derive(Default)]
struct Seen<'a> {
    owner: Option<&'a ProjectId>,
    member: Option<&'a ProjectId>,
    visibility: Option<&'a str>,
}

impl<'a> Seen<'a> {
    fn of(target: Target<'a>) -> Self {
        match target {
            Target::Nothing => Self::default(),
            Target::Project(owner) => Self { owner, ..Self::default() },
            Target::Draft { owner, visibility } => {
                Self { owner, visibility: Some(visibility.as_str()), ..Self::default() }
            }
            Target::Image { image, member } => {
                Self { owner: image.owner.as_ref(), member, visibility: Some(image.visibility.as_str()) }
            }
            Target::Namespace(metadef::Namespace { owner, visibility, .. }) => {
                Self { owner: owner.as_ref(), visibility: Some(visibility.as_str()), ..Self::default() }
            }
        }
    }
}

fn by_default(action: Action, caller: &Caller, target: &Seen<'_>) -> bool {
    let owns = |role| caller.has_role(role) && caller.is_project(target.owner);
    let is_member = |role| caller.has_role(role) && caller.is_project(target.member);
    let sees = |role: &str| {
        caller.has_role(role)
            && (caller.is_project(target.owner)
                || caller.is_project(target.member)
                || matches!(target.visibility, Some("community" | "public" | "shared")))
    };
    match action {
        Action::AddImage
        | Action::ModifyImage
        | Action::DeleteImage
        | Action::CommunitizeImage
        | Action::UploadImage
        | Action::SetImageLocation
        | Action::Deactivate
        | Action::Reactivate
        | Action::AddMember
        | Action::DeleteMember => owns("member"),
        Action::GetImages | Action::GetImageLocation | Action::GetMetadefNamespaces => owns("reader"),
        Action::GetImage => sees("reader"),
        Action::DownloadImage | Action::DownloadFromStore => sees("member"),
        Action::AddImageLocation => caller.has_role("service") || owns("member"),
        Action::FetchImageLocation | Action::StoresInfoDetail => caller.has_role("service"),
        Action::GetMember | Action::GetMembers => owns("reader") || is_member("reader"),
        Action::ModifyMember => is_member("member"),
        Action::GetMetadefNamespace
        | Action::GetMetadefObject
        | Action::GetMetadefObjects
        | Action::GetMetadefProperty
        | Action::GetMetadefProperties
        | Action::GetMetadefTag
        | Action::GetMetadefTags
        | Action::ListMetadefResourceTypes
        | Action::GetMetadefResourceType => {
            owns("reader") || caller.has_role("reader") && target.visibility == Some("public")
        }
        _ => false,
    }
}
