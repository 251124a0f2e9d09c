//! Namespaces.

use std::fmt;
use std::str::FromStr;

use super::Name;
use super::name::{check_length, check_line};
use super::shape::Fault;
use crate::clock::Moment;
use crate::context::ProjectId;
use crate::error::Result;

const MAX_DESCRIPTION: usize = 500;
const MAX_OWNER: usize = 255;

/// Who may see a namespace besides its owner and admins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Nobody.
    #[default]
    Private,
}

impl Visibility {
    /// Every visibility, in the order in which the namespace schema names them.
    pub const ALL: [Self; 2] = [Self::Public, Self::Private];

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Visibility {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|v| v.as_str() == text).ok_or_else(|| format!("no namespace visibility: {text}"))
    }
}

/// A namespace: definitions that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// What programs call it; no other namespace has this name.
    pub name: Name,
    /// What people call it.
    pub display_name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether it, and what it holds, must not be deleted.
    pub protected: bool,
    /// The project that it belongs to; one without belongs to the cloud.
    pub owner: Option<ProjectId>,
    /// When it was created.
    pub created_at: Moment,
    /// When it was last changed; what Glance loaded from a file has no such moment.
    pub updated_at: Option<Moment>,
}

impl Namespace {
    /// Makes a namespace with what the Images API gives one that only has a name.
    pub fn new(name: Name, owner: Option<ProjectId>, now: Moment) -> Self {
        Self {
            name,
            display_name: None,
            description: None,
            visibility: Visibility::default(),
            protected: false,
            owner,
            created_at: now,
            updated_at: Some(now),
        }
    }

    /// Checks the texts in it.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] when one is too long or cannot be kept.
    pub fn check(&self) -> Result<()> {
        Ok(self.find_fault()?)
    }

    /// Checks the texts in it, and tells which one it is.
    pub(super) fn find_fault(&self) -> Result<(), Fault> {
        let display_name = self.display_name.iter().try_for_each(|name| check_line("Display_Name", name));
        let description =
            self.description.iter().try_for_each(|text| check_length("Description", text, MAX_DESCRIPTION));
        let owner = self.owner.iter().try_for_each(|owner| check_length("Owner", owner.as_str(), MAX_OWNER));
        for (place, checked) in [("display_name", display_name), ("description", description), ("owner", owner)] {
            checked.map_err(|error| Fault::from(error).below(place))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_a_length_of_its_own() {
        let mut namespace = Namespace::new(Name::known("OS::Test"), None, Moment::default());
        namespace.description = Some("x".repeat(500));
        namespace.display_name = Some("x".repeat(80));
        namespace.owner = Some(ProjectId::new("x".repeat(255)));
        assert!(namespace.check().is_ok());

        for spoil in [
            |namespace: &mut Namespace| namespace.description = Some("x".repeat(501)),
            |namespace: &mut Namespace| namespace.display_name = Some("x".repeat(81)),
            |namespace: &mut Namespace| namespace.owner = Some(ProjectId::new("x".repeat(256))),
        ] {
            let mut spoiled = namespace.clone();
            spoil(&mut spoiled);
            assert!(spoiled.check().is_err(), "{spoiled:?}");
        }
    }
}
