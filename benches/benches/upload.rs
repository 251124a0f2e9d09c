//! How fast does data come in?
//!
//! Groups are so many streams at once of so many MiB, uploaded through the service to a store of files and to one in
//! memory, beside the limits: the slower digest alone, both digests, and the same bytes written to a file and synced.
//! Only the upload is timed, not what creates and deletes its image. Lines `ratio` compare them. `--quick` leaves out 1
//! GiB.
//!
//! Two cores of an AMD EPYC (Zen 5, 2.6 GHz), 24 GiB, virtual machine, Linux 6.18, Rust 1.95, 2026-11-22, in MiB/s:
//!
//! | MiB/s            | 1 of 1 MiB | 4 of 1 MiB | 1 of 64 MiB | 4 of 64 MiB | 1 of 1 GiB | 4 of 1 GiB |
//! | ---------------- | ---------: | ---------: | ----------: | ----------: | ---------: | ---------: |
//! | upload to files  |        203 |        183 |         535 |         543 |        533 |        482 |
//! | upload to memory |        244 |        183 |         563 |         555 |        580 |            |
//! | md5 alone        |        610 |       1214 |         634 |        1207 |        630 |       1236 |
//! | md5 and sha512   |        608 |        674 |         652 |         660 |        623 |        681 |
//! | write and fsync  |       1223 |       1914 |        1789 |        2360 |       2088 |       2776 |
//!
//! Ratio, of 1 GiB: both digests 1.00, to memory 0.96, to a file 0.85 times as fast as md5 alone. The digests take 1.8
//! of the two cores. The transactions at both ends of an upload, and the syncs in them, take 2.5 ms.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark has nobody to report to but its reader")]

use std::fs::File;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group};
use futures::StreamExt;
use glance_benches::{House, MIB, chunks, is_quick};
use glance_core::digest::{Algorithm, Hasher};
use glance_core::service::{Glance, Upload};
use tokio::runtime::Runtime;

/// How much data there is before it repeats itself: more than a core's cache holds.
const BLOCK: usize = 16 * 1024 * 1024;

/// What is done with the data.
#[derive(Clone, Copy)]
enum Way {
    /// Uploaded to files.
    Files,
    /// Uploaded to memory.
    Memory,
    /// Only hashed, by these.
    Hashed(&'static [Algorithm]),
    /// Only written to a file, in pieces of a MiB, and forced to the disk.
    Written,
}

const WAYS: [(&str, Way); 5] = [
    ("file store", Way::Files),
    ("memory store", Way::Memory),
    ("md5 alone", Way::Hashed(&[Algorithm::Md5])),
    ("md5 and sha512", Way::Hashed(&[Algorithm::Md5, Algorithm::Sha512])),
    ("write and fsync", Way::Written),
];

/// What the turns work with.
struct Bench {
    runtime: Runtime,
    house: House,
    block: Bytes,
}

impl Bench {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let house = runtime.block_on(House::build());
        let block = (0..BLOCK).map(|at| u8::try_from(at * 31 % 251).unwrap_or_default()).collect();
        Self { runtime, house, block }
    }

    /// Does it once, with several streams at a time, and says how long that took.
    fn turn(&self, way: Way, size: u64, streams: usize) -> Duration {
        match way {
            Way::Files => self.runtime.block_on(self.upload(&self.house.on_files, size, streams)),
            Way::Memory => self.runtime.block_on(self.upload(&self.house.in_memory, size, streams)),
            Way::Hashed(algorithms) => self.runtime.block_on(self.hash(algorithms, size, streams)),
            Way::Written => self.write(size, streams),
        }
    }

    async fn upload(&self, glance: &Glance, size: u64, streams: usize) -> Duration {
        let mut ids = Vec::new();
        for _ in 0..streams {
            ids.push(self.house.queued(glance).await);
        }
        let caller = &self.house.caller;
        let uploads: Vec<_> = ids
            .iter()
            .map(|id| {
                let upload = Upload { data: chunks(&self.block, size), size_bytes: None, store: None };
                let (glance, caller, id) = (glance.clone(), caller.clone(), *id);
                async move { glance.upload(&caller, id, upload).await }
            })
            .collect();
        let start = Instant::now();
        let uploads: Vec<_> = uploads.into_iter().map(tokio::spawn).collect();
        for upload in uploads {
            upload.await.unwrap().unwrap();
        }
        let elapsed = start.elapsed();
        for id in ids {
            glance.delete_image(caller, id).await.unwrap();
        }
        elapsed
    }

    async fn hash(&self, algorithms: &'static [Algorithm], size: u64, streams: usize) -> Duration {
        let start = Instant::now();
        let streams: Vec<_> = (0..streams)
            .map(|_| {
                let mut data = chunks(&self.block, size);
                tokio::spawn(async move {
                    let mut hasher = Hasher::new(algorithms);
                    while let Some(chunk) = data.next().await {
                        hasher.update(chunk.unwrap()).await;
                    }
                    hasher.finish().await.unwrap()
                })
            })
            .collect();
        for stream in streams {
            black_box(stream.await.unwrap());
        }
        start.elapsed()
    }

    fn write(&self, size: u64, streams: usize) -> Duration {
        let path = |stream: usize| self.house.folder.path().join(format!("plain-{stream}"));
        let start = Instant::now();
        std::thread::scope(|scope| {
            for stream in 0..streams {
                scope.spawn(move || {
                    let mut file = File::create(path(stream)).unwrap();
                    for piece in 0..size / MIB {
                        let at = usize::try_from(piece * MIB).unwrap() % BLOCK;
                        file.write_all(&self.block[at..at + 1024 * 1024]).unwrap();
                    }
                    file.sync_all().unwrap();
                });
            }
        });
        let elapsed = start.elapsed();
        (0..streams).for_each(|stream| std::fs::remove_file(path(stream)).unwrap());
        elapsed
    }
}

fn upload(criterion: &mut Criterion) {
    let bench = Bench::new();
    for (streams, size) in [(1, MIB), (4, MIB), (1, 64 * MIB), (4, 64 * MIB), (1, 1024 * MIB), (4, 1024 * MIB)] {
        if size > 64 * MIB && is_quick() {
            continue;
        }
        let mut group = criterion.benchmark_group(format!("{streams} of {} MiB", size / MIB));
        group.throughput(Throughput::Bytes(streams * size)).sampling_mode(SamplingMode::Flat);
        let streams = usize::try_from(streams).unwrap();
        for (name, way) in WAYS {
            // The memory of several large images is not there everywhere.
            if streams > 1 && size > 64 * MIB && matches!(way, Way::Memory) {
                continue;
            }
            group.bench_function(BenchmarkId::from_parameter(name), |b| {
                b.iter_custom(|turns| (0..turns).map(|_| bench.turn(way, size, streams)).sum());
            });
        }
        group.finish();
    }
}

/// Compares the medians of several turns, which take place one after the other: what else the machine does hits them
/// alike.
fn ratio() {
    let bench = Bench::new();
    let size = if is_quick() { 64 * MIB } else { 1024 * MIB };
    let mut turns: [Vec<Duration>; WAYS.len()] = Default::default();
    for _ in 0..5 {
        for (turns, (_, way)) in turns.iter_mut().zip(WAYS) {
            turns.push(bench.turn(way, size, 1));
        }
    }
    let [files, memory, md5, both, written] = turns.map(|mut turns| {
        turns.sort();
        turns[turns.len() / 2].as_secs_f64()
    });
    eprintln!("ratio: md5 and sha512 are {:.2} times as fast as md5 alone", md5 / both);
    eprintln!("ratio: an upload to memory is {:.2} times as fast as md5 alone", md5 / memory);
    eprintln!(
        "ratio: an upload to a file is {:.2} times as fast as md5 alone, {:.2} times as a write and fsync, and \
               {:.2} times as the slower of them",
        md5 / files,
        written / files,
        md5.max(written) / files
    );
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    targets = upload
}

fn main() {
    benches();
    ratio();
    Criterion::default().configure_from_args().final_summary();
}
