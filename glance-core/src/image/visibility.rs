//! Who may see an image.

use std::fmt;
use std::str::FromStr;

/// Who may see an image besides its owner and admins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Visibility {
    /// Everybody, and everybody has it in their lists.
    Public,
    /// Nobody.
    Private,
    /// The projects that are its members.
    #[default]
    Shared,
    /// Everybody who asks for it.
    Community,
}

impl Visibility {
    /// Every visibility, in the order in which the image schema names them.
    pub const ALL: [Self; 4] = [Self::Community, Self::Public, Self::Private, Self::Shared];

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Shared => "shared",
            Self::Community => "community",
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
        Self::ALL.into_iter().find(|v| v.as_str() == text).ok_or_else(|| format!("no visibility: {text}"))
    }
}
