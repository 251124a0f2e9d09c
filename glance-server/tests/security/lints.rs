//! What the compiler is told to hold, for every crate of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

/// The lines of a table in a manifest.
fn table(manifest: &str, name: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != format!("[{name}]")).skip(1);
    lines.take_while(|line| !line.starts_with('[')).map(str::to_owned).collect()
}

#[test]
fn h12_no_crate_has_unsafe_code() {
    let manifest = read("Cargo.toml");
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = [")).unwrap();

    assert!(table(&manifest, "workspace.lints.rust").contains(&"unsafe_code = \"forbid\"".to_owned()));
    for member in members.trim_end_matches(']').split(", ") {
        let manifest = read(&format!("{}/Cargo.toml", member.trim_matches('"')));
        assert_eq!(table(&manifest, "lints").first().unwrap(), "workspace = true", "{member}");
    }
}

#[test]
fn h12_what_reads_image_data_checks_its_sums_in_released_programs_too() {
    let checked = table(&read("Cargo.toml"), "profile.release.package.glance-core");

    assert!(checked.contains(&"overflow-checks = true".to_owned()), "{checked:?}");
    assert!(read("glance-core/src/inspect.rs").contains("#![deny(clippy::arithmetic_side_effects"));
}
