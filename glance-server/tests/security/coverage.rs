//! Each row has a test somewhere in the workspace, or is told to wait for something; an open hole cannot hide.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rows: advisories on Glance and its store library, advisories on its neighbours, rules without an advisory.
fn rows() -> BTreeSet<String> {
    let numbered = |letter: &'static str, last: u32| (1..=last).map(move |row| format!("{letter}{row:02}"));
    numbered("s", 45).chain(numbered("n", 17)).chain(numbered("h", 12)).collect()
}

/// What `pending.txt` says: the row, and what it waits for.
fn pending() -> BTreeMap<String, String> {
    let lines = include_str!("pending.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut rows = BTreeMap::new();
    for line in lines {
        let (row, reason) = line.split_once(": ").unwrap_or_else(|| panic!("pending.txt: no reason in {line:?}"));
        assert!(
            rows.insert(row.to_lowercase().replace('-', ""), reason.to_owned()).is_none(),
            "pending.txt: {row} stands twice"
        );
    }
    rows
}

/// The rows that the names of test functions begin with.
fn tested(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            tested(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines().map(str::trim_start) {
                let name = line.trim_start_matches("async ").strip_prefix("fn ").unwrap_or_default();
                let (row, rest) = name.split_at_checked(3).unwrap_or_default();
                let is_row = row.starts_with(['s', 'n', 'h']) && row[1..].bytes().all(|byte| byte.is_ascii_digit());
                if is_row && rest.starts_with('_') {
                    found.insert(row.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_row_has_a_test_or_waits_for_something_by_name() {
    let mut found = BTreeSet::new();
    tested(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap(), &mut found);
    let pending: BTreeSet<String> = pending().into_keys().collect();
    let known: BTreeSet<String> = found.union(&pending).cloned().collect();

    assert_eq!(rows().difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "neither tested nor pending");
    assert_eq!(known.difference(&rows()).collect::<Vec<_>>(), Vec::<&String>::new(), "no such row");
}
