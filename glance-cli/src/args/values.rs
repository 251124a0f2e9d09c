//! Values that options take.

use std::time::Duration;

use crate::error::{Error, Result};

/// Reads a yes or no in any of the spellings that OpenStack programs take.
///
/// # Errors
/// A text that names them, when it is none of them.
pub(crate) fn parse_flag(text: &str) -> std::result::Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
        _ => Err("expected True or False".to_owned()),
    }
}

/// Splits the value of `option` at its first `=`.
///
/// # Errors
/// [`Error::Message`] when there is none.
pub(crate) fn key_value<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str)> {
    text.split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .ok_or_else(|| Error::message(format!("Argument {option} expected properties in the format KEY=VALUE")))
}

/// Reads a number of seconds, which may have a fraction.
///
/// # Errors
/// A text that says so, when it is none or not more than zero.
pub(super) fn parse_seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "expected a number of seconds".to_owned())
}
