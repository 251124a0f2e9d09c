//! Values that options take.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser};
use reqwest::tls::Version;

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

/// The same for a variable of the environment, which is as good as not set if it is set to nothing.
///
/// # Errors
/// Those of [`parse_flag`].
pub(crate) fn parse_flag_or_true(text: &str) -> std::result::Result<bool, String> {
    if text.is_empty() { Ok(true) } else { parse_flag(text) }
}

/// Takes any path, and also none at all: a variable that is set to nothing is as good as not set.
pub(super) fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// Reads a version of TLS; the least that there is if it is empty.
///
/// # Errors
/// A text that names those that there are.
pub(super) fn parse_tls_version(text: &str) -> std::result::Result<Version, String> {
    match text {
        "" | "1.2" => Ok(Version::TLS_1_2),
        "1.3" => Ok(Version::TLS_1_3),
        _ => Err("expected 1.2 or 1.3".to_owned()),
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
