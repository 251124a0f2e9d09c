//! Digests of streams, beside those of Python's hashlib.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::time::Duration;

use bytes::Bytes;
use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use glance_core::digest::{Algorithm, Hasher, Sums};
use glance_core::store::{DataStream, StreamError, hashing};
use proptest::prelude::{Just, Strategy, any, prop};
use proptest::proptest;

/// What `hashlib` of Python 3.11 says of nothing, of `abc`, and of a million and three bytes `i % 251`.
#[rustfmt::skip]
const KNOWN: [(&str, [&str; 3]); 12] = [
    ("md5", [
        "d41d8cd98f00b204e9800998ecf8427e",
        "900150983cd24fb0d6963f7d28e17f72",
        "c767382bbc15b14aff5ccfad14bdd82e",
    ]),
    ("sha1", [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "a9993e364706816aba3e25717850c26c9cd0d89d",
        "eb4a3e325711129d4b9bfac448d530e7c03265fe",
    ]),
    ("sha224", [
        "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
        "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        "7af3a2db60c9511f10f5ecd9f21a1509315a8e0715c322b38f57e31b",
    ]),
    ("sha256", [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "a7c4bea888022868c93104055fd56077cc81fe9eb624820fe2f717f313188782",
    ]),
    ("sha384", [
        "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        "f7ba867eca7c590458066f5c73d9eb21fdf57968fee8d329f2b4ce15da3c6edb10f0ed54c9caa744c4b13f4b2f10267e",
    ]),
    ("sha512", [
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "550f0e12aacbac51159f76b6669c0efec2afc3038dc1b808196687a810dcf0c324f6384841bda144d27c550fef3de106e0ac39ff208210f47cdbe5bc661ab7a5",
    ]),
    ("sha3_224", [
        "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
        "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
        "771d76502b625de97e219a8222e581ac387221f7953613f82a430703",
    ]),
    ("sha3_256", [
        "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
        "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
        "1e1627437199d5ce8f3e5f0a8802038b562a873169f63a92052eceac062dff2c",
    ]),
    ("sha3_384", [
        "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004",
        "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
        "da816dd9fdaf2d8d1e2f2505f1122b4f1b4821c2a96ce358d62aed73fefdc7bdd26a5c5c0d4861c4b84d161f91804e7b",
    ]),
    ("sha3_512", [
        "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26",
        "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
        "8c936a3725bfdfe6e2cb8e4971e85e3d185a8a28574f0f0081084c9e8546ec41f0928cc1dae8ac9a5a1e827a89835f20bfe96f1dcf7cadb11efe310e04f49077",
    ]),
    ("blake2b", [
        "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
        "55ca194d5ccd0ea2c89597f038955d318c6edb7d6151102ab15e8c6d10d44337f85a1f6eb26b8207bb8570df7f4511a6949bd43fff0a62ef36ed32f5628cdbc0",
    ]),
    ("blake2s", [
        "69217a3079908094e11121d042354a7c1f55b6482ca1a51e1b250dfd1ed0eef9",
        "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
        "18d13a611df471fbe0c1e923da5791618ca3e8d3488661f611573b9e7ff062f3",
    ]),
];

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn pattern(length: usize) -> Bytes {
    (0..=250).cycle().take(length).collect()
}

async fn sums_of(chunks: impl IntoIterator<Item = Bytes>, algorithms: &[Algorithm]) -> Sums {
    let mut hasher = Hasher::new(algorithms);
    for chunk in chunks {
        hasher.update(chunk).await;
    }
    hasher.finish().await.unwrap()
}

#[tokio::test]
async fn digests_equal_those_of_python() {
    let inputs = [Bytes::new(), Bytes::from_static(b"abc"), pattern(1_000_003)];
    for (input, data) in inputs.into_iter().enumerate() {
        let sums = sums_of([data.clone()], &Algorithm::ALL).await;

        assert_eq!(sums.size_bytes, data.len() as u64);
        for (name, expected) in KNOWN {
            let algorithm: Algorithm = name.parse().unwrap();

            assert_eq!(sums.get(algorithm), Some(expected[input]), "{name} of {} bytes", data.len());
            assert_eq!(algorithm.to_string(), name);
        }
    }
}

#[test]
fn nothing_else_is_an_algorithm() {
    for text in ["", "SHA512", "sha-512", "sha512 ", "crc32"] {
        assert!(text.parse::<Algorithm>().is_err(), "{text}");
    }
}

#[test]
fn every_digest_can_be_started_over_and_cloned() {
    for algorithm in Algorithm::ALL {
        let expected = KNOWN.iter().find(|(name, _)| *name == algorithm.name()).unwrap().1[1];
        let mut digest = algorithm.start();
        digest.update(b"something else");
        digest.reset();
        digest.update(b"ab");
        let mut copy = digest.box_clone();
        copy.update(b"c");
        digest.update(b"c");

        assert_eq!(hex(&digest.finalize_reset()), expected);
        digest.update(b"abc");
        assert_eq!(hex(&digest.finalize()), expected);
        assert_eq!(hex(&copy.finalize()), expected);
        assert!(algorithm.start().finalize_into_reset(&mut [0; 3]).is_err());
    }
}

/// Some data and the places where it is cut; the same place twice makes an empty chunk.
fn data_and_cuts() -> impl Strategy<Value = (Vec<u8>, Vec<usize>)> {
    prop::collection::vec(any::<u8>(), 0..20_000).prop_flat_map(|data| {
        let cuts = prop::collection::vec(0..=data.len(), 0..40);
        (Just(data), cuts)
    })
}

proptest! {
    #[test]
    fn how_a_stream_is_cut_into_chunks_does_not_matter((data, mut cuts) in data_and_cuts()) {
        cuts.extend([0, data.len()]);
        cuts.sort_unstable();
        let data = Bytes::from(data);
        let chunks: Vec<Bytes> = cuts.windows(2).map(|ends| data.slice(ends[0]..ends[1])).collect();

        let (whole, cut) = runtime().block_on(async {
            (sums_of([data], &Algorithm::ALL).await, sums_of(chunks, &Algorithm::ALL).await)
        });

        assert_eq!(whole, cut);
    }
}

#[tokio::test]
async fn the_stream_passes_unchanged_and_its_digests_are_there_at_its_end() {
    let chunks: Vec<Bytes> = (0..50).map(|length| pattern(length * 1000)).collect();
    let data: DataStream = Box::pin(stream::iter(chunks.clone().into_iter().map(Ok)));

    let (data, digests) = hashing(data, &[Algorithm::Md5, Algorithm::Sha256, Algorithm::Md5]);
    let passed: Vec<Bytes> = data.try_collect().await.unwrap();

    assert_eq!(passed, chunks);
    let expected = sums_of(chunks, &[Algorithm::Md5, Algorithm::Sha256]).await;
    assert_eq!(digests.finish().await.unwrap(), expected);
}

#[tokio::test]
async fn a_stream_that_broke_off_or_was_not_read_has_no_digests() {
    let abort = || Err(StreamError::Aborted("gone".to_owned()));
    let data = stream::iter([Ok(Bytes::from_static(b"abc")), abort()]);
    let (data, broken) = hashing(Box::pin(data), &[Algorithm::Md5]);
    assert!(data.try_collect::<Vec<Bytes>>().await.is_err());
    let (data, unread) = hashing(Box::pin(stream::pending()), &[Algorithm::Md5]);
    drop(data);

    for digests in [broken, unread] {
        assert!(matches!(digests.finish().await, Err(StreamError::Aborted(_))));
    }
}

#[tokio::test]
async fn a_fast_sender_waits_for_the_digests() {
    let chunk = pattern(1024 * 1024);
    let mut hasher = Hasher::new(&[Algorithm::Sha3_512]);
    let mut taken = 0;
    while hasher.update(chunk.clone()).now_or_never().is_some() {
        taken += 1;
    }

    assert!((4..16).contains(&taken), "{taken} MiB were taken without waiting");
}

#[test]
fn chunks_of_one_byte_are_bounded_too() {
    let mut hasher = Hasher::new(&[Algorithm::Sha3_512]);
    let mut behind = Vec::new();
    for _ in 0..100_000 {
        let chunk = Bytes::from(vec![0]);
        behind.push(chunk.clone());
        if hasher.update(chunk).now_or_never().is_none() {
            return;
        }
        behind.retain(|chunk| !chunk.is_unique());
        assert!(behind.len() <= 1024, "{} chunks wait", behind.len());
    }
}

#[test]
fn a_hasher_that_is_dropped_lets_go_of_its_data() {
    let chunk = pattern(3 * 1024 * 1024);
    let mut hasher = Hasher::new(&Algorithm::ALL);
    hasher.update(chunk.clone()).now_or_never().unwrap();

    drop(hasher);

    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    while !chunk.is_unique() {
        assert!(std::time::Instant::now() < deadline);
        std::thread::yield_now();
    }
}

#[tokio::test]
async fn many_streams_share_the_threads() {
    let data = pattern(1_000_003);
    let streams = (0..64).map(|_| sums_of(std::iter::repeat_n(data.clone(), 3), &[Algorithm::Md5, Algorithm::Sha512]));

    let sums: Vec<Sums> = stream::iter(streams).buffer_unordered(64).collect().await;

    assert_eq!(sums.len(), 64);
    assert!(sums.iter().all(|other| *other == sums[0]));
}
