//! Tags of namespaces.

use super::Metadefs;
use super::access::{Missing, check_protection, sought};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::metadef::{Name, Tag, TagList};
use crate::policy::Action;

/// In whose words tags miss their namespace.
const NAMESPACE: Missing = Missing::Short;

impl Metadefs {
    /// Lists the tags of a namespace, or a page of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such namespace or no such marker, [`Error::NotAuthorized`].
    pub async fn list_tags(&self, caller: &Caller, namespace: &str, list: &TagList) -> Result<Vec<Tag>> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefTags).await?;
        let marker = list.marker.as_deref().map(|name| sought(name).ok_or_else(|| missing(name))).transpose()?;
        // A namespace holds far fewer tags than this.
        let limit = list.limit.unwrap_or(u32::MAX);
        self.repo().tags.page(&namespace.name, list.query, marker.as_ref(), limit).await
    }

    /// Shows a tag.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`].
    pub async fn show_tag(&self, caller: &Caller, namespace: &str, name: &str) -> Result<Tag> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefTag).await?;
        self.tag(&namespace.name, name).await
    }

    /// Adds a tag to a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Conflict`] when there is one of
    /// this name; [`Error::LimitExceeded`] when there are too many.
    pub async fn add_tag(&self, caller: &Caller, namespace: &str, name: &Name) -> Result<Tag> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::AddMetadefTag).await?;
        let tag = self.new_tag(name);
        self.repo().tags.add(&namespace.name, std::slice::from_ref(&tag)).await?;
        Ok(tag)
    }

    /// Gives a namespace these tags in the place of those that it has, or besides them if `append` says so. No tags change
    /// nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Conflict`] when a name is there
    /// already or comes twice; [`Error::LimitExceeded`] when there are too many.
    pub async fn add_tags(&self, caller: &Caller, namespace: &str, names: &[Name], append: bool) -> Result<()> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::AddMetadefTags).await?;
        let tags: Vec<Tag> = names.iter().map(|name| self.new_tag(name)).collect();
        if tags.is_empty() {
            return Ok(());
        }
        let repo = &self.repo().tags;
        if append { repo.add(&namespace.name, &tags).await } else { repo.replace(&namespace.name, &tags).await }
    }

    /// Gives a tag another name.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Conflict`] when another one has
    /// the new name.
    pub async fn rename_tag(&self, caller: &Caller, namespace: &str, name: &str, new: &Name) -> Result<Tag> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::ModifyMetadefTag).await?;
        let before = self.tag(&namespace.name, name).await?;
        let after = Tag { created_at: before.created_at, ..self.new_tag(new) };
        if self.repo().tags.save(&namespace.name, &before.name, &after).await? { Ok(after) } else { Err(missing(name)) }
    }

    /// Deletes a tag.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] in a protected
    /// namespace.
    pub async fn remove_tag(&self, caller: &Caller, namespace: &str, name: &str) -> Result<()> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::DeleteMetadefTag).await?;
        let tag = self.tag(&namespace.name, name).await?;
        check_protection(&namespace, "tag", name)?;
        if self.repo().tags.delete(&namespace.name, &tag.name).await? { Ok(()) } else { Err(missing(name)) }
    }

    /// Deletes all tags of a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] for a protected
    /// namespace.
    pub async fn remove_tags(&self, caller: &Caller, namespace: &str) -> Result<()> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::DeleteMetadefNamespace).await?;
        self.authorize(caller, Action::DeleteMetadefTags, &namespace, NAMESPACE).await?;
        check_protection(&namespace, "namespace", namespace.name.as_str())?;
        self.repo().tags.clear(&namespace.name).await.map(drop)
    }

    async fn tag(&self, namespace: &Name, name: &str) -> Result<Tag> {
        let sought = sought(name).ok_or_else(|| missing(name))?;
        self.repo().tags.get(namespace, &sought).await?.ok_or_else(|| missing(name))
    }

    fn new_tag(&self, name: &Name) -> Tag {
        let now = self.glance.now();
        Tag { name: name.clone(), created_at: now, updated_at: Some(now) }
    }
}

fn missing(name: &str) -> Error {
    Error::NotFound(format!("Could not find metadata tag {name}"))
}
