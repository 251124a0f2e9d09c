//! The same is found as Glance's own inspectors find, except where they are deceived.

use glance_core::inspect::{Detected, Format, Report, Rules};

use crate::cases::{CASES, Case, Reference, inspect};

/// What is refused here and passes there, by the beginning of its name; `docs/differences.md` lists it for operators.
const STRICTER: &[(&str, &str)] = &[
    ("qcow2: cut after ", "a file shorter than a sector, which QEMU opens"),
    ("qcow2: version 2 cut after ", "a file shorter than a sector, which QEMU opens"),
    ("qcow2: backing file that makes a file of one sector", "a file shorter than a sector, which QEMU opens"),
    ("qed: cut after ", "a file shorter than a sector, which QEMU opens"),
    ("qcow2: data file named", "a data file that is named without the bit for it"),
    ("vhd: type 4", "a disk with a parent"),
    ("vhdx: with a parent", "a disk with a parent"),
    ("vhdx: ", "tables that make no sense"),
    ("luks: payload in sector ", "an end before the beginning"),
    ("vmdk: descriptor: kind ", "the kind in a place where some find it and others do not"),
    ("vmdk: descriptor: parent ", "a disk with a parent"),
    ("vmdk: descriptor: path of changes", "the path of a file"),
    ("vmdk: descriptor: extent behind a carriage return", "a line that is none, or is one"),
    ("vmdk: descriptor: text behind a zero byte", "a text that is over, or goes on"),
    ("vmdk: descriptor: bytes beyond ASCII behind a zero byte", "a text that is over, or goes on"),
    ("vmdk: descriptor: escape characters", "a line that makes no sense"),
    ("vmdk: descriptor: line that begins with =", "a line that makes no sense"),
    ("vmdk: descriptor: very long comment", "a line that makes no sense"),
    ("vmdk: footer: other capacity", "two sizes"),
    ("vmdk: text: ", "a descriptor that names other files, however it is cut into chunks"),
];

/// What passes here and is refused there.
const LESS_STRICT: &[(&str, &str)] = &[(
    "qcow2: version 2, extension of ",
    "version 2 has no bit that says that data is in another file; its place is taken by something else",
)];

/// What becomes of data whose image says of it what it is.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Refused,
    Taken {
        format: String,
        virtual_size_bytes: serde_json::Value,
    },
    /// It passes for whatever it is said to be.
    TakenForAnything,
}

fn theirs(case: &Case) -> Outcome {
    let Reference::Found(found) = &case.reference else { return Outcome::TakenForAnything };
    let mut found: Vec<_> = found.iter().collect();
    if found.iter().map(|(format, _)| format.as_str()).eq(["gpt", "iso"]) {
        found.remove(0);
    }
    match found.as_slice() {
        [(format, (size, failed))] if failed.is_empty() => {
            Outcome::Taken { format: (*format).clone(), virtual_size_bytes: size.clone() }
        }
        _ => Outcome::Refused,
    }
}

fn ours(report: &Report) -> Outcome {
    match report.only() {
        Some(detected) if detected.findings.is_empty() => Outcome::Taken {
            format: detected.format.to_string(),
            virtual_size_bytes: detected.virtual_size_bytes.unwrap_or_default().into(),
        },
        _ => Outcome::Refused,
    }
}

fn is_listed(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(beginning, _)| name.starts_with(beginning))
}

#[test]
fn s21_s34_s37_s38_forged_data_is_found_to_be_what_glance_finds_or_is_refused() {
    let mut wrong = Vec::new();
    for case in CASES.iter() {
        let (theirs, ours) = (theirs(case), ours(&inspect(&case.data(), 65536)));
        let is_right = match (&theirs, &ours) {
            (same, also) if same == also => true,
            (_, Outcome::Refused) => is_listed(STRICTER, &case.name),
            (Outcome::Refused, _) => is_listed(LESS_STRICT, &case.name),
            (Outcome::TakenForAnything, Outcome::Taken { format, .. }) => format == "raw",
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{}: {ours:?} instead of {theirs:?}", case.name));
        }
    }

    assert!(CASES.len() > 600, "{} cases are there", CASES.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_listed_difference_is_one() {
    for (beginning, _) in STRICTER.iter().chain(LESS_STRICT) {
        let mut cases = CASES.iter().filter(|case| case.name.starts_with(beginning));
        assert!(cases.any(|case| theirs(case) != ours(&inspect(&case.data(), 65536))), "{beginning}");
    }
}

#[test]
fn s37_the_same_is_found_however_the_data_is_cut() {
    for case in CASES.iter() {
        let data = case.data();
        let whole = inspect(&data, data.len().max(1));
        // Byte by byte all that is short; the rest in chunks whose edges meet no sector's.
        let sizes: &[usize] = if data.len() <= 20_000 { &[1, 7, 511, 513] } else { &[4099, 65536] };
        for &size in sizes {
            assert_eq!(inspect(&data, size), whole, "{} in chunks of {size}", case.name);
        }
    }
}

#[test]
fn what_is_not_safe_is_refused_whatever_it_is_said_to_be() {
    for case in CASES.iter() {
        let report = inspect(&case.data(), 65536);
        let is_unsafe = |detected: &Detected| detected.format != Format::Gpt && !detected.findings.is_empty();
        if !report.detected.iter().any(is_unsafe) {
            continue;
        }
        for disk_format in ["raw", "qcow2", "vmdk", "iso", "ami", report.detected[0].format.as_str()] {
            for container_format in ["bare", "ovf"] {
                for require_match in [true, false] {
                    let rules = Rules { require_match, ..Rules::default() };
                    assert!(
                        rules.judge(&report, disk_format, container_format).is_err(),
                        "{} as {disk_format}",
                        case.name
                    );
                }
            }
        }
    }
}
