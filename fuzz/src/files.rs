//! What stands in files, of operators and of users.

use std::sync::{Arc, LazyLock};

use glance_core::clock::{Moment, SystemClock};
use glance_core::config::Config;
use glance_core::context::Caller;
use glance_core::inspect::Inspector;
use glance_core::metadef::NamespaceFile;
use glance_core::policy::{
    Operation, Policy, PolicyOptions, ProtectionFormat, ProtectionOptions, Target, parse, parse_list,
};
use tempfile::TempDir;

/// How long data is at most: the tables of a VHDX lie behind the first MiB.
const MOST_DATA: usize = 2 << 20;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

/// Image data: however it is cut into chunks, the same is found.
///
/// It is described, so that little input makes much data: how it is cut, how long it is, and then, each with its place and
/// its length, the bytes that are not zero.
pub fn inspector(description: &[u8]) {
    let Some(([cut, length @ ..], mut rest)) = description.split_first_chunk::<4>() else { return };
    let number = |bytes: &[u8; 3]| usize::from(bytes[0]) | usize::from(bytes[1]) << 8 | usize::from(bytes[2]) << 16;
    let mut data = vec![0; number(length) % (MOST_DATA + 1)];
    while let Some(([place @ .., length], bytes)) = rest.split_first_chunk::<4>() {
        let (bytes, others) = bytes.split_at(usize::from(*length).min(bytes.len()));
        let end = data.len();
        let place = &mut data[number(place).min(end)..];
        let length = bytes.len().min(place.len());
        place[..length].copy_from_slice(&bytes[..length]);
        rest = others;
    }
    let mut whole = Inspector::new();
    whole.push(&data);
    let mut parts = Inspector::new();
    for chunk in data.chunks(64 << (cut % 16)) {
        parts.push(chunk);
        let _ = (parts.is_idle(), parts.so_far());
    }

    let report = whole.finish();
    assert_eq!(report, parts.finish());
    assert_eq!(report.size_bytes, data.len() as u64);
}

/// A file of rules: what is taken can be asked, and each rule is read back as it is printed.
pub fn policy_file(data: &[u8]) {
    let path = FOLDER.path().join("policy.yaml");
    std::fs::write(&path, data).expect("a file");
    let options = PolicyOptions { file: path, dirs: Vec::new(), ..PolicyOptions::default() };
    let Ok(policy) = Policy::open(options, Arc::new(SystemClock)) else { return };
    let rules = policy.reload().expect("the rules that were just read");
    let caller = Caller::in_project("demo", &["member", "reader"]);
    for (name, rule) in rules.iter() {
        let written = rule.check.to_json();
        let again = match serde_json::from_value::<Vec<Vec<String>>>(written.clone()) {
            Ok(lists) => parse_list(&lists),
            Err(_) => parse(written.as_str().expect("a text or lists")),
        };
        assert!(again.faults.is_empty(), "{written}: {:?}", again.faults);
        assert_eq!(again.check, rule.check, "{written}");
        // Nobody else is asked.
        if !data.windows(4).any(|part| part == b"http") {
            let _ = now(policy.decide(&rules, name, &caller, Target::own(&caller)));
        }
    }
}

/// A file of property protections, in the form that the first byte says.
pub fn protection_file(data: &[u8]) {
    let Some((form, data)) = data.split_first() else { return };
    let path = FOLDER.path().join("property-protections.conf");
    std::fs::write(&path, data).expect("a file");
    let format = if form % 2 == 0 { ProtectionFormat::Roles } else { ProtectionFormat::Policies };
    let protection = Some(ProtectionOptions { file: path, format });
    let options = PolicyOptions { file: "none".into(), dirs: Vec::new(), protection, ..PolicyOptions::default() };
    let Ok(policy) = Policy::open(options, Arc::new(SystemClock)) else { return };
    let rules = policy.reload().expect("the usual rules");
    let caller = Caller::in_project("demo", &["member", "reader"]);
    for name in ["os_distro", "x_owner_y", "ключ", ""] {
        let _ = now(policy.permits(&rules, &caller, name, Operation::Create));
    }
}

/// A configuration file.
pub fn config_file(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Err(error) = Config::from_text("glance-api.conf", text) {
        assert!(!error.to_string().is_empty());
    }
}

/// A file of metadata definitions: what is taken is read back as it is written.
pub fn definitions(data: &[u8]) {
    let Ok(file) = NamespaceFile::parse(data, Moment::default()) else { return };
    let written = file.write().expect("what was read can be written");

    assert_eq!(NamespaceFile::parse(written.as_bytes(), Moment::default()).as_ref(), Ok(&file), "{written}");
}

/// What is ready at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(future)
}
