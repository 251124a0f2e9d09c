//! How much memory an inspector takes. It is alone in this program, for all that is allocated is counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "inspect/cases.rs"]
#[allow(dead_code, reason = "only the data is used here")]
mod cases;

use cases::CASES;
use glance_core::inspect::Inspector;
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that inspecting these chunks took at any time.
fn peak<'d>(chunks: impl Iterator<Item = &'d [u8]>) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut inspector = Box::new(Inspector::new());
    for chunk in chunks {
        inspector.push(chunk);
    }
    drop(inspector.finish());
    MEMORY.peak_usage() - before
}

#[test]
fn s30_no_data_however_it_is_cut_takes_more_memory_than_is_said() {
    let mut most = 0;
    for case in CASES.iter() {
        let data = case.data();
        for size in [1000, 65536, data.len().max(1)] {
            let taken = peak(data.chunks(size));
            assert!(taken <= Inspector::MAX_BYTES, "{} in chunks of {size} took {taken} bytes", case.name);
            most = most.max(taken);
        }
    }
    // What promises most: a VMDK with a footer, a MiB of one line, and 4 GiB behind it.
    let mut vmdk = CASES.iter().find(|case| case.name == "vmdk: footer").unwrap().data();
    vmdk[36..44].copy_from_slice(&u64::MAX.to_le_bytes());
    vmdk[512..16384].fill(b'#');
    let rest = vec![b'#'; 1 << 20];
    let chunks = std::iter::once(vmdk.as_slice()).chain(std::iter::repeat_n(rest.as_slice(), 4096));
    most = most.max(peak(chunks));

    assert!((1000..=Inspector::MAX_BYTES).contains(&most), "the most was {most} bytes");
    println!("the most was {most} bytes");
}
