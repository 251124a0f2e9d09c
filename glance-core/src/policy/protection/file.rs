//! The lines of a file of property protections, in the dialect of Python's `configparser`.
//!
//! It is not the dialect of the configuration: what stands in the brackets of a section may hold brackets, names of options
//! are the same in any case, and the options of `[DEFAULT]` are those of every section that does not have its own.

/// A section.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    /// The line of its name, from 1.
    pub(super) line: usize,
    options: Vec<Entry>,
}

/// An option. Lines that continue its value follow after line feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    name: String,
    pub(super) value: String,
    /// The line on which it begins, from 1.
    pub(super) line: usize,
}

/// What is wrong, and on which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) reason: String,
}

impl Section {
    /// The option of this name.
    pub(super) fn option(&self, name: &str) -> Option<&Entry> {
        self.options.iter().find(|option| option.name == name)
    }
}

/// Reads the sections of a file in their order.
pub(super) fn read(text: &str) -> Result<Vec<Section>, Fault> {
    let mut sections: Vec<Section> = Vec::new();
    let mut indent = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let fault = |reason: String| Fault { line: number, reason };
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        let open = sections.last_mut().and_then(|section| section.options.last_mut());
        if let (Some(own), Some(option)) = (indent, open)
            && depth > own
        {
            option.value.push('\n');
            option.value.push_str(content);
            continue;
        }
        if let Some(rest) = content.strip_prefix('[') {
            let (name, _) = rest
                .rsplit_once(']')
                .filter(|(name, _)| !name.is_empty())
                .ok_or_else(|| fault(format!("«{content}» is not a section, as in [pattern]")))?;
            if sections.iter().any(|section| section.name == name) {
                return Err(fault(format!("there are two sections [{name}]")));
            }
            sections.push(Section { name: name.to_owned(), line: number, options: Vec::new() });
            indent = None;
            continue;
        }
        let (name, value) = content
            .split_once(['=', ':'])
            .ok_or_else(|| fault(format!("«{content}» is not an option, as in create = admin")))?;
        let name = name.trim().to_lowercase();
        let section = sections.last_mut().ok_or_else(|| fault(format!("{name} stands before any section")))?;
        if section.option(&name).is_some() {
            return Err(fault(format!("[{}] has {name} twice", section.name)));
        }
        section.options.push(Entry { name, value: value.trim().to_owned(), line: number });
        indent = Some(depth);
    }
    complete(sections)
}

/// Gives each section what it has from `[DEFAULT]`, and resolves what `%` stands for.
fn complete(mut sections: Vec<Section>) -> Result<Vec<Section>, Fault> {
    let at = sections.iter().position(|section| section.name == "DEFAULT");
    let defaults = at.map_or_else(Vec::new, |at| sections.remove(at).options);
    for section in &mut sections {
        let inherited: Vec<Entry> =
            defaults.iter().filter(|default| section.option(&default.name).is_none()).cloned().collect();
        section.options.extend(inherited);
        for option in &mut section.options {
            if option.value.replace("%%", "").contains('%') {
                let reason = format!("[{}] {}: a percent sign is written %%", section.name, option.name);
                return Err(Fault { line: option.line, reason });
            }
            option.value = option.value.replace("%%", "%");
        }
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialect_is_that_of_configparser() {
        let text = "# c\n[^x_[a-z]]\nCreate = a,\n   b\n; c\nread: c:d\nupdate=\n[DEFAULT]\ndelete = !\nread = 100%%\n";
        let sections = read(text).unwrap();

        assert_eq!((sections.len(), sections[0].name.as_str(), sections[0].line), (1, "^x_[a-z]", 2));
        for (name, value, line) in [("create", "a,\nb", 3), ("read", "c:d", 6), ("update", "", 7), ("delete", "!", 9)] {
            let option = sections[0].option(name).unwrap();
            assert_eq!((option.value.as_str(), option.line), (value, line), "{name}");
        }
    }

    #[test]
    fn a_wrong_line_is_told_by_its_number() {
        for (text, line) in [
            ("create = a", 1),
            ("[a]\nnothing", 2),
            ("[a", 1),
            ("[]", 1),
            ("[a]\n[b]\n[a]", 3),
            ("[a]\nread = a\nREAD = b", 3),
            ("[a]\nread = 5%", 2),
        ] {
            assert_eq!(read(text).unwrap_err().line, line, "{text}");
        }
    }
}
