//! One section, and its options by type.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::error::ConfigError;
use super::sources::Sources;
use super::value::Value;

/// One section of all files together.
///
/// An option without text counts as one that is not given, as for oslo.config's numbers and as is meant for all others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section<'s> {
    sources: &'s Sources,
    name: &'s str,
}

impl<'s> Section<'s> {
    pub(super) fn new(sources: &'s Sources, name: &'s str) -> Self {
        Self { sources, name }
    }

    /// The value that counts, if there is one and it has text.
    pub(super) fn value(&self, option: &str) -> Result<Option<Value<'s>>, ConfigError> {
        Ok(self.given(option)?.filter(|value| !value.text.trim().is_empty()))
    }

    /// The value that counts, with text or without.
    pub(super) fn given(&self, option: &str) -> Result<Option<Value<'s>>, ConfigError> {
        self.sources.last(self.name, option).map(|given| Value::of(self.sources, given)).transpose()
    }

    /// All values of an option that may be given more than once, in their order.
    pub(super) fn values(&self, option: &str) -> Result<Vec<Value<'s>>, ConfigError> {
        self.sources.all(self.name, option).map(|given| Value::of(self.sources, given)).collect()
    }

    /// Tells that an option is missing which something else calls for.
    pub(super) fn missing(&self, option: &'static str, reason: impl Into<String>) -> ConfigError {
        ConfigError::Missing { section: self.name.to_owned(), option, reason: reason.into() }
    }

    pub(super) fn text(&self, option: &str) -> Result<Option<String>, ConfigError> {
        Ok(self.value(option)?.map(|value| value.text))
    }

    pub(super) fn path(&self, option: &str) -> Result<Option<PathBuf>, ConfigError> {
        Ok(self.text(option)?.map(PathBuf::from))
    }

    pub(super) fn flag(&self, option: &str, default: bool) -> Result<bool, ConfigError> {
        self.value(option)?.map_or(Ok(default), |value| value.flag())
    }

    /// An integer within bounds.
    pub(super) fn integer<T>(&self, option: &str, allowed: RangeInclusive<i64>) -> Result<Option<T>, ConfigError>
    where
        T: TryFrom<i64>,
    {
        self.integer_of("a whole number", option, allowed)
    }

    /// A number of something of which a negative number means any number.
    pub(super) fn quota(&self, option: &str, default: u32) -> Result<Option<u32>, ConfigError> {
        let number = self.integer(option, i64::MIN..=i64::from(u32::MAX))?.unwrap_or(i64::from(default));
        Ok(u32::try_from(number).ok())
    }

    pub(super) fn port(&self, option: &str, default: u16) -> Result<u16, ConfigError> {
        Ok(self.integer_of("a port", option, 1..=65535)?.unwrap_or(default))
    }

    fn integer_of<T: TryFrom<i64>>(
        &self,
        what: &str,
        option: &str,
        allowed: RangeInclusive<i64>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.value(option)? else { return Ok(None) };
        let number = value.text.trim().parse().ok().filter(|number| allowed.contains(number));
        let number = number.and_then(|number| T::try_from(number).ok());
        number.map(Some).ok_or_else(|| value.is_not(format_args!("{what}{}", bounds(&allowed))))
    }

    /// A time in seconds, with a fraction or without; 0 or less is no time.
    pub(super) fn seconds(&self, option: &str) -> Result<Option<Duration>, ConfigError> {
        let Some(value) = self.value(option)? else { return Ok(None) };
        let seconds: f64 = value.parse("a number of seconds")?;
        if seconds <= 0.0 {
            return Ok(Some(Duration::ZERO));
        }
        Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| value.is_not("a number of seconds"))
    }

    /// A list, which may be given and yet have no entries.
    pub(super) fn list(&self, option: &str) -> Result<Option<Vec<String>>, ConfigError> {
        Ok(self.given(option)?.map(|value| value.list()))
    }

    /// A list that is written in brackets, `[a,b]`.
    pub(super) fn bracketed(&self, option: &str) -> Result<Option<Vec<String>>, ConfigError> {
        Ok(self.given(option)?.map(|value| value.bracketed()))
    }
}

fn bounds(allowed: &RangeInclusive<i64>) -> String {
    match (*allowed.start(), *allowed.end()) {
        (i64::MIN, _) => String::new(),
        (least, i64::MAX) => format!(" of at least {least}"),
        (least, most) => format!(" ({least} to {most})"),
    }
}
