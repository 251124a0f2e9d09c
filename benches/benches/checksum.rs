//! How fast is image data hashed?
//!
//! The groups are `one` (each algorithm alone, on the calling thread, in each implementation that was considered),
//! `stream` (the library's [`Hasher`]: md5 and sha512 alone and in one pass, 1 and 4 streams at once) and, with
//! `--features openssl`, `openssl` (that library alone, and doing both digests on one thread, which is what Glance does
//! through Python). A last line, `ratio`, compares both digests in one pass with the slower of them alone; the aim is 0.9
//! with two free cores.
//!
//! Two cores of an AMD EPYC (Zen 5, 2.6 GHz), Linux 6.18, Rust 1.95, OpenSSL 3.0, 2026-11-22, in MiB/s; the library uses the
//! implementation with the star. Where OpenSSL is the fastest by more than a hair, a build with the feature `openssl` uses
//! it; others do not, for they need nothing but Rust and a C compiler. aws-lc has more of these, but its Rust crate does not
//! show them; the assembly of `md5-asm` is no faster than the Rust.
//!
//! | one        | rustcrypto | aws-lc | openssl |
//! | ---------- | ---------: | -----: | ------: |
//! | `md5`      |      675 * |        |     806 |
//! | `sha1`     |     1987 * |   1994 |    1991 |
//! | `sha224`   |     1895 * |   1890 |    1895 |
//! | `sha256`   |     1898 * |   1890 |    1886 |
//! | `sha384`   |      839 * |    803 |    1106 |
//! | `sha512`   |      834 * |    806 |    1106 |
//! | `sha3_224` |      512 * |        |     604 |
//! | `sha3_256` |        487 |  565 * |     574 |
//! | `sha3_384` |        372 |  435 * |     440 |
//! | `sha3_512` |        259 |  302 * |     304 |
//! | `blake2b`  |     1331 * |        |    1337 |
//! | `blake2s`  |      801 * |        |     801 |
//!
//! | stream                     | 1 stream | 4 streams |
//! | -------------------------- | -------: | --------: |
//! | `md5`                      |      669 |      1281 |
//! | `sha512`                   |      814 |      1686 |
//! | both                       |      670 |       705 |
//! | both by openssl, 1 thread  |      467 |           |
//!
//! Ratio: 1.00, in each of four runs. Other programs were at work on the machine, and the benchmark ran before them
//! (`chrt -f 10`); run beside them as their equal, it is the cores that are missing.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a benchmark has nobody to report to but its reader")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::digest as aws_lc;
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use digest::DynDigest;
use glance_core::digest::{Algorithm, Hasher, Sums};
use tokio::runtime::Runtime;

const MIB: usize = 1024 * 1024;
const CHUNK: usize = 256 * 1024;
const STREAM: usize = 64 * MIB;
const BOTH: [Algorithm; 2] = [Algorithm::Md5, Algorithm::Sha512];

fn rust_crypto(algorithm: Algorithm) -> Box<dyn DynDigest> {
    match algorithm {
        Algorithm::Md5 => Box::new(md5::Md5::default()),
        Algorithm::Sha1 => Box::new(sha1::Sha1::default()),
        Algorithm::Sha224 => Box::new(sha2::Sha224::default()),
        Algorithm::Sha256 => Box::new(sha2::Sha256::default()),
        Algorithm::Sha384 => Box::new(sha2::Sha384::default()),
        Algorithm::Sha512 => Box::new(sha2::Sha512::default()),
        Algorithm::Sha3_224 => Box::new(sha3::Sha3_224::default()),
        Algorithm::Sha3_256 => Box::new(sha3::Sha3_256::default()),
        Algorithm::Sha3_384 => Box::new(sha3::Sha3_384::default()),
        Algorithm::Sha3_512 => Box::new(sha3::Sha3_512::default()),
        Algorithm::Blake2b => Box::new(blake2::Blake2b512::default()),
        Algorithm::Blake2s => Box::new(blake2::Blake2s256::default()),
    }
}

fn aws_lc(algorithm: Algorithm) -> Option<aws_lc::Context> {
    let algorithm = match algorithm {
        Algorithm::Sha1 => &aws_lc::SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Sha224 => &aws_lc::SHA224,
        Algorithm::Sha256 => &aws_lc::SHA256,
        Algorithm::Sha384 => &aws_lc::SHA384,
        Algorithm::Sha512 => &aws_lc::SHA512,
        Algorithm::Sha3_256 => &aws_lc::SHA3_256,
        Algorithm::Sha3_384 => &aws_lc::SHA3_384,
        Algorithm::Sha3_512 => &aws_lc::SHA3_512,
        Algorithm::Md5 | Algorithm::Sha3_224 | Algorithm::Blake2b | Algorithm::Blake2s => return None,
    };
    Some(aws_lc::Context::new(algorithm))
}

fn one(criterion: &mut Criterion) {
    let data = vec![0x5a; MIB];
    let mut group = criterion.benchmark_group("one");
    group.throughput(Throughput::Bytes(data.len() as u64));
    for algorithm in Algorithm::ALL {
        let mut digest = rust_crypto(algorithm);
        group.bench_function(BenchmarkId::new("rustcrypto", algorithm), |b| b.iter(|| digest.update(black_box(&data))));
        if let Some(mut digest) = aws_lc(algorithm) {
            group.bench_function(BenchmarkId::new("aws-lc", algorithm), |b| b.iter(|| digest.update(black_box(&data))));
        }
    }
    group.finish();
}

async fn hash(chunk: Bytes, algorithms: &[Algorithm]) -> Sums {
    let mut hasher = Hasher::new(algorithms);
    for _ in 0..STREAM / CHUNK {
        hasher.update(chunk.clone()).await;
    }
    hasher.finish().await.unwrap()
}

fn hash_streams(runtime: &Runtime, chunk: &Bytes, algorithms: &'static [Algorithm], streams: usize) {
    runtime.block_on(async {
        let streams: Vec<_> = (0..streams).map(|_| tokio::spawn(hash(chunk.clone(), algorithms))).collect();
        for stream in streams {
            black_box(stream.await.unwrap());
        }
    });
}

fn stream(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let chunk = Bytes::from(vec![0x5a; CHUNK]);
    let mut group = criterion.benchmark_group("stream");
    for streams in [1, 4] {
        group.throughput(Throughput::Bytes((streams * STREAM) as u64));
        let sets: [(&str, &'static [Algorithm]); 3] = [("md5", &BOTH[..1]), ("sha512", &BOTH[1..]), ("both", &BOTH)];
        for (name, algorithms) in sets {
            group.bench_function(BenchmarkId::new(name, streams), |b| {
                b.iter(|| hash_streams(&runtime, &chunk, algorithms, streams));
            });
        }
    }
    group.finish();
}

/// What Glance does through Python: both digests by OpenSSL, one after the other on one thread.
#[cfg(feature = "openssl")]
fn openssl(criterion: &mut Criterion) {
    use glance_benches::openssl::start;

    let chunk = vec![0x5a; CHUNK];
    let mut group = criterion.benchmark_group("openssl");
    group.throughput(Throughput::Bytes(CHUNK as u64));
    for algorithm in Algorithm::ALL {
        let mut digest = start(algorithm);
        group.bench_function(BenchmarkId::new("one", algorithm), |b| {
            b.iter(|| digest.update(black_box(&chunk)).unwrap());
        });
    }
    let mut digests = BOTH.map(start);
    group.bench_function("both on one thread", |b| {
        b.iter(|| digests.iter_mut().for_each(|digest| digest.update(black_box(&chunk)).unwrap()));
    });
    group.finish();
}

#[cfg(not(feature = "openssl"))]
fn openssl(_: &mut Criterion) {
    eprintln!("not measured beside OpenSSL: that takes --features openssl and the headers of libssl");
}

/// Compares the best of several turns, which take place one after the other: what else the machine does hits them alike.
fn ratio() {
    let runtime = Runtime::new().unwrap();
    let chunk = Bytes::from(vec![0x5a; CHUNK]);
    let sets: [&'static [Algorithm]; 3] = [&BOTH[..1], &BOTH[1..], &BOTH];
    let mut best = [Duration::MAX; 3];
    for _ in 0..7 {
        for (best, algorithms) in best.iter_mut().zip(sets) {
            let start = Instant::now();
            hash_streams(&runtime, &chunk, algorithms, 1);
            *best = start.elapsed().min(*best);
        }
    }
    let ratio = best[0].max(best[1]).as_secs_f64() / best[2].as_secs_f64();
    eprintln!("ratio: both digests in one pass are {ratio:.2} times as fast as the slower of them alone");
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    targets = one, stream, openssl
}

fn main() {
    benches();
    ratio();
    Criterion::default().configure_from_args().final_summary();
}
