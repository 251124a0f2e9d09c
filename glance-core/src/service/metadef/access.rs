//! Which namespace a caller means, and what they may do with it.

use super::Metadefs;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::metadef::{Content, Name, Namespace};
use crate::policy::{Action, Target};
use crate::repo::{MetadefRepo, Viewer};
use crate::service::access::{check_writer, refusal};

/// In which words a namespace is missing; clients know each route's own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Missing {
    /// Where it is shown, and by its objects.
    Definition,
    /// Everywhere else.
    Short,
}

impl Missing {
    pub(super) fn error(self, name: &str) -> Error {
        Error::NotFound(match self {
            Self::Definition => format!("Metadata definition namespace={name} was not found."),
            Self::Short => format!("Namespace {name} not found"),
        })
    }
}

impl Metadefs {
    pub(super) fn repo(&self) -> &MetadefRepo {
        &self.glance.parts.metadefs
    }

    /// Finds a namespace that the caller can see, and checks that they may do something to it.
    pub(super) async fn find(
        &self,
        caller: &Caller,
        name: &str,
        missing: Missing,
        action: Action,
    ) -> Result<Namespace> {
        let sought = sought(name).ok_or_else(|| missing.error(name))?;
        let found = self.repo().namespaces.get(&Viewer::from(caller), &sought).await?;
        let namespace = found.ok_or_else(|| missing.error(name))?;
        self.authorize(caller, action, &namespace, missing).await?;
        Ok(namespace)
    }

    /// Finds a namespace that the caller wants to change in some way, and checks that they may.
    pub(super) async fn find_to(
        &self,
        caller: &Caller,
        name: &str,
        missing: Missing,
        action: Action,
    ) -> Result<Namespace> {
        let namespace = self.find(caller, name, missing, action).await?;
        check_writer(caller)?;
        Ok(namespace)
    }

    /// Finds a namespace with all that it holds.
    pub(super) async fn find_whole(&self, caller: &Caller, name: &str) -> Result<(Namespace, Content)> {
        let missing = Missing::Definition;
        let sought = sought(name).ok_or_else(|| missing.error(name))?;
        let found = self.repo().namespaces.whole(&Viewer::from(caller), &sought).await?;
        let (namespace, content) = found.ok_or_else(|| missing.error(name))?;
        self.authorize(caller, Action::GetMetadefNamespace, &namespace, missing).await?;
        Ok((namespace, content))
    }

    /// Checks that a caller may do something to a namespace that the database lets them see.
    ///
    /// Whom the policy does not let look at it is told that there is none.
    pub(super) async fn authorize(
        &self,
        caller: &Caller,
        action: Action,
        namespace: &Namespace,
        missing: Missing,
    ) -> Result<()> {
        let target = Target::Namespace(namespace);
        if self.glance.may(caller, action, target).await? {
            return Ok(());
        }
        if action == Action::GetMetadefNamespace
            || !self.glance.may(caller, Action::GetMetadefNamespace, target).await?
        {
            return Err(missing.error(namespace.name.as_str()));
        }
        Err(refusal(action))
    }

    /// Checks that a caller may do something that is not about a namespace that is there.
    pub(super) async fn authorize_own(&self, caller: &Caller, action: Action) -> Result<()> {
        let target = Target::own(caller);
        if self.glance.may(caller, action, target).await? {
            return Ok(());
        }
        if !self.glance.may(caller, Action::GetMetadefNamespace, target).await? {
            return Err(Error::NotFound("The resource could not be found.".to_owned()));
        }
        Err(refusal(action))
    }
}

/// Refuses to delete what is in a protected namespace, or the namespace itself.
pub(super) fn check_protection(namespace: &Namespace, kind: &str, name: &str) -> Result<()> {
    if namespace.protected {
        return Err(Error::Forbidden(format!("Metadata definition {kind} {name} is protected and cannot be deleted.")));
    }
    Ok(())
}

/// A name to look for. No database keeps the character NUL, and PostgreSQL does not even look for it.
pub(super) fn sought(name: &str) -> Option<Name> {
    (!name.contains('\0')).then(|| Name::known(name))
}
