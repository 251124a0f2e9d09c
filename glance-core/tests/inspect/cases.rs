//! The forged data, and what Glance's own inspectors made of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use glance_core::inspect::{Inspector, Report};
use serde::Deserialize;

/// All of them, as `scripts/interop/record_inspection.py` recorded them.
pub(crate) static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| include_str!("reference.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect());

/// One piece of forged data.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    length: usize,
    /// What is not zero: where it is, its bytes as characters, and how often they are repeated.
    writes: Vec<(usize, String, usize)>,
    pub(crate) reference: Reference,
}

/// What Glance's inspectors made of it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Reference {
    /// Each format with the size of the disk, or why there is none, and the checks that failed.
    Found(BTreeMap<String, (serde_json::Value, Vec<String>)>),
    /// An error, which makes Glance take the data for whatever it is said to be.
    Broken(serde::de::IgnoredAny),
}

impl Case {
    /// The case of this name.
    pub(crate) fn named(name: &str) -> &'static Self {
        CASES.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case {name}"))
    }

    pub(crate) fn data(&self) -> Vec<u8> {
        let mut data = vec![0; self.length];
        for (at, text, times) in &self.writes {
            let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            data[*at..at + bytes.len() * times].copy_from_slice(&bytes.repeat(*times));
        }
        data
    }
}

/// Inspects data in chunks of one size.
pub(crate) fn inspect(data: &[u8], chunk: usize) -> Report {
    let mut inspector = Inspector::new();
    for chunk in data.chunks(chunk) {
        inspector.push(chunk);
    }
    inspector.finish()
}
