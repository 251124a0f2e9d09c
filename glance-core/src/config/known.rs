//! The options that Glance has, whether they mean something here or not: what is in none of its sections is most likely
//! misspelt.

/// One section a block: its name in brackets, then the names of its options.
const KNOWN: &str = include_str!("known.txt");
/// The defaults of some of them, in the same form, as `name=value`.
const DEFAULTS: &str = include_str!("defaults.txt");
/// The section whose options all stores have.
const STORE: &str = "glance_store";

/// What is to be said of an option that nothing here asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Glance has it, or had it; here it has no effect.
    Known,
    /// Glance does not have it in this section.
    Unknown {
        /// What may be meant: an option of this section, or the same option of another one.
        meant: Option<Meant>,
    },
}

/// What may be meant by an option that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// An option of the same section.
    Option(&'static str),
    /// The same option in this section.
    Section(&'static str),
}

/// Looks an option up. `is_store` tells whether the section is that of a store.
pub(super) fn standing(section: &str, option: &str, is_store: bool) -> Standing {
    let section = if is_store || section.starts_with("os_glance_") { STORE } else { section };
    let option = option.replace('-', "_");
    let same = |known: &str| if section == "DEFAULT" { known == section } else { known.eq_ignore_ascii_case(section) };
    let own = sections(KNOWN).find(|(known, _)| same(known)).map(|(_, options)| options).unwrap_or_default();
    if names(own).any(|known| known == option) {
        return Standing::Known;
    }
    let close =
        names(own).map(|known| (distance(known, &option), known)).min().filter(|(steps, known)| is_near(*steps, known));
    let elsewhere = || sections(KNOWN).find(|(_, options)| names(options).any(|known| known == option));
    let meant = close.map(|(_, known)| Meant::Option(known));
    Standing::Unknown { meant: meant.or_else(|| elsewhere().map(|(section, _)| Meant::Section(section))) }
}

/// The default of an option, as other options refer to it.
pub(super) fn default(section: &str, option: &str) -> Option<&'static str> {
    let same = |known: &str| if section == "DEFAULT" { known == section } else { known.eq_ignore_ascii_case(section) };
    let (_, options) = sections(DEFAULTS).find(|(known, _)| same(known))?;
    names(options).filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == option).map(|(_, value)| value)
}

fn sections(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split("\n[").skip(1).filter_map(|block| block.split_once(']'))
}

fn names(options: &'static str) -> impl Iterator<Item = &'static str> {
    options.split_whitespace()
}

/// One wrong letter in a short name, two in a long one.
fn is_near(steps: usize, name: &str) -> bool {
    steps <= if name.len() < 8 { 1 } else { 2 }
}

/// How many letters have to be put in, taken out, changed or swapped with their neighbour to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let (above, before) = (&rows[i], row[j]);
            let mut steps = (above[j + 1] + 1).min(before + 1).min(above[j] + usize::from(a != b));
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                steps = steps.min(rows[i - 1][j - 1] + 1);
            }
            row.push(steps);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_known_in_its_own_section() {
        assert_eq!(standing("taskflow_executor", "engine_mode", false), Standing::Known);
        assert_eq!(standing("DEFAULT", "log-file", false), Standing::Known);
        assert_eq!(standing("fast", "rbd_store_pool", true), Standing::Known);
        assert_eq!(standing("os_glance_staging_store", "filesystem_store_datadir", false), Standing::Known);
        assert_eq!(standing("fast", "rbd_store_pool", false), Standing::Unknown { meant: Some(Meant::Section(STORE)) });
    }

    #[test]
    fn what_is_misspelt_or_misplaced_is_recognized() {
        let meant = |section, option| match standing(section, option, false) {
            Standing::Unknown { meant } => meant,
            Standing::Known => unreachable!("{option} is known"),
        };

        assert_eq!(meant("DEFAULT", "bind_prot"), Some(Meant::Option("bind_port")));
        assert_eq!(meant("paste_deploy", "flavour"), Some(Meant::Option("flavor")));
        assert_eq!(meant("DEFAULT", "flavor"), Some(Meant::Section("paste_deploy")));
        assert_eq!(meant("DEFAULT", "colour"), None);
        assert_eq!(meant("default", "connection"), Some(Meant::Section("database")));
    }

    #[test]
    fn the_list_is_well_formed() {
        for (section, options) in sections(DEFAULTS) {
            for (name, _) in names(options).map(|pair| pair.split_once('=').unwrap()) {
                assert_eq!(standing(section, name, false), Standing::Known, "{section} {name}");
            }
        }
        for (section, options) in sections(KNOWN) {
            assert!(!section.contains(char::is_whitespace), "{section}");
            for name in names(options) {
                assert!(
                    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
                    "{name}"
                );
            }
        }
    }
}
