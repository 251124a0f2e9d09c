//! The value of an option: what is substituted in it, and what its text may mean.

use std::fmt;
use std::str::FromStr;

use super::error::ConfigError;
use super::known;
use super::sources::{SourceOption, Sources};

/// A value without references to others, and the option that it is of.
#[derive(Debug)]
pub(super) struct Value<'s> {
    pub(super) text: String,
    given: &'s SourceOption,
}

impl<'s> Value<'s> {
    /// Substitutes the options that the value refers to.
    pub(super) fn of(sources: &'s Sources, given: &'s SourceOption) -> Result<Self, ConfigError> {
        let text = expand(sources, given, &mut Vec::new())?;
        Ok(Self { text, given })
    }

    /// Tells what is wrong with the value.
    pub(super) fn error(&self, reason: impl Into<String>) -> ConfigError {
        self.given.error(reason)
    }

    /// Tells what the value is, which is what is wrong with it.
    pub(super) fn is(&self, what: impl fmt::Display) -> ConfigError {
        self.error(format!("«{}» is {what}", self.text))
    }

    /// Tells what the value is not.
    pub(super) fn is_not(&self, what: impl fmt::Display) -> ConfigError {
        self.is(format_args!("not {what}"))
    }

    pub(super) fn parse<T: FromStr>(&self, what: &str) -> Result<T, ConfigError> {
        self.text.trim().parse().map_err(|_| self.is_not(what))
    }

    pub(super) fn flag(&self) -> Result<bool, ConfigError> {
        match self.text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "on" | "yes" => Ok(true),
            "false" | "0" | "off" | "no" => Ok(false),
            _ => Err(self.is_not("a boolean (true or false, yes or no, on or off, 1 or 0)")),
        }
    }

    /// A list `a,b`; entries without text are left out.
    pub(super) fn list(&self) -> Vec<String> {
        list(&self.text)
    }

    /// A list `[a,b]`; the brackets, which Glance insists on, and quotes around entries may be left out.
    pub(super) fn bracketed(&self) -> Vec<String> {
        let text = self.text.trim();
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        list(inner).iter().map(|entry| unquoted(entry).to_owned()).collect()
    }

    /// A dictionary `name:value,name:value`, in its order.
    pub(super) fn dict(&self) -> Result<Vec<(String, String)>, ConfigError> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in self.list() {
            let (name, value) =
                pair.split_once(':').ok_or_else(|| self.error(format!("«{pair}» is not a pair, as in name:value")))?;
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() {
                return Err(self.error(format!("«{pair}» has no name, as in name:value")));
            }
            if pairs.iter().any(|(earlier, _)| earlier == name) {
                return Err(self.error(format!("«{name}» is there twice")));
            }
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Ok(pairs)
    }

    /// A file mode in octal digits; 0 and less is no mode.
    pub(super) fn mode(&self) -> Result<Option<u32>, ConfigError> {
        let text = self.text.trim();
        if text.parse().is_ok_and(|number: i64| number <= 0) {
            return Ok(None);
        }
        match u32::from_str_radix(text, 8) {
            Ok(mode) if mode <= 0o777 && mode & 0o400 != 0 => Ok(Some(mode)),
            _ => Err(self.is_not("a file mode that lets the owner read (400 to 777 in octal digits, or 0)")),
        }
    }

    /// A number of bytes, with the units B, KB, MB, GB and TB in powers of 1024.
    pub(super) fn size(&self) -> Result<u64, ConfigError> {
        let text = self.text.trim();
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let factor = match &text[digits.len()..] {
            "" | "B" => Some(1_u64),
            "KB" => Some(1 << 10),
            "MB" => Some(1 << 20),
            "GB" => Some(1 << 30),
            "TB" => Some(1 << 40),
            _ => None,
        };
        let number = if digits.starts_with('+') { None } else { digits.parse::<u64>().ok() };
        number
            .zip(factor)
            .and_then(|(number, factor)| number.checked_mul(factor))
            .ok_or_else(|| self.is_not("a size (a whole number, and B, KB, MB, GB or TB behind it)"))
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn unquoted(text: &str) -> &str {
    let between = |quote: char| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    between('\'').or_else(|| between('"')).unwrap_or(text)
}

/// Replaces `$name`, `${name}` and `${group.name}` by values, and `$$` and `\$` by a dollar sign.
///
/// Any other dollar sign stays. `path` has the options that are being expanded.
fn expand<'s>(
    sources: &'s Sources,
    given: &'s SourceOption,
    path: &mut Vec<&'s SourceOption>,
) -> Result<String, ConfigError> {
    if path.iter().any(|earlier| std::ptr::eq(*earlier, given)) {
        return Err(given.error("refers to itself, directly or through others"));
    }
    path.push(given);
    let raw = given.raw().replace("\\$", "$$");
    let mut expanded = String::with_capacity(raw.len());
    let mut rest = raw.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some((name, after)) = reference(after) {
            let referred = find(sources, given, name).ok_or_else(|| {
                given.error(format!("refers to ${name}, which has no value here (the sign itself is written $$)"))
            })?;
            match referred {
                Referred::Given(given) => expanded.push_str(&expand(sources, given, path)?),
                Referred::Default(default) => expanded.push_str(default),
            }
            rest = after;
        } else {
            expanded.push('$');
            rest = after;
        }
    }
    expanded.push_str(rest);
    path.pop();
    Ok(expanded)
}

/// Splits what follows a dollar sign into the name that it refers to and the rest.
fn reference(text: &str) -> Option<(&str, &str)> {
    if let Some(braced) = text.strip_prefix('{') {
        let (name, rest) = braced.split_once('}')?;
        return (name_length(name) == name.len() && !name.is_empty()).then_some((name, rest));
    }
    let length = name_length(text);
    (length > 0).then(|| text.split_at(length))
}

fn name_length(text: &str) -> usize {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return 0;
    }
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(text.len())
}

/// What a name in a value refers to.
enum Referred<'s> {
    Given(&'s SourceOption),
    Default(&'static str),
}

/// Finds the option that `name` means in the value of `from`: `group.name`, or one of its own section, or one of
/// `[DEFAULT]`. One that is not given has its default.
fn find<'s>(sources: &'s Sources, from: &SourceOption, name: &str) -> Option<Referred<'s>> {
    let (section, option) = name.split_once('.').unwrap_or((from.section(), name));
    let of = |section: &str, option: &str| {
        let given = sources.last(section, option).map(Referred::Given);
        given.or_else(|| known::default(section, option).map(Referred::Default))
    };
    of(section, option).or_else(|| of("DEFAULT", name))
}
