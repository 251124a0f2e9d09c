//! What is fuzzed: one function a target, which takes any bytes and panics when something does not hold of them.
//!
//! The tests of the server run the same functions on `corpus`.

mod files;
mod requests;

pub use files::{config_file, definitions, inspector, policy_file, protection_file};
pub use requests::{json_patch, list_query, range_header};

/// A target's name, and what it runs.
pub type Target = (&'static str, fn(&[u8]));

/// All of them; each has a file in `fuzz_targets` and a folder in `corpus`.
pub const TARGETS: [Target; 8] = [
    ("config_file", config_file),
    ("definitions", definitions),
    ("inspector", inspector),
    ("json_patch", json_patch),
    ("list_query", list_query),
    ("policy_file", policy_file),
    ("protection_file", protection_file),
    ("range_header", range_header),
];
