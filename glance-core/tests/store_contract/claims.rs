//! The claims, each true of every store.

use futures::FutureExt;
use glance_core::image::ImageId;
use glance_core::store::{ByteRange, StoreError, StreamError};

use crate::fixture::{Fixture, broken, noise, stalled, whole};

pub(crate) async fn data_comes_back_byte_for_byte(fixture: &Fixture) {
    let (id, data) = (ImageId::random(), noise(5_000_011));

    let stored = fixture.put(id, &data).await.unwrap();

    assert_eq!(stored.size_bytes, data.len() as u64);
    assert!(stored.url.starts_with(fixture.store.schemes()[0]) && stored.url.ends_with(id.as_str()), "{}", stored.url);
    assert!(fixture.store.owns(&stored.url));
    assert_eq!(fixture.store.size(&stored.url).await.unwrap(), data.len() as u64);
    assert!(fixture.read(&stored.url, None).await.unwrap() == data);
}

pub(crate) async fn an_image_may_have_no_data(fixture: &Fixture) {
    let stored = fixture.put(ImageId::random(), b"").await.unwrap();

    assert_eq!(stored.size_bytes, 0);
    assert_eq!(fixture.read(&stored.url, None).await.unwrap(), b"");
}

pub(crate) async fn a_range_is_a_slice_of_the_data(fixture: &Fixture) {
    let data = noise(100_000);
    let stored = fixture.put(ImageId::random(), &data).await.unwrap();

    for (start, length, expected) in [
        (0, 1, 0..1),
        (0, 100_000, 0..100_000),
        (4095, 2, 4095..4097),
        (65_536, 8192, 65_536..73_728),
        (99_999, 1, 99_999..100_000),
        (99_999, 50, 99_999..100_000),
        (10, 0, 10..10),
        (100_000, 5, 0..0),
        (u64::MAX, u64::MAX, 0..0),
        (1, u64::MAX, 1..100_000),
    ] {
        let read = fixture.read(&stored.url, Some(ByteRange { start, length })).await.unwrap();

        assert!(read == data[expected], "{length} bytes from {start}");
    }
}

pub(crate) async fn nothing_is_written_or_removed(fixture: &Fixture) {
    let id = ImageId::random();
    let url = fixture.put(id, b"data").await.unwrap().url;

    let put = fixture.store.put(id, whole(b"other"), None).await;
    let deleted = fixture.store.delete(&url).await;
    fixture.store.discard(id).await.unwrap();

    assert!(!fixture.store.capabilities().writable);
    assert!(matches!(put, Err(StoreError::Unsupported(_))), "{put:?}");
    assert!(matches!(deleted, Err(StoreError::Unsupported(_))), "{deleted:?}");
    assert_eq!(fixture.store.sweep().await.unwrap(), 0);
    assert_eq!(fixture.read(&url, None).await.unwrap(), b"data");
}

pub(crate) async fn data_is_never_overwritten(fixture: &Fixture) {
    let id = ImageId::random();
    let stored = fixture.put(id, b"first").await.unwrap();

    let second = fixture.put(id, b"second").await;

    assert!(matches!(second, Err(StoreError::Exists(_))), "{second:?}");
    assert_eq!(fixture.read(&stored.url, None).await.unwrap(), b"first");
}

pub(crate) async fn of_two_writers_of_one_image_one_wins(fixture: &Fixture) {
    let id = ImageId::random();
    let (one, other) = (noise(3_000_000), noise(2_000_000));

    let (first, second) = tokio::join!(fixture.put(id, &one), fixture.put(id, &other));

    let (won, lost, data) = if first.is_ok() { (first, second, one) } else { (second, first, other) };
    assert!(matches!(lost, Err(StoreError::Exists(_))), "{lost:?}");
    assert!(fixture.read(&won.unwrap().url, None).await.unwrap() == data);
    assert!(fixture.names().iter().all(|name| name == id.as_str()));
}

pub(crate) async fn a_broken_stream_leaves_nothing_behind(fixture: &Fixture) {
    let id = ImageId::random();
    for length in [0, 10, 1_048_576, 3_000_000] {
        let put = fixture.store.put(id, broken(&noise(length)), None).await;

        assert!(matches!(put, Err(StoreError::Stream(StreamError::Aborted(_)))), "{length}: {put:?}");
        assert!(fixture.names().is_empty(), "{length}");
    }
    fixture.put(id, b"now it is whole").await.unwrap();
}

pub(crate) async fn a_dropped_put_leaves_nothing_behind(fixture: &Fixture) {
    let id = ImageId::random();
    for length in [0, 10, 3_000_000] {
        let mut put = fixture.store.put(id, stalled(&noise(length)), None);
        for _ in 0..50 {
            assert!((&mut put).now_or_never().is_none());
            tokio::task::yield_now().await;
        }

        drop(put);

        assert!(fixture.settled().await.is_empty(), "{length}");
    }
    fixture.put(id, b"now it is whole").await.unwrap();
}

pub(crate) async fn deleted_data_is_gone(fixture: &Fixture) {
    let url = fixture.put(ImageId::random(), b"data").await.unwrap().url;

    fixture.store.delete(&url).await.unwrap();

    assert!(matches!(fixture.store.get(&url, None).await, Err(StoreError::NotFound(_))));
    assert!(matches!(fixture.store.size(&url).await, Err(StoreError::NotFound(_))));
    assert!(matches!(fixture.store.delete(&url).await, Err(StoreError::NotFound(_))));
    assert!(fixture.names().is_empty());
}

pub(crate) async fn discarding_takes_away_what_is_there_and_is_content_with_nothing(fixture: &Fixture) {
    let (id, other) = (ImageId::random(), ImageId::random());
    let url = fixture.put(id, b"data").await.unwrap().url;
    let kept = fixture.put(other, b"other").await.unwrap().url;

    for _ in 0..2 {
        fixture.store.discard(id).await.unwrap();

        assert!(matches!(fixture.store.size(&url).await, Err(StoreError::NotFound(_))));
    }
    assert_eq!(fixture.store.size(&kept).await.unwrap(), 5);
}

pub(crate) async fn a_location_of_something_else_is_refused(fixture: &Fixture) {
    let url = fixture.put(ImageId::random(), b"data").await.unwrap().url;
    let (scheme, place) = url.split_once("://").unwrap();

    for foreign in [
        String::new(),
        place.to_owned(),
        format!("http://{place}"),
        format!("{scheme}:{place}"),
        format!("{scheme}://"),
        format!("{scheme}:///etc/passwd"),
        format!("{scheme}://{place}/"),
        format!("{scheme}://{place}/more"),
        format!("{scheme}://{place}/../{}", ImageId::random()),
        format!("{scheme}://../{place}"),
    ] {
        let results = [
            fixture.store.get(&foreign, None).await.map(drop),
            fixture.store.size(&foreign).await.map(drop),
            fixture.store.delete(&foreign).await,
        ];
        assert!(
            results.iter().all(|result| matches!(result, Err(StoreError::BadLocation(_)))),
            "{foreign}: {results:?}"
        );
    }
    assert_eq!(fixture.store.size(&url).await.unwrap(), 4);
}

pub(crate) async fn a_sweep_leaves_finished_data_and_running_writers_alone(fixture: &Fixture) {
    let url = fixture.put(ImageId::random(), b"finished").await.unwrap().url;
    let data = noise(3_000_000);
    let running = fixture.store.put(ImageId::random(), whole(&data), None);
    let sweeps = async {
        let mut swept = 0;
        for _ in 0..20 {
            swept += fixture.store.sweep().await.unwrap();
        }
        swept
    };

    let (stored, swept) = tokio::join!(running, sweeps);

    assert_eq!(swept, 0);
    assert_eq!(fixture.store.size(&url).await.unwrap(), 8);
    assert!(fixture.read(&stored.unwrap().url, None).await.unwrap() == data);
}
