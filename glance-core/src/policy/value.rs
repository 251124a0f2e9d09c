//! Values that rules compare, and how they are written.
//!
//! Rules compare texts, and a value that is none is written as Python writes it: `None`, `True`, `2026-03-01 12:00:00`.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use crate::clock::Moment;

/// A value of a caller or of a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Text(&'a str),
    Flag(bool),
    Number(i64),
    Time(Moment),
    List(&'a [String]),
}

impl<'a> Value<'a> {
    /// Makes a value of a text that may be missing.
    pub(super) fn of(text: Option<&'a str>) -> Self {
        text.map_or(Self::None, Self::Text)
    }

    /// Makes a value of a number that may be missing.
    pub(super) fn count(number: Option<u64>) -> Self {
        number.map_or(Self::None, |number| Self::Number(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    /// Writes the value.
    pub(super) fn written(self) -> Cow<'a, str> {
        match self {
            Self::None => Cow::Borrowed("None"),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Flag(true) => Cow::Borrowed("True"),
            Self::Flag(false) => Cow::Borrowed("False"),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Time(moment) => Cow::Owned(python_time(moment)),
            Self::List(texts) => {
                Cow::Owned(format!("[{}]", texts.iter().map(|t| format!("'{t}'")).collect::<Vec<_>>().join(", ")))
            }
        }
    }

    /// The value in a JSON document.
    pub(super) fn json(self) -> Json {
        match self {
            Self::None => Json::Null,
            Self::Text(text) => json!(text),
            Self::Flag(flag) => json!(flag),
            Self::Number(number) => json!(number),
            Self::Time(moment) => json!(moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()),
            Self::List(texts) => json!(texts),
        }
    }
}

fn python_time(moment: Moment) -> String {
    let format =
        if moment.timestamp_subsec_micros() == 0 { "%Y-%m-%d %H:%M:%S%:z" } else { "%Y-%m-%d %H:%M:%S%.6f%:z" };
    moment.format(format).to_string()
}
