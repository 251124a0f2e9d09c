//! What the file store promises besides: how files look, and what becomes of them when something is in the way.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::time::Duration;

use futures::{FutureExt, StreamExt};
use glance_core::image::ImageId;
use glance_core::store::{Datadir, FileStore, FileStoreOptions, ImageStore, StoreError, StreamError};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
use tempfile::TempDir;

use crate::fixture::{file_store, names_in, noise, open, stalled, whole};

#[tokio::test]
async fn a_file_is_named_by_the_image_and_readable_by_the_group() {
    let (fixture, id) = (file_store().await, ImageId::random());

    let stored = fixture.put(id, b"data").await.unwrap();

    let path = fixture.datadir().join(id.as_str());
    assert_eq!(stored.url, format!("file://{}", path.display()));
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(fixture.names(), [id.to_string()]);
}

#[tokio::test]
async fn readers_of_files_with_a_mode_of_their_own_may_pass_the_folder() {
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let mut options = FileStoreOptions::new(folder.path());
    options.file_mode = Some(0o644);
    let (store, id) = (FileStore::open(options).unwrap(), ImageId::random());

    store.put(id, whole(b"data"), None).await.unwrap();

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&folder.path().join(id.as_str())), 0o644);
    assert_eq!(mode(folder.path()), 0o711);
}

#[tokio::test]
async fn a_thin_file_takes_no_room_for_zeros() {
    let folder = TempDir::new().unwrap();
    let options = FileStoreOptions { is_thin: true, ..FileStoreOptions::new(folder.path()) };
    let store = FileStore::open(options).unwrap();
    for (data, most_bytes) in [
        ([vec![0; 2 << 20], noise(5000), vec![0; 3 << 20]].concat(), 1 << 20),
        (vec![0; 1 << 20], 4096),
        (noise(3 << 20), 4 << 20),
        (Vec::new(), 0),
    ] {
        let id = ImageId::random();

        let stored = store.put(id, whole(&data), None).await.unwrap();

        let metadata = fs::metadata(folder.path().join(id.as_str())).unwrap();
        assert_eq!((stored.size_bytes, metadata.len()), (data.len() as u64, data.len() as u64));
        assert!(metadata.blocks() * 512 <= most_bytes, "{} blocks for {} bytes", metadata.blocks(), data.len());
        assert!(fs::read(folder.path().join(id.as_str())).unwrap() == data);
    }
    assert_eq!(store.properties()["thin_provisioning"], true);
}

#[tokio::test]
async fn of_several_folders_the_highest_priority_with_room_takes_data_and_all_are_read() {
    let folder = TempDir::new().unwrap();
    let datadir = |name: &str, priority| Datadir { path: folder.path().join(name), priority };
    let datadirs = vec![datadir("low", -1), datadir("high", 10), datadir("middle", 0)];
    let store = FileStore::open(FileStoreOptions { datadirs, ..FileStoreOptions::new("") }).unwrap();
    let (first, second) = (ImageId::random(), ImageId::random());
    let place = |name: &str, id: ImageId| format!("file://{}/{name}/{id}", folder.path().display());

    let high = store.put(first, whole(b"first"), Some(5)).await.unwrap().url;
    let too_large = store.put(ImageId::random(), whole(b""), Some(u64::MAX)).await;
    fs::rename(folder.path().join("high"), folder.path().join("away")).unwrap();
    let middle = store.put(second, whole(b"second"), None).await.unwrap().url;
    fs::rename(folder.path().join("away"), folder.path().join("high")).unwrap();
    let again = store.put(second, whole(b"again"), None).await;

    assert_eq!((&high, &middle), (&place("high", first), &place("middle", second)));
    assert!(matches!(too_large, Err(StoreError::Full(_))), "{too_large:?}");
    assert!(matches!(&again, Err(StoreError::Exists(url)) if *url == middle), "{again:?}");
    assert_eq!((store.size(&high).await.unwrap(), store.size(&middle).await.unwrap()), (5, 6));
    assert!(store.owns(&place("low", first)) && !store.owns(&place("away", first)));
    for name in ["low", "middle"] {
        fs::write(folder.path().join(name).join(format!(".{first}.{}.part", uuid::Uuid::new_v4().simple())), "x")
            .unwrap();
    }
    assert_eq!(store.sweep().await.unwrap(), 2);
    fs::rename(folder.path().join("low"), folder.path().join("away")).unwrap();
    store.discard(second).await.unwrap();
    fs::rename(folder.path().join("away"), folder.path().join("low")).unwrap();
    store.delete(&high).await.unwrap();
    assert!(["low", "middle", "high"].iter().all(|name| names_in(&folder.path().join(name)).is_empty()));
}

#[tokio::test]
async fn locations_are_written_and_read_as_glance_does() {
    let folder = TempDir::new().unwrap();
    let (datadir, id) = (folder.path().join("im ages%20ä"), ImageId::random());
    let store = open(Path::new(&format!("{}/", datadir.display())));

    let url = store.put(id, whole(b"data"), None).await.unwrap().url;

    assert_eq!(url, format!("file://{}/{id}", datadir.display()));
    for same in [url.replace("file:", "filesystem:"), url.replace("/im ages", "//./im ages")] {
        assert_eq!(store.size(&same).await.unwrap(), 4, "{same}");
    }
    let encoded = url.replace("%20", "%2520");
    assert!(matches!(store.size(&encoded).await, Err(StoreError::BadLocation(_))));
}

#[tokio::test]
async fn only_regular_files_are_read_or_removed() {
    let fixture = file_store().await;
    let canary = fixture.datadir().join("../canary");
    fs::write(&canary, "secret").unwrap();
    let place = || fixture.datadir().join(ImageId::random().as_str());
    let (link, folder, pipe) = (place(), place(), place());
    symlink(&canary, &link).unwrap();
    fs::create_dir(&folder).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();

    for odd in [&link, &folder, &pipe] {
        let url = format!("file://{}", odd.display());
        let got = fixture.store.get(&url, None).await;
        let deleted = fixture.store.delete(&url).await;
        let id = odd.file_name().unwrap().to_str().unwrap().parse().unwrap();

        assert!(matches!(got, Err(StoreError::BadLocation(_))), "{got:?}");
        assert!(matches!(deleted, Err(StoreError::BadLocation(_))), "{deleted:?}");
        assert!(matches!(fixture.put(id, b"data").await, Err(StoreError::Exists(_))));
    }
    assert_eq!(fs::read(canary).unwrap(), b"secret");
}

#[tokio::test]
async fn a_folder_that_went_away_is_named_and_not_made_again() {
    let fixture = file_store().await;
    let url = fixture.put(ImageId::random(), b"data").await.unwrap().url;
    fs::rename(fixture.datadir(), fixture.datadir().with_extension("away")).unwrap();

    let put = fixture.put(ImageId::random(), b"data").await;

    let folder = fixture.datadir().display().to_string();
    assert!(matches!(&put, Err(StoreError::Unavailable(text)) if text.contains(&folder)), "{put:?}");
    assert!(!fixture.datadir().exists());
    assert!(matches!(fixture.store.get(&url, None).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(fixture.store.sweep().await, Err(StoreError::Unavailable(_))));
    let deleted = fixture.store.delete(&url).await;
    assert!(matches!(deleted, Err(StoreError::Unavailable(_))), "what may come back is not gone: {deleted:?}");
}

#[test]
fn a_folder_whose_place_is_taken_cannot_be_opened() {
    let folder = TempDir::new().unwrap();
    let taken = folder.path().join("taken");
    fs::write(&taken, "").unwrap();

    for datadir in [taken.clone(), taken.join("below")] {
        let opened = FileStore::open(FileStoreOptions::new(&datadir));

        let named = datadir.display().to_string();
        assert!(matches!(&opened, Err(StoreError::Unavailable(text)) if text.contains(&named)), "{opened:?}");
    }
}

#[test]
fn a_folder_without_permission_is_read_and_neither_written_nor_cleared() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_owned();
    // Root may write anywhere by two capabilities, and a thread can give them away for itself and those that it starts.
    let unprivileged = std::thread::spawn(move || {
        let mut mine = capabilities(None).unwrap();
        mine.effective -= CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH;
        set_capabilities(None, mine).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = open(&path);
            let url = store.put(ImageId::random(), whole(b"data"), None).await.unwrap().url;
            fs::set_permissions(&path, Permissions::from_mode(0o500)).unwrap();

            let put = store.put(ImageId::random(), whole(b"data"), None).await;
            let deleted = store.delete(&url).await;
            let read = store.size(&url).await;
            let writable = open(&path).capabilities().writable;

            let named = path.display().to_string();
            assert!(matches!(&put, Err(StoreError::Denied(text)) if text.contains(&named)), "{put:?}");
            assert!(matches!(&deleted, Err(StoreError::Denied(_))), "{deleted:?}");
            assert_eq!(read.unwrap(), 4);
            assert!(store.capabilities().writable && !writable);
            assert_eq!(names_in(&path).len(), 1);
        });
    });

    unprivileged.join().unwrap();
}

#[test]
fn a_put_that_is_dropped_at_any_moment_kept_all_or_nothing() {
    let folder = TempDir::new().unwrap();
    let mut finished = 0;
    for polls in 0..120 {
        let id = ImageId::random();
        let store = open(folder.path());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let done = runtime.block_on(async {
            let mut put = store.put(id, whole(&noise(2_500_000)), None);
            for _ in 0..polls {
                if (&mut put).now_or_never().is_some() {
                    return true;
                }
                tokio::time::sleep(Duration::from_micros(50)).await;
            }
            false
        });
        // Waits for what threads still do.
        drop(runtime);

        let left = names_in(folder.path());
        if done {
            finished += 1;
            assert_eq!(left, [id.to_string()], "{polls}");
            fs::remove_file(folder.path().join(id.as_str())).unwrap();
        } else {
            assert!(left.is_empty(), "{polls}: {left:?}");
        }
    }
    assert!(finished < 120, "it was never dropped");
}

#[test]
fn senders_and_receivers_that_stall_hold_no_thread() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();

    runtime.block_on(async {
        let fixture = file_store().await;
        let data = noise(2_000_000);
        let url = fixture.put(ImageId::random(), &data).await.unwrap().url;
        let mut readings = Vec::new();
        for _ in 0..5 {
            let mut reading = fixture.store.get(&url, None).await.unwrap();
            reading.data.next().await.unwrap().unwrap();
            readings.push(reading);
        }
        let stalls = (0..5).map(|_| fixture.store.put(ImageId::random(), stalled(&data), None));
        let stalls = futures::future::join_all(stalls);

        tokio::select! {
            _ = stalls => unreachable!("their senders never end"),
            stored = fixture.put(ImageId::random(), &data) => assert_eq!(stored.unwrap().size_bytes, 2_000_000),
        }
    });
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_read_breaks_the_stream_off() {
    let fixture = file_store().await;
    let url = fixture.put(ImageId::random(), &noise(100_000)).await.unwrap().url;
    let mut reading = fixture.store.get(&url, None).await.unwrap();
    fs::File::options().write(true).open(url.strip_prefix("file://").unwrap()).unwrap().set_len(50_000).unwrap();

    let mut chunks: Vec<_> = reading.data.by_ref().collect().await;

    assert!(matches!(chunks.pop(), Some(Err(StreamError::Read(_)))));
    assert!(chunks.iter().all(Result::is_ok));
}
