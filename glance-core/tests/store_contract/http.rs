//! What the HTTP store promises besides: which servers it reads, and what becomes of those that misbehave.

use glance_core::fetch::{FetchRules, Filter};
use glance_core::store::{ByteRange, HttpStore, HttpStoreOptions, ImageStore, StoreError, StreamError};

use crate::fixture::{Fixture, http_store, noise};

async fn with_data() -> Fixture {
    let fixture = http_store().await;
    fixture.web().put("disk", noise(200_000));
    fixture
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_cannot_be_had() {
    let fixture = with_data().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();

    for lost in ["/data/nothing", "/status/404", "/status/410", "/to/302/1?/data/nothing"] {
        let url = fixture.web().url(lost);
        assert!(matches!(fixture.store.get(&url, None).await, Err(StoreError::NotFound(_))), "{lost}");
        assert!(matches!(fixture.store.size(&url).await, Err(StoreError::NotFound(_))), "{lost}");
    }
    let away = ["/status/403", "/status/500", "/hangup", "/to/302/9?/data/disk", "/nolength/disk"];
    for url in away.map(|path| fixture.web().url(path)).into_iter().chain([format!("http://{closed}/disk")]) {
        assert!(matches!(fixture.store.get(&url, None).await, Err(StoreError::Unavailable(_))), "{url}");
    }
}

#[tokio::test]
async fn a_server_without_ranges_is_read_as_a_whole_alone() {
    let fixture = with_data().await;
    let url = fixture.web().url("/whole/disk");

    let part = fixture.store.get(&url, Some(ByteRange { start: 5, length: 5 })).await;

    assert!(matches!(part, Err(StoreError::Unsupported(_))), "{part:?}");
    assert_eq!(fixture.store.size(&url).await.unwrap(), 200_000);
    assert!(fixture.read(&url, None).await.unwrap() == noise(200_000));
}

#[tokio::test]
async fn data_that_ends_too_early_is_no_data() {
    let fixture = with_data().await;

    let read = fixture.read(&fixture.web().url("/short/disk"), None).await;

    assert!(matches!(read, Err(StoreError::Stream(StreamError::Read(_)))), "{read:?}");
}

#[tokio::test]
async fn s43_a_location_is_checked_whenever_it_is_read() {
    let fixture = with_data().await;
    let closed = HttpStore::open(&HttpStoreOptions::default(), FetchRules::default()).unwrap();
    let (url, hits) = (fixture.web().url("/data/disk"), fixture.web().hits());

    assert!(matches!(closed.vet(&url).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(closed.size(&url).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(closed.get(&url, None).await, Err(StoreError::Unavailable(_))));
    assert_eq!(fixture.web().hits(), hits);
    fixture.store.vet(&url).await.unwrap();
    assert_eq!(fixture.web().hits(), hits, "to vet a location is not to ask for it");
}

#[tokio::test]
async fn s01_secrets_of_a_location_are_in_no_error() {
    let fixture = with_data().await;
    let url = fixture.web().url("/status/500?signature=hidden").replacen("//", "//user:hidden@", 1);
    let nowhere = "http://user:hidden@127.0.0.1:1/hidden?hidden".to_owned();
    let odd = "http://user:hidden@127.1/hidden".to_owned();

    for url in [url.replace("500", "404"), url, nowhere, odd, "ftp://hidden".to_owned()] {
        for error in [fixture.store.get(&url, None).await.unwrap_err(), fixture.store.size(&url).await.unwrap_err()] {
            assert!(!format!("{error} {error:?}").contains("hidden"), "{error:?}");
        }
    }
}

#[test]
fn certificates_that_cannot_be_read_are_named() {
    let options = HttpStoreOptions { ca_file: Some("/nowhere/ca.pem".into()), ..HttpStoreOptions::default() };

    let opened = HttpStore::open(&options, FetchRules { ports: Filter::default(), ..FetchRules::default() });

    assert!(matches!(&opened, Err(StoreError::Unavailable(text)) if text.contains("/nowhere/ca.pem")), "{opened:?}");
}
