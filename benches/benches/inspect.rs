//! What it costs to look into data on its way: processor time for each GiB of a stream that comes in chunks of 64 KiB.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use glance_core::inspect::Inspector;

const CHUNK: usize = 64 * 1024;
const GIB: usize = 1 << 30;

/// The beginning of the data, and what the data is.
fn beginnings() -> [(&'static str, Vec<u8>); 4] {
    let qcow2 = [b"QFI\xfb\0\0\0\x02".as_slice(), &[0; 12], &16_u32.to_be_bytes(), &GIB.to_be_bytes()].concat();
    let vmdk =
        [b"KDMV\x03\0\0\0".as_slice(), &[0; 20], &1_u64.to_le_bytes(), &20_u64.to_le_bytes(), &[0; 12], &[0xff; 8]];
    [("raw", vec![1]), ("qcow2", qcow2), ("vmdk with a footer", vmdk.concat()), ("text", vec![b'#'; CHUNK])]
}

fn inspect(c: &mut Criterion) {
    let mut group = c.benchmark_group("inspect");
    group.throughput(Throughput::Bytes(GIB as u64)).sample_size(10);
    for (name, mut first) in beginnings() {
        first.resize(CHUNK, 0);
        let rest = vec![if name == "text" { b'#' } else { 0 }; CHUNK];
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| {
                let mut inspector = Inspector::new();
                inspector.push(&first);
                for _ in 1..GIB / CHUNK {
                    inspector.push(black_box(&rest));
                    black_box(inspector.is_idle());
                }
                inspector.finish()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, inspect);
criterion_main!(benches);
