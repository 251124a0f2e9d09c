//! What is decided about data, by what its image says that it is.

use glance_core::inspect::{Refusal, Rules, Verdict};

use crate::cases::{Case, inspect};

fn judge(rules: &Rules, name: &str, disk_format: &str, container_format: &str) -> Result<Verdict, String> {
    let report = inspect(&Case::named(name).data(), 65536);
    rules.judge(&report, disk_format, container_format).map_err(|refusal: Refusal| refusal.to_string())
}

fn bare(name: &str, disk_format: &str) -> Result<Option<u64>, String> {
    judge(&Rules::default(), name, disk_format, "bare").map(|verdict| verdict.virtual_size_bytes)
}

const QCOW2: &str = "qcow2: size 1048576";
const BACKED: &str = "qcow2: version 3, backing file at 112";
const UNSAFE: &str = "Image failed safety checks";

#[test]
fn data_is_taken_for_what_it_is_with_the_size_that_it_tells() {
    assert_eq!(bare(QCOW2, "qcow2"), Ok(Some(1 << 20)));
    assert_eq!(bare("qcow2: size 0", "qcow2"), Ok(None));
    assert_eq!(bare("iso: signature CD001", "iso"), Ok(Some(1 << 20)));
    assert_eq!(bare("several: iso and gpt", "iso"), Ok(Some(1 << 20)));
    assert_eq!(bare("several: iso and broken gpt", "iso"), Ok(Some(1 << 20)));
    assert_eq!(bare("gpt: whole", "gpt"), Ok(Some(4096)));
    assert_eq!(bare("raw: 513 zeros", "raw"), Ok(Some(513)));
    assert_eq!(bare("raw: 0 zeros", "raw"), Ok(None));
    assert_eq!(bare("raw: 513 zeros", "ami"), Ok(None));
}

#[test]
fn s37_qcow2_in_what_is_said_to_be_raw_has_the_size_of_its_bytes() {
    assert_eq!(bare(QCOW2, "raw"), Ok(Some(1024)));
    assert_eq!(bare("several: iso and gpt", "raw"), Ok(Some(40 << 10)));
}

#[test]
fn s38_data_that_is_something_else_is_refused() {
    let mismatch =
        |declared: &str, found: &str| Err(format!("Image disk_format {declared} does not match stream data {found}"));
    assert_eq!(bare("raw: 513 zeros", "qcow2"), mismatch("qcow2", "raw"));
    assert_eq!(bare(QCOW2, "vmdk"), mismatch("vmdk", "qcow2"));
    assert_eq!(bare(QCOW2, "ami"), mismatch("ami", "qcow2"));
    assert_eq!(bare("several: iso and gpt", "gpt"), mismatch("gpt", "iso"));
    assert_eq!(bare("vhd: fixed, with its footer at the end alone", "vhd"), mismatch("vhd", "raw"));
    assert_eq!(bare("several: qcow2 and iso", "qcow2"), Err("Multiple formats detected: qcow2,iso".to_owned()));
    assert_eq!(bare("several: vmdk and gpt", "raw"), Err("Multiple formats detected: vmdk,gpt".to_owned()));
}

#[test]
fn s21_s37_unsafe_data_is_refused_whatever_it_is_said_to_be() {
    assert_eq!(bare(BACKED, "qcow2"), Err(UNSAFE.to_owned()));
    assert_eq!(bare(BACKED, "raw"), Err(UNSAFE.to_owned()));
    for container in ["ovf", "ova", "docker", "compressed", "ami"] {
        assert_eq!(judge(&Rules::default(), BACKED, "qcow2", container), Err(UNSAFE.to_owned()), "{container}");
        assert_eq!(judge(&Rules::default(), QCOW2, "raw", container), Ok(Verdict::default()), "{container}");
    }
}

#[test]
fn who_does_not_require_a_match_still_gets_nothing_unsafe() {
    let lenient = Rules { require_match: false, ..Rules::default() };

    let verdict = judge(&lenient, QCOW2, "vmdk", "bare").unwrap();

    assert_eq!((verdict.virtual_size_bytes, verdict.tolerated.len()), (None, 1));
    assert_eq!(judge(&lenient, BACKED, "vmdk", "bare"), Err(UNSAFE.to_owned()));
    assert_eq!(judge(&lenient, "several: qcow2 with a backing file and iso", "iso", "bare"), Err(UNSAFE.to_owned()));
    assert!(judge(&lenient, "gpt: no partition", "aki", "bare").is_ok());
}

#[test]
fn a_broken_partition_table_is_refused_unless_the_operator_tolerates_it() {
    let tolerant = Rules { gpt_nonfatal: vec!["mbr".to_owned()], ..Rules::default() };
    for disk_format in ["raw", "gpt"] {
        assert_eq!(bare("gpt: no partition", disk_format), Err(UNSAFE.to_owned()));
        let verdict = judge(&tolerant, "gpt: no partition", disk_format, "bare").unwrap();
        assert_eq!((verdict.virtual_size_bytes, verdict.tolerated.len()), (Some(4096), 1));
    }
    // A kernel begins like a boot sector.
    assert!(judge(&Rules::default(), "gpt: no partition", "aki", "aki").is_ok());
}

#[test]
fn s34_kinds_of_vmdk_can_be_forbidden_and_none_can_be_allowed_that_is_in_several_files() {
    let usual = "vmdk: descriptor: usual";
    let of_types =
        |types: &[&str]| Rules { vmdk_types: types.iter().map(|&kind| kind.to_owned()).collect(), ..Rules::default() };

    assert_eq!(bare(usual, "vmdk"), Ok(Some(1 << 20)));
    assert!(judge(&of_types(&["MonolithicSparse"]), usual, "vmdk", "bare").is_ok());
    assert_eq!(judge(&of_types(&["streamOptimized"]), usual, "vmdk", "bare"), Err(UNSAFE.to_owned()));
    assert_eq!(judge(&of_types(&[]), usual, "raw", "bare"), Err(UNSAFE.to_owned()));
    let flat = "vmdk: descriptor: kind 'monolithicFlat' of 14";
    assert_eq!(judge(&of_types(&["monolithicFlat"]), flat, "vmdk", "bare"), Err(UNSAFE.to_owned()));
}

#[test]
fn n01_ossa_2013_029_a_disk_larger_than_an_operator_wants_is_refused_in_whatever_it_is() {
    let capped = Rules { virtual_size_cap_bytes: Some(1 << 20), ..Rules::default() };
    let tolerant = Rules { require_match: false, ..capped.clone() };
    let huge = "qcow2: size 1152921504606846976";
    let too_large = "The disk in the data has 1152921504606846976 bytes, and no more than 1048576 are allowed";

    assert_eq!(judge(&capped, QCOW2, "qcow2", "bare").unwrap().virtual_size_bytes, Some(1 << 20));
    for (rules, disk_format, container_format) in
        [(&capped, "qcow2", "bare"), (&capped, "qcow2", "ovf"), (&capped, "raw", "bare"), (&tolerant, "vdi", "bare")]
    {
        assert_eq!(judge(rules, huge, disk_format, container_format), Err(too_large.to_owned()), "{disk_format}");
    }
    let small = Rules { virtual_size_cap_bytes: Some(512), ..Rules::default() };
    assert!(judge(&small, "raw: 513 zeros", "raw", "bare").is_err());
    assert!(judge(&small, "raw: 0 zeros", "raw", "bare").is_ok());
}

#[test]
fn n01_a_disk_that_cannot_be_is_refused() {
    assert_eq!(bare("qcow2: size 1152921504606846976", "qcow2"), Ok(Some(1 << 60)));
    assert_eq!(bare("qcow2: size 9223372036854775808", "qcow2"), Err(UNSAFE.to_owned()));
    assert_eq!(bare("vmdk: capacity 18014398509481984", "vmdk"), Err(UNSAFE.to_owned()));
}
