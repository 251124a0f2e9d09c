//! Sharing images with projects.

use super::{Glance, access};
use crate::context::{Caller, ProjectId};
use crate::error::{Error, Result};
use crate::image::{Image, ImageId, Member, MemberStatus, Visibility, check_name};
use crate::policy::{Action, Target};

impl Glance {
    /// Lists the projects that an image is shared with: to its owner all, to a member itself.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the image is not a shared one.
    pub async fn list_members(&self, caller: &Caller, id: ImageId) -> Result<Vec<Member>> {
        let image = self.find_parent(caller, id).await?;
        if image.visibility != Visibility::Shared {
            return Err(Error::Forbidden(format!(
                "Not allowed to list members for image {id}: Only shared images have members."
            )));
        }
        self.authorize_member(caller, Action::GetMembers, &image).await?;
        if !self.may(caller, Action::GetMember, Target::image(&image, caller)).await? {
            return Ok(Vec::new());
        }
        let members = self.parts.members.list(id).await?;
        Ok(members.into_iter().filter(|member| may_see(caller, &image, &member.project)).collect())
    }

    /// Shows one project that an image is shared with.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not, or not for the caller to know.
    pub async fn show_member(&self, caller: &Caller, id: ImageId, project: &ProjectId) -> Result<Member> {
        let image = self.find_parent(caller, id).await?;
        if image.visibility != Visibility::Shared {
            return Err(Error::NotFound("Only shared images have members.".to_owned()));
        }
        self.find_member(caller, &image, project).await.map_err(|error| match error {
            Error::NotAuthorized { .. } => Error::NotFound(error.to_string()),
            other => other,
        })
    }

    /// Finds a member that the caller may see.
    async fn find_member(&self, caller: &Caller, image: &Image, project: &ProjectId) -> Result<Member> {
        self.authorize_member(caller, Action::GetMember, image).await?;
        let is_seen = may_see(caller, image, project);
        let members = if is_seen { self.parts.members.list(image.id).await? } else { Vec::new() };
        members.into_iter().find(|member| member.project == *project).ok_or_else(|| no_member(image.id, project))
    }

    /// Shares an image with a project, which can use it at once and has it in its lists when it accepts it.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is shared with that project already, [`Error::LimitExceeded`] when it is shared with
    /// too many, [`Error::Forbidden`] when it is not a shared one.
    pub async fn add_member(&self, caller: &Caller, id: ImageId, project: &ProjectId) -> Result<Member> {
        let image = self.find_parent(caller, id).await?;
        access::check_writer(caller)?;
        self.check_shared(caller, &image, "create", caller.is_project(image.owner.as_ref()))?;
        self.authorize_member(caller, Action::AddMember, &image).await?;
        if project.as_str().is_empty() {
            return Err(Error::Invalid("Member can't be empty".to_owned()));
        }
        check_name("member", project.as_str())?;
        let now = self.now();
        let (project, status) = (project.clone(), MemberStatus::Pending);
        let member = Member { image: id, project, status, created_at: now, updated_at: now };
        self.parts.members.add(&member, self.parts.settings.quotas.members).await
    }

    /// Writes down what a project says of an image that is shared with it. Only that project, or an admin, says so.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no status, [`Error::NotFound`] when the image is not shared with it.
    pub async fn set_member_status(
        &self,
        caller: &Caller,
        id: ImageId,
        project: &ProjectId,
        status: &str,
    ) -> Result<Member> {
        let image = self.find_parent(caller, id).await?;
        access::check_writer(caller)?;
        self.check_shared(caller, &image, "update", caller.project != image.owner)?;
        self.find_member(caller, &image, project).await?;
        self.authorize_member(caller, Action::ModifyMember, &image).await?;
        let status: MemberStatus = status.parse().map_err(|_| {
            let known = MemberStatus::ALL.map(MemberStatus::as_str).join(", ");
            Error::Invalid(format!("Invalid member status '{status}'. It must be one of the following: {known}"))
        })?;
        let stored = self.parts.members.set_status(id, project, status, self.now()).await?;
        stored.ok_or_else(|| no_member(id, project))
    }

    /// Stops sharing an image with a project.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not shared with it.
    pub async fn remove_member(&self, caller: &Caller, id: ImageId, project: &ProjectId) -> Result<()> {
        let image = self.find_parent(caller, id).await?;
        access::check_writer(caller)?;
        self.check_shared(caller, &image, "delete", caller.project == image.owner)?;
        self.find_member(caller, &image, project).await?;
        self.authorize_member(caller, Action::DeleteMember, &image).await?;
        let removed = self.parts.members.remove(id, project, self.now()).await?;
        if removed { Ok(()) } else { Err(no_member(id, project)) }
    }

    /// Checks that an image has members that one can do something to.
    ///
    /// Earlier releases had rules that let everybody do everything, and besides them whether it is for the caller.
    fn check_shared(&self, caller: &Caller, image: &Image, action: &str, was_for_caller: bool) -> Result<()> {
        let is_for_caller = was_for_caller || caller.is_admin || self.parts.policy.enforces_new_defaults();
        if image.visibility == Visibility::Shared && is_for_caller {
            return Ok(());
        }
        Err(Error::Forbidden(format!("Not allowed to {action} members for image {}.", image.id)))
    }
}

/// A member sees itself, the owner and admins see all.
fn may_see(caller: &Caller, image: &Image, project: &ProjectId) -> bool {
    caller.is_admin || caller.is_project(image.owner.as_ref()) || caller.is_project(Some(project))
}

fn no_member(id: ImageId, project: &ProjectId) -> Error {
    Error::NotFound(format!("{project} not found in the member list of the image {id}."))
}
