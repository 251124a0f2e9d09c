//! What tasks do.

use std::fmt;
use std::str::FromStr;

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Makes an image of what is at an address; the way of before there were imports.
    Import,
    /// Brings data into an image that was created before.
    ApiImageImport,
    /// Looks through data that was named by its location.
    LocationImport,
}

impl Kind {
    /// Every kind, in the order in which the task schema names them.
    pub const ALL: [Self; 3] = [Self::Import, Self::ApiImageImport, Self::LocationImport];

    /// Returns the name that documents and databases use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::ApiImageImport => "api_image_import",
            Self::LocationImport => "location_import",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| format!("no task type: {text}"))
    }
}
