//! Objects of namespaces.

use super::Metadefs;
use super::access::{Missing, check_protection, sought};
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::metadef::{Name, Object, ObjectDraft, Purpose};
use crate::policy::{Action, Target};

/// In whose words objects miss their namespace.
const NAMESPACE: Missing = Missing::Definition;

impl Metadefs {
    /// Lists the objects of a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such namespace, [`Error::NotAuthorized`].
    pub async fn list_objects(&self, caller: &Caller, namespace: &str) -> Result<Vec<Object>> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefObjects).await?;
        if !self.glance.may(caller, Action::GetMetadefObject, Target::Namespace(&namespace)).await? {
            return Ok(Vec::new());
        }
        self.repo().objects.list(&namespace.name).await
    }

    /// Shows an object.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`].
    pub async fn show_object(&self, caller: &Caller, namespace: &str, name: &str) -> Result<Object> {
        let namespace = self.find(caller, namespace, NAMESPACE, Action::GetMetadefObject).await?;
        self.object(&namespace.name, name).await
    }

    /// Adds an object to a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Invalid`] for a text that cannot
    /// be kept; [`Error::Conflict`] when there is one of this name; [`Error::LimitExceeded`] when there are too many.
    pub async fn add_object(&self, caller: &Caller, namespace: &str, draft: &ObjectDraft) -> Result<Object> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::AddMetadefObject).await?;
        let object = draft.object(self.glance.now());
        object.check().map_err(Purpose::Create.explain("object"))?;
        self.repo().objects.add(&namespace.name, std::slice::from_ref(&object)).await?;
        Ok(object)
    }

    /// Makes an object what the draft says; what the draft does not say is empty then.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`]; [`Error::Invalid`] for a text that cannot
    /// be kept; [`Error::Conflict`] when another one has the new name.
    pub async fn change_object(
        &self,
        caller: &Caller,
        namespace: &str,
        name: &str,
        draft: &ObjectDraft,
    ) -> Result<Object> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::ModifyMetadefObject).await?;
        let before = self.object(&namespace.name, name).await?;
        let after = Object { created_at: before.created_at, ..draft.object(self.glance.now()) };
        after.check().map_err(Purpose::Update.explain("object"))?;
        if self.repo().objects.save(&namespace.name, &before.name, &after).await? {
            Ok(after)
        } else {
            Err(missing(name))
        }
    }

    /// Deletes an object.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] in a protected
    /// namespace.
    pub async fn remove_object(&self, caller: &Caller, namespace: &str, name: &str) -> Result<()> {
        let namespace = self.find_to(caller, namespace, NAMESPACE, Action::DeleteMetadefObject).await?;
        let object = self.object(&namespace.name, name).await?;
        check_protection(&namespace, "object", name)?;
        if self.repo().objects.delete(&namespace.name, &object.name).await? { Ok(()) } else { Err(missing(name)) }
    }

    /// Deletes all objects of a namespace.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotAuthorized`], [`Error::ReadOnlyCaller`], [`Error::Forbidden`] for a protected
    /// namespace.
    pub async fn remove_objects(&self, caller: &Caller, namespace: &str) -> Result<()> {
        let namespace = self.find_to_clear(caller, namespace).await?;
        self.repo().objects.clear(&namespace.name).await.map(drop)
    }

    async fn object(&self, namespace: &Name, name: &str) -> Result<Object> {
        let sought = sought(name).ok_or_else(|| missing(name))?;
        self.repo().objects.get(namespace, &sought).await?.ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> Error {
    Error::NotFound(format!("Could not find metadata object {name}"))
}
