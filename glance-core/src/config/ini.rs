//! The lines of a file in oslo.config's dialect of INI.
//!
//! A reader of our own, because none of the crates for INI files tells on which line an option stands, and an error
//! without it is of little use in a file of a thousand lines. The dialect, as `oslo_config.iniparser` reads it:
//!
//! - `[section]`, and nothing behind it; `name = value` or `name: value`, whichever sign comes first.
//! - A line that begins with a blank continues the value above it, until an empty line or any other line.
//! - `#` and `;` begin a comment, but only as the first character of a line.
//! - Quotes around a whole value are taken away.

/// One option, as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) section: String,
    pub(super) option: String,
    /// Without quotes around it; lines that continue it follow after line feeds.
    pub(super) value: String,
    /// The line on which it begins, from 1.
    pub(super) line: usize,
}

/// A line that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) reason: String,
}

/// Reads the options of a file in their order.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, Fault> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut section: Option<&str> = None;
    let mut is_open = false;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let fault = |reason: String| Fault { line: number, reason };
        let line = line.trim_end();
        if line.starts_with([' ', '\t']) {
            let open = if is_open { entries.last_mut() } else { None };
            let open = open.ok_or_else(|| fault("a line that begins with a blank continues no option".to_owned()))?;
            open.value.push('\n');
            open.value.push_str(line.trim_start());
            continue;
        }
        is_open = false;
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest.strip_suffix(']').filter(|name| !name.is_empty());
            section = Some(name.ok_or_else(|| fault(format!("«{line}» is not a section, as in [section]")))?);
            continue;
        }
        let (option, value) = line
            .split_once([':', '='])
            .map(|(option, value)| (option.trim(), value.trim()))
            .filter(|(option, _)| !option.is_empty())
            // The line is not quoted: it may be half of a password.
            .ok_or_else(|| fault("this is not an option, as in name = value".to_owned()))?;
        let section = section.ok_or_else(|| fault(format!("the option {option} stands before any section")))?;
        entries.push(Entry {
            section: section.to_owned(),
            option: option.to_owned(),
            value: unquoted(value).to_owned(),
            line: number,
        });
        is_open = true;
    }
    Ok(entries)
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::Strategy;
    use proptest::{prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn values(text: &str) -> Vec<(String, String, usize)> {
        read(text).unwrap().into_iter().map(|entry| (entry.option, entry.value, entry.line)).collect()
    }

    #[test]
    fn the_dialect_is_that_of_oslo() {
        for (text, option, value) in [
            ("a = b", "a", "b"),
            ("a=b=c", "a", "b=c"),
            ("a: b = c", "a", "b = c"),
            ("a b=", "a b", ""),
            ("a = \"b\"", "a", "b"),
            ("a = ' b '", "a", " b "),
            ("a = 'b\"", "a", "'b\""),
            ("a = b # c", "a", "b # c"),
            ("a = b\r", "a", "b"),
            ("a = b\n  c\n\td  ", "a", "b\nc\nd"),
            ("a = b\n  # c", "a", "b\n# c"),
        ] {
            assert_eq!(values(&format!("[s]\n{text}")), [(option.to_owned(), value.to_owned(), 2)], "{text}");
        }
    }

    #[test]
    fn a_wrong_line_is_told_by_its_number() {
        for (text, line) in [
            ("a = b", 1),
            ("[s]\na", 2),
            ("[s]\n\n= b", 3),
            ("[s", 1),
            ("[]", 1),
            ("[s] # why", 1),
            (" a = b", 1),
            ("[s]\na = b\n\n c", 4),
            ("[s]\na = b\n# d\n c", 4),
            ("[s]\n c", 2),
        ] {
            assert_eq!(read(text).unwrap_err().line, line, "{text}");
        }
    }

    /// Writes options so that they are read as they were.
    fn print(entries: &mut [Entry]) -> String {
        let mut text = String::from("# made by a test\n");
        let mut lines = 1;
        for entry in entries {
            let first = entry.value.lines().next().unwrap_or_default();
            let is_bare = unquoted(first.trim()) == first && !entry.value.is_empty();
            let value = if is_bare { entry.value.replace('\n', "\n  ") } else { format!("'{}'", entry.value) };
            entry.line = lines + 2;
            text += &["[", &entry.section, "]\n", &entry.option, " = ", &value, "\n\n"].concat();
            lines = text.lines().count();
        }
        text
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let value =
            prop_oneof!["[ -~äß]{0,20}", vec("[!-~]([ -~]{0,10}[!-~])?", 1..4).prop_map(|lines| lines.join("\n"))];
        ("[A-Za-z_.][A-Za-z_. ]{0,8}[a-z]", "[a-z][a-z_0-9-]{0,8}", value).prop_map(|(section, option, value)| Entry {
            section,
            option,
            value,
            line: 0,
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(mut entries in vec(entry(), 0..8)) {
            let multi_line_in_quotes = |entry: &Entry| {
                let first = entry.value.lines().next().unwrap_or_default();
                entry.value.contains('\n') && unquoted(first) != first
            };
            entries.retain(|entry| !multi_line_in_quotes(entry));
            let text = print(&mut entries);

            prop_assert_eq!(read(&text).unwrap(), entries, "{}", text);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "([a-z=:#\\[\\] \t\n\"']|\\PC){0,200}") {
            _ = read(&text);
        }
    }
}
