//! Namespaces.

use super::Metadefs;
use super::access::{Missing, check_protection, sought};
use crate::context::Caller;
use crate::error::Result;
use crate::metadef::{Association, Content, Name, Namespace, NamespaceDraft, NamespaceList, Purpose};
use crate::policy::{Action, Target};
use crate::repo::Viewer;
use crate::service::access::check_writer;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct NamespacePage {
    /// The namespaces, in order, each with what it is for.
    pub namespaces: Vec<(Namespace, Vec<Association>)>,
    /// The marker of the next page, if there may be one.
    pub next: Option<Name>,
}

impl Metadefs {
    /// Lists namespaces, one page of them.
    ///
    /// # Errors
    /// [`crate::Error::NotAuthorized`], and [`crate::Error::NotFound`] when the marker is no namespace that the caller may
    /// see, or they may not even look at namespaces of their own.
    pub async fn list_namespaces(&self, caller: &Caller, list: &NamespaceList) -> Result<NamespacePage> {
        self.authorize_own(caller, Action::GetMetadefNamespaces).await?;
        self.authorize_own(caller, Action::ListMetadefResourceTypes).await?;
        let viewer = Viewer::from(caller);
        let marker = match &list.marker {
            None => None,
            Some(name) => {
                let missing = || Missing::Definition.error(name);
                let found = self.repo().namespaces.get(&viewer, &sought(name).ok_or_else(missing)?).await?;
                Some(found.ok_or_else(missing)?.name)
            }
        };
        let pages = self.glance.settings().pages;
        let limit = list.limit.unwrap_or(pages.default).min(pages.max);
        let found = self.repo().namespaces.list(&viewer, &list.query, marker.as_ref(), limit).await?;
        let is_full = found.len() == limit as usize;
        let may_see = Action::GetMetadefNamespace;
        let found = self.glance.retain(caller, may_see, found, |namespace, _| Target::Namespace(namespace)).await?;
        let names: Vec<Name> = found.iter().map(|namespace| namespace.name.clone()).collect();
        let mut associations = self.repo().resource_types.associations(&names).await?;
        let with = |namespace: Namespace| {
            let own = associations.remove(&namespace.name).unwrap_or_default();
            (namespace, own)
        };
        let next = names.last().cloned().filter(|_| is_full);
        Ok(NamespacePage { namespaces: found.into_iter().map(with).collect(), next })
    }

    /// Creates a namespace with all that it is to hold, all or nothing. One of which nobody says to whom it belongs
    /// belongs to the caller's project.
    ///
    /// # Errors
    /// [`crate::Error::NotAuthorized`], [`crate::Error::NotFound`] when the caller may not even look at namespaces of their
    /// own, [`crate::Error::ReadOnlyCaller`]; [`crate::Error::Invalid`] for a text that cannot be kept;
    /// [`crate::Error::Conflict`] when there is a namespace of this name, or a name comes twice in it;
    /// [`crate::Error::LimitExceeded`] for more than [`Content::MOST_ITEMS`] of a kind.
    pub async fn create_namespace(&self, caller: &Caller, draft: &NamespaceDraft) -> Result<Namespace> {
        let kinds = [
            (true, Action::AddMetadefNamespace),
            (is_some(draft.associations.as_ref()), Action::AddMetadefResourceTypeAssociation),
            (is_some(draft.objects.as_ref()), Action::AddMetadefObject),
            (draft.properties.as_ref().is_some_and(|all| !all.is_empty()), Action::AddMetadefProperty),
            (is_some(draft.tags.as_ref()), Action::AddMetadefTag),
        ];
        for (_, action) in kinds.into_iter().filter(|(wanted, _)| *wanted) {
            self.authorize_own(caller, action).await?;
        }
        check_writer(caller)?;
        let now = self.glance.now();
        let (namespace, content) = (draft.namespace(caller.project.as_ref(), now), draft.content(now));
        namespace.check().and_then(|()| content.check()).map_err(Purpose::Create.explain("namespace"))?;
        self.repo().namespaces.create(&namespace, &content).await?;
        Ok(namespace)
    }

    /// Shows a namespace with all that it holds, the newest tags first; with `resource_type`, properties go by the names
    /// that they have on resources of this type.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::NotAuthorized`].
    pub async fn show_namespace(
        &self,
        caller: &Caller,
        name: &str,
        resource_type: Option<&str>,
    ) -> Result<(Namespace, Content)> {
        let (namespace, mut content) = self.find_whole(caller, name).await?;
        for action in [
            Action::ListMetadefResourceTypes,
            Action::GetMetadefObjects,
            Action::GetMetadefProperties,
            Action::GetMetadefTags,
        ] {
            self.authorize(caller, action, &namespace, Missing::Definition).await?;
        }
        content.tags.reverse();
        if let Some(resource_type) = resource_type {
            content.prefix_for(resource_type);
        }
        Ok((namespace, content))
    }

    /// Makes a namespace what the draft says, without what it holds; what the draft does not say becomes as it is in a
    /// new namespace. An owner without a name was not said.
    ///
    /// Source: `glance/api/v2/metadef_namespaces.py`, `update`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::NotAuthorized`], [`crate::Error::ReadOnlyCaller`];
    /// [`crate::Error::Invalid`] for a text that cannot be kept; [`crate::Error::Conflict`] when another namespace has the
    /// new name.
    pub async fn change_namespace(&self, caller: &Caller, name: &str, draft: &NamespaceDraft) -> Result<Namespace> {
        let missing = Missing::Short;
        let before = self.find_to(caller, name, missing, Action::ModifyMetadefNamespace).await?;
        let after = draft.namespace(caller.project.as_ref(), self.glance.now());
        // An owner who is an empty text was not said here; a new namespace has no owner then.
        let owner = after.owner.filter(|owner| !owner.as_str().is_empty()).or_else(|| caller.project.clone());
        let after = Namespace { owner, created_at: before.created_at, ..after };
        after.check().map_err(Purpose::Update.explain("namespace"))?;
        if self.repo().namespaces.save(&before.name, &after).await? { Ok(after) } else { Err(missing.error(name)) }
    }

    /// Deletes a namespace with all that it holds.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::NotAuthorized`], [`crate::Error::ReadOnlyCaller`],
    /// [`crate::Error::Forbidden`] for a protected one.
    pub async fn delete_namespace(&self, caller: &Caller, name: &str) -> Result<()> {
        let missing = Missing::Short;
        let namespace = self.find_to(caller, name, missing, Action::DeleteMetadefNamespace).await?;
        check_protection(&namespace, "namespace", namespace.name.as_str())?;
        if self.repo().namespaces.delete(&namespace.name).await? { Ok(()) } else { Err(missing.error(name)) }
    }

    /// Finds a namespace of which all items of a kind are to be deleted.
    pub(super) async fn find_to_clear(&self, caller: &Caller, name: &str) -> Result<Namespace> {
        let namespace = self.find_to(caller, name, Missing::Short, Action::DeleteMetadefNamespace).await?;
        check_protection(&namespace, "namespace", namespace.name.as_str())?;
        Ok(namespace)
    }
}

fn is_some<T>(all: Option<&Vec<T>>) -> bool {
    all.is_some_and(|all| !all.is_empty())
}
