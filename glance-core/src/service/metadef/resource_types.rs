//! Types of resources, and the namespaces that are for them.

use super::Metadefs;
use super::access::{Missing, check_protection};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::metadef::{Association, AssociationDraft, Name, Purpose, ResourceType};
use crate::policy::{Action, Target};

/// In whose words associations miss their namespace.
const NAMESPACE: Missing = Missing::Short;

impl Metadefs {
    /// Lists all types of resources.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`], and [`Error::NotFound`] when the caller may not even look at namespaces of their own.
    pub async fn list_resource_types(&self, caller: &Caller) -> Result<Vec<ResourceType>> {
        self.authorize_own(caller, Action::ListMetadefResourceTypes).await?;
        self.repo().resource_types.list().await
    }

    /// Lists what a namespace is for.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such namespace, [`Error::NotAuthorized`].
    pub async fn list_associations(&self, caller: &Caller, namespace: &str) -> Result<Vec<Association>> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::ListMetadefResourceTypes).await?;
        if !self.glance.may(caller, Action::GetMetadefResourceType, Target::Namespace(&namespace)).await? {
            return Ok(Vec::new());
        }
        self.associations(&namespace.name).await
    }

    /// Says that a namespace is for a type of resources, which need not be known yet.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Invalid`] for a text that cannot
    /// be kept; [`Error::Conflict`] when it is so already; [`Error::LimitExceeded`] when it is for too many.
    pub async fn associate(&self, caller: &Caller, namespace: &str, draft: &AssociationDraft) -> Result<Association> {
        let action = Action::AddMetadefResourceTypeAssociation;
        let namespace = self.find_to(caller, namespace, NAMESPACE, action).await?;
        let association = draft.association(self.glance.now());
        association.check().map_err(Purpose::Create.explain("resource type association"))?;
        self.repo().resource_types.associate(&namespace.name, &association).await?;
        Ok(association)
    }

    /// Takes back that a namespace is for a type of resources. The type stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] in a protected
    /// namespace.
    pub async fn dissociate(&self, caller: &Caller, namespace: &str, resource_type: &str) -> Result<()> {
        let action = Action::RemoveMetadefResourceTypeAssociation;
        let namespace = self.find_to(caller, namespace, NAMESPACE, action).await?;
        let missing = || Error::NotFound(format!("Failed to find resource type {resource_type} to delete"));
        let association = self.association(&namespace.name, resource_type).await?.ok_or_else(missing)?;
        check_protection(&namespace, "resource-type-association", resource_type)?;
        let ended = self.repo().resource_types.dissociate(&namespace.name, &association.resource_type).await?;
        if ended { Ok(()) } else { Err(missing()) }
    }

    /// Finds the association of a namespace with a type of resources.
    pub(super) async fn association(&self, namespace: &Name, resource_type: &str) -> Result<Option<Association>> {
        let all = self.associations(namespace).await?;
        Ok(all.into_iter().find(|association| association.resource_type.as_str() == resource_type))
    }

    /// Tells that there is no such type of resources, or that the namespace is not for it.
    pub(super) async fn missing_association(&self, namespace: &Name, resource_type: &str) -> Result<Error> {
        let is_known = self.repo().resource_types.list().await?.iter().any(|kind| kind.name.as_str() == resource_type);
        Ok(Error::NotFound(if is_known {
            format!(
                "The metadata definition resource-type association of resource-type={resource_type} to \
                 namespace={namespace}, was not found."
            )
        } else {
            format!("The metadata definition resource-type with name={resource_type}, was not found.")
        }))
    }

    async fn associations(&self, namespace: &Name) -> Result<Vec<Association>> {
        let found = self.repo().resource_types.associations(std::slice::from_ref(namespace)).await?;
        Ok(found.into_values().flatten().collect())
    }
}
