//! Patterns as Python writes them.

/// Writes a pattern of Python's `re` so that it means the same here: in the brackets of a class, an inner bracket, `&&` and
/// `~~` are plain characters there, and `\Z` is the end of the text.
pub(super) fn from_python(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                written.push('\\');
                let escaped = rest.next();
                written.extend(if escaped == Some('Z') && !in_class { Some('z') } else { escaped });
            }
            '[' if !in_class => {
                in_class = true;
                written.push('[');
                written.extend(rest.next_if_eq(&'^'));
                // As the first character it does not close the class.
                if rest.next_if_eq(&']').is_some() {
                    written.push_str("\\]");
                }
            }
            ']' => {
                in_class = false;
                written.push(']');
            }
            '[' | '&' | '~' if in_class => written.extend(['\\', c]),
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use fancy_regex::Regex;

    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_python() {
        for (pattern, name, expected) in [
            ("x_.*", "ax_b", true),
            ("^x_.*", "ax_b", false),
            ("[^x_.*]", "x_a", true),
            ("[^x_.*]", "x_.*", false),
            ("[[]", "a[b", true),
            ("[[]", "ab", false),
            ("[]a]", "]", true),
            ("[^]a]", "]a", false),
            ("[a&&b]", "&", true),
            ("[a~~b]", "~", true),
            ("a\\Z", "ba", true),
            ("a\\Z", "ab", false),
            ("(?!os_)^", "os_distro", false),
            ("(?i)COLOUR", "colour", true),
            ("(?P<first>a)(?P=first)", "aa", true),
            ("\\[x\\]", "[x]", true),
        ] {
            let regex = Regex::new(&from_python(pattern)).unwrap();
            assert_eq!(regex.is_match(name).unwrap(), expected, "{pattern} in {name}");
        }
    }
}
