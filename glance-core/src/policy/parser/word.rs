//! Single checks.

use crate::policy::check::{Check, Meaning, Remote, Subject};
use crate::policy::template::Template;

/// Reads one check.
pub(super) fn check(word: &str) -> Result<Check, String> {
    match word {
        "@" => return Ok(Check::Always),
        "!" => return Ok(Check::Never),
        _ => {}
    }
    let (kind, text) = word.split_once(':').ok_or("not a check, as in role:member")?;
    let template = || Template::parse(text).map_err(str::to_owned);
    Ok(match kind {
        "rule" => Check::Rule(text.to_owned()),
        "role" => Check::Role(template()?),
        "http" | "https" => Check::Remote(Remote { tls: kind == "https", rest: template()? }),
        _ => Check::Same(subject(kind)?, template()?),
    })
}

/// Reads the left side of a comparison: a Python literal, or else the path to a credential.
fn subject(text: &str) -> Result<Subject, String> {
    let meaning = match literal(text) {
        Some(literal) => Meaning::Literal(literal),
        None if is_path(text) => Meaning::Credential(text.split('.').map(str::to_owned).collect()),
        None => return Err(format!("«{text}» is neither a credential nor a text in quotes")),
    };
    Ok(Subject { text: text.to_owned(), meaning })
}

fn is_path(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    text.split('.').all(is_name)
}

/// What Python writes for a literal: a text in quotes, a number, `True`, `False` or `None`.
fn literal(text: &str) -> Option<String> {
    if matches!(text, "True" | "False" | "None") {
        return Some(text.to_owned());
    }
    let unquoted = |quote: char| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains([quote, '\\'])).then(|| inner.to_owned())
    };
    unquoted('\'').or_else(|| unquoted('"')).or_else(|| number(text))
}

fn number(text: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        None if digits(unsigned) && (unsigned == "0" || !unsigned.starts_with('0')) => {
            Some(if unsigned == "0" { "0".to_owned() } else { text.to_owned() })
        }
        Some((whole, part)) if digits(whole) && digits(part) => {
            // Both languages write the shortest decimal that is this number.
            text.parse::<f64>().ok().map(|number| format!("{number:?}"))
        }
        _ => None,
    }
}
