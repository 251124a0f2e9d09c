//! How fast does data go out?
//!
//! Groups are the whole of an image, or a quarter from its middle, through the service from a store of files to the end
//! of the stream, beside a plain read of the file. A line `ratio` compares them. The files are in the page cache.
//! `--quick` leaves out 1 GiB.
//!
//! Two cores of an AMD EPYC (Zen 5, 2.6 GHz), 24 GiB, virtual machine, Linux 6.18, Rust 1.95, 2026-11-22, in GiB/s:
//!
//! | GiB/s      | 1 MiB | 64 MiB | 1 GiB | a quarter of 1 MiB | of 64 MiB | of 1 GiB |
//! | ---------- | ----: | -----: | ----: | -----------------: | --------: | -------: |
//! | download   |   3.0 |    7.8 |   6.3 |                1.0 |       7.5 |      6.8 |
//! | plain read |    40 |     19 |    19 |                 36 |        46 |       23 |
//!
//! Ratio, of 256 MiB: 0.3 to 0.4. The plain read fills one buffer again and again, which stays in a cache of the core;
//! the store makes each chunk anew on another thread. It is 2 to 4 times as fast as the loopback all the same.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark has nobody to report to but its reader")]

use std::fs::File;
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group};
use futures::StreamExt;
use glance_benches::{House, MIB, chunks, is_quick};
use glance_core::image::ImageId;
use glance_core::service::{Download, Part, Upload};
use glance_core::store::FileStoreOptions;
use tokio::runtime::Runtime;

/// An image in a file store.
struct Stored {
    id: ImageId,
    path: PathBuf,
    size_bytes: u64,
}

/// The bytes from `start` on.
#[derive(Clone, Copy)]
struct Span {
    start: u64,
    length: u64,
}

async fn store(house: &House, size_bytes: u64) -> Stored {
    let block = Bytes::from(vec![0x5a; 1024 * 1024]);
    let id = house.queued(&house.on_files).await;
    let upload = Upload { data: chunks(&block, size_bytes), size_bytes: Some(size_bytes), store: None };
    house.on_files.upload(&house.caller, id, upload).await.unwrap();
    Stored { id, path: house.folder.path().join("images").join(id.as_str()), size_bytes }
}

impl Stored {
    fn whole(&self) -> Span {
        Span { start: 0, length: self.size_bytes }
    }

    /// A quarter of it, in the middle, and not at the beginning of a page.
    fn middle(&self) -> Span {
        Span { start: self.size_bytes / 3 + 1, length: self.size_bytes / 4 }
    }

    /// Reads through the service.
    async fn download(&self, house: &House, span: Span) {
        let Span { start, length } = span;
        let part = (length < self.size_bytes).then(|| Part::Between(start, start + length - 1));
        let Download::Data { mut data, .. } = house.on_files.download(&house.caller, self.id, part).await.unwrap()
        else {
            return;
        };
        let mut read = 0;
        while let Some(chunk) = data.next().await {
            read += black_box(chunk.unwrap()).len() as u64;
        }
        assert_eq!(read, length);
    }

    /// Reads the file into one buffer of as many bytes as the store reads at once, again and again.
    fn read(&self, buffer: &mut [u8], span: Span) {
        let mut file = File::open(&self.path).unwrap();
        file.seek(SeekFrom::Start(span.start)).unwrap();
        let mut data = file.take(span.length);
        let mut read = 0;
        loop {
            match data.read(black_box(buffer)).unwrap() {
                0 => break,
                length => read += length as u64,
            }
        }
        assert_eq!(read, span.length);
    }
}

fn buffer() -> Vec<u8> {
    vec![0; FileStoreOptions::CHUNK_SIZE.get()]
}

fn download(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::build());
    let mut buffer = buffer();
    for size in [MIB, 64 * MIB, 1024 * MIB].into_iter().filter(|size| *size <= 64 * MIB || !is_quick()) {
        let stored = runtime.block_on(store(&house, size));
        for (name, span) in [("whole", stored.whole()), ("range", stored.middle())] {
            let mut group = criterion.benchmark_group(format!("{name} of {} MiB", size / MIB));
            group.throughput(Throughput::Bytes(span.length)).sampling_mode(SamplingMode::Flat);
            group.bench_function(BenchmarkId::from_parameter("download"), |b| {
                b.iter(|| runtime.block_on(stored.download(&house, span)));
            });
            group.bench_function(BenchmarkId::from_parameter("plain read"), |b| {
                b.iter(|| stored.read(&mut buffer, span));
            });
            group.finish();
        }
    }
}

/// Compares the medians of several turns, which take place one after the other: what else the machine does hits both
/// alike.
fn ratio() {
    let runtime = Runtime::new().unwrap();
    let house = runtime.block_on(House::build());
    let stored = runtime.block_on(store(&house, 256 * MIB));
    let mut buffer = buffer();
    let mut turns: [Vec<Duration>; 2] = Default::default();
    for _ in 0..15 {
        let start = Instant::now();
        runtime.block_on(stored.download(&house, stored.whole()));
        turns[0].push(start.elapsed());
        let start = Instant::now();
        stored.read(&mut buffer, stored.whole());
        turns[1].push(start.elapsed());
    }
    let [download, read] = turns.map(|mut turns| {
        turns.sort();
        turns[turns.len() / 2].as_secs_f64()
    });
    eprintln!("ratio: a download of 256 MiB is {:.2} times as fast as a plain read of the file", read / download);
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    targets = download
}

fn main() {
    benches();
    ratio();
    Criterion::default().configure_from_args().final_summary();
}
