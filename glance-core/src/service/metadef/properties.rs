//! Properties of namespaces.

use super::Metadefs;
use super::access::{Missing, check_protection, sought};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::metadef::{Name, Namespace, Property, PropertyDraft, Purpose};
use crate::policy::Action;

/// In whose words properties miss their namespace.
const NAMESPACE: Missing = Missing::Short;

impl Metadefs {
    /// Lists the properties of a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such namespace, [`Error::NotAuthorized`].
    pub async fn list_properties(&self, caller: &Caller, namespace: &str) -> Result<Vec<Property>> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefProperties).await?;
        self.repo().properties.list(&namespace.name).await
    }

    /// Shows a property; with `resource_type`, by the name that it has on resources of this type.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when the name does not begin as the names of properties of such resources do;
    /// [`Error::NotAuthorized`].
    pub async fn show_property(
        &self,
        caller: &Caller,
        namespace: &str,
        name: &str,
        resource_type: Option<&str>,
    ) -> Result<Property> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefProperty).await?;
        match resource_type {
            None => self.property(&namespace.name, name).await,
            Some(resource_type) => {
                self.authorize(caller, Action::GetMetadefResourceType, &namespace, NAMESPACE).await?;
                let name = self.without_prefix(&namespace, name, resource_type).await?;
                self.property(&namespace.name, name).await
            }
        }
    }

    /// Adds a property to a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Invalid`] for a text that cannot
    /// be kept; [`Error::Conflict`] when there is one of this name; [`Error::LimitExceeded`] when there are too many.
    pub async fn add_property(&self, caller: &Caller, namespace: &str, draft: &PropertyDraft) -> Result<Property> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::AddMetadefProperty).await?;
        let property = draft.property(self.glance.now());
        property.check().map_err(Purpose::Create.explain("property"))?;
        self.repo().properties.add(&namespace.name, std::slice::from_ref(&property)).await?;
        Ok(property)
    }

    /// Makes a property what the draft says.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Invalid`] for a text that cannot
    /// be kept; [`Error::Conflict`] when another one has the new name.
    pub async fn change_property(
        &self,
        caller: &Caller,
        namespace: &str,
        name: &str,
        draft: &PropertyDraft,
    ) -> Result<Property> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::ModifyMetadefProperty).await?;
        let before = self.property(&namespace.name, name).await?;
        let after = Property { created_at: before.created_at, ..draft.property(self.glance.now()) };
        after.check().map_err(Purpose::Update.explain("property"))?;
        let is_saved = self.repo().properties.save(&namespace.name, &before.name, &after).await?;
        if is_saved { Ok(after) } else { Err(missing(name)) }
    }

    /// Deletes a property.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] in a protected
    /// namespace.
    pub async fn remove_property(&self, caller: &Caller, namespace: &str, name: &str) -> Result<()> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::RemoveMetadefProperty).await?;
        let property = self.property(&namespace.name, name).await?;
        check_protection(&namespace, "property", name)?;
        if self.repo().properties.delete(&namespace.name, &property.name).await? { Ok(()) } else { Err(missing(name)) }
    }

    /// Deletes all properties of a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] for a protected
    /// namespace.
    pub async fn remove_properties(&self, caller: &Caller, namespace: &str) -> Result<()> {
        let namespace = self.find_to_clear(caller, namespace).await?;
        self.repo().properties.clear(&namespace.name).await.map(drop)
    }

    async fn property(&self, namespace: &Name, name: &str) -> Result<Property> {
        let sought = sought(name).ok_or_else(|| missing(name))?;
        self.repo().properties.get(namespace, &sought).await?.ok_or_else(|| missing(name))
    }

    /// Takes off what the names of properties begin with on resources of a type.
    async fn without_prefix<'n>(&self, namespace: &Namespace, name: &'n str, resource_type: &str) -> Result<&'n str> {
        let Some(association) = self.association(&namespace.name, resource_type).await? else {
            return Err(self.missing_association(&namespace.name, resource_type).await?);
        };
        let prefix = association.prefix.unwrap_or_default();
        name.strip_prefix(&prefix).filter(|_| !prefix.is_empty()).ok_or_else(|| {
            Error::NotFound(format!(
                "Property {name} does not start with the expected resource type association prefix of '{prefix}'."
            ))
        })
    }
}

fn missing(name: &str) -> Error {
    Error::NotFound(format!("Could not find property {name}"))
}
