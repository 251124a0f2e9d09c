//! Data that nobody thought of.

use glance_core::inspect::{Finding, Inspector, Refusal, Report, Rules};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::cases::{CASES, inspect};

/// A change of forged data: bytes written over it, some taken out, or its end cut off.
#[derive(Clone, Debug)]
enum Mutation {
    Write(Place, Vec<u8>),
    Remove(Place, usize),
    Cut(Place),
}

/// Where: most of what is looked at is in front.
#[derive(Clone, Debug)]
enum Place {
    Near(usize),
    Anywhere(Index),
}

impl Place {
    fn within(&self, data: &[u8]) -> usize {
        match self {
            Self::Near(at) => (*at).min(data.len()),
            Self::Anywhere(index) => index.index(data.len() + 1),
        }
    }
}

impl Mutation {
    fn apply(&self, data: &mut Vec<u8>) {
        match self {
            Self::Write(place, bytes) => {
                let at = place.within(data);
                let end = (at + bytes.len()).min(data.len());
                data[at..end].copy_from_slice(&bytes[..end - at]);
            }
            Self::Remove(place, length) => {
                let at = place.within(data);
                data.drain(at..(at + length).min(data.len()));
            }
            Self::Cut(place) => data.truncate(place.within(data)),
        }
    }
}

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        3 => (0_usize..1200).prop_map(Place::Near),
        1 => any::<Index>().prop_map(Place::Anywhere),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let telling: [&[u8]; 6] = [&[0xff; 8], &[0; 8], &[0x7f; 8], b"\n\"/=", b"createType=\"", &[0x55, 0xaa]];
    let bytes = prop_oneof![prop::collection::vec(any::<u8>(), 1..9), select(telling.map(<[u8]>::to_vec).to_vec())];
    prop_oneof![
        6 => (place(), bytes).prop_map(|(place, bytes)| Mutation::Write(place, bytes)),
        1 => (place(), 1_usize..600).prop_map(|(place, length)| Mutation::Remove(place, length)),
        1 => place().prop_map(Mutation::Cut),
    ]
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (0..CASES.len(), prop::collection::vec(mutation(), 0..5)).prop_map(|(number, mutations)| {
        let mut data = CASES[number].data();
        for mutation in mutations {
            mutation.apply(&mut data);
        }
        data
    })
}

/// Cuts data at random, into single bytes here and there.
fn chunks<'d>(data: &'d [u8], cuts: &[Index]) -> Vec<&'d [u8]> {
    let mut edges: Vec<usize> = cuts.iter().map(|cut| cut.index(data.len() + 1)).collect();
    edges.extend((0..data.len().min(1300)).step_by(7).flat_map(|at| [at, at + 1]));
    edges.extend([0, data.len()]);
    edges.retain(|edge| *edge <= data.len());
    edges.sort_unstable();
    edges.windows(2).map(|edge| &data[edge[0]..edge[1]]).collect()
}

fn findings(report: &Report) -> Vec<Finding> {
    report.detected.iter().flat_map(|detected| detected.findings.clone()).collect()
}

proptest! {
    #[test]
    fn s30_nothing_makes_it_panic_and_no_cut_makes_a_difference(
        data in mutated(),
        cuts in prop::collection::vec(any::<Index>(), 0..20),
        disk_format in select(vec!["raw", "qcow2", "vmdk", "vhd", "vhdx", "iso", "gpt", "luks", "ami"]),
    ) {
        let whole = inspect(&data, data.len().max(1));
        let rules = Rules::default();
        let verdict = rules.judge(&whole, disk_format, "bare");
        let mut inspector = Inspector::new();
        for chunk in chunks(&data, &cuts) {
            inspector.push(chunk);
            let Some(so_far) = inspector.so_far() else { continue };
            prop_assert_eq!(so_far.formats(), whole.formats());
            prop_assert!(findings(&so_far).iter().all(|finding| findings(&whole).contains(finding)));
            match (rules.judge(&so_far, disk_format, "bare"), &verdict) {
                (Err(mismatch @ Refusal::Mismatch { .. }), Err(last)) => prop_assert_eq!(&mismatch, last),
                (Err(_), last) => prop_assert!(last.is_err()),
                (Ok(_), _) => {}
            }
        }
        prop_assert_eq!(inspector.finish(), whole);
    }
}
