//! Texts with attributes of the target in them: `%(owner)s`.

use std::borrow::Cow;
use std::fmt;

use super::Target;

/// A text with attributes of the target in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Attribute(String),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            plain.push_str(before);
            if let Some(after) = after.strip_prefix('%') {
                plain.push('%');
                rest = after;
                continue;
            }
            let (name, after) = attribute(after).ok_or("a % begins neither %(name)s nor %%")?;
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Attribute(name.to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }

    /// Puts the target's attributes in; `None` if it lacks one.
    pub(super) fn fill<'a>(&'a self, target: Target<'a>) -> Option<Cow<'a, str>> {
        let written = |piece: &'a Piece| match piece {
            Piece::Text(text) => Some(Cow::Borrowed(text.as_str())),
            Piece::Attribute(name) => Some(target.attribute(name)?.written()),
        };
        match self.0.as_slice() {
            [] => Some(Cow::Borrowed("")),
            [piece] => written(piece),
            pieces => pieces.iter().map(written).collect::<Option<String>>().map(Cow::Owned),
        }
    }
}

/// Splits `(name)s…` into the name and what follows.
fn attribute(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('(')?;
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 {
            return Some((&text[..at], text[at + 1..].strip_prefix('s')?));
        }
    }
    None
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(&text.replace('%', "%%")),
            Piece::Attribute(name) => write!(f, "%({name})s"),
        })
    }
}
