//! Claims that take a process of their own: one that is killed, one that may write little, one with another umask.
//!
//! The other process is this test program again, told to run [`plays_the_other_process`] and nothing else.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use futures::{StreamExt, stream};
use glance_core::image::ImageId;
use glance_core::store::{ImageStore, StoreError};
use tempfile::TempDir;

use crate::fixture::{names_in, noise, open, whole};

const ROLE: &str = "STORE_CONTRACT_ROLE";
const FOLDER: &str = "STORE_CONTRACT_FOLDER";
const SENT: &str = "all that this sender will send";

/// Not a claim but the other process of those below; on its own it has no role and does nothing.
#[tokio::test]
async fn plays_the_other_process() {
    let (Ok(role), Ok(folder)) = (std::env::var(ROLE), std::env::var(FOLDER)) else { return };
    let store = open(Path::new(&folder));
    let data = noise(3_000_000);
    match role.as_str() {
        "stalls" => {
            let silence = stream::once(async {
                println!("{SENT}");
                std::future::pending().await
            });
            store.put(ImageId::random(), Box::pin(whole(&data).chain(silence)), None).await.unwrap();
        }
        "fills the disk" => {
            let put = store.put(ImageId::random(), whole(&data), None).await;
            assert!(matches!(&put, Err(StoreError::Full(text)) if text.contains(&folder)), "{put:?}");
            assert!(names_in(Path::new(&folder)).is_empty());
        }
        "stores" => drop(store.put(ImageId::random(), whole(&data), None).await.unwrap()),
        role => unreachable!("{role}"),
    }
}

/// Runs the other process, after the shell did what `setting` says.
fn other_process(role: &str, setting: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    let program = std::env::current_exe().unwrap();
    command.arg("-c").arg(format!("{setting}; exec \"$0\" \"$@\"")).arg(program);
    command.args(["--exact", "process::plays_the_other_process", "--nocapture"]);
    command.env(ROLE, role).env(FOLDER, folder).stdout(Stdio::piped());
    command
}

#[tokio::test]
async fn what_a_killed_writer_leaves_is_swept_and_not_before_it_is_dead() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let mut writer = other_process("stalls", ":", folder.path()).spawn().unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains(SENT)));

    let (swept_alive, left_alive) = (store.sweep().await.unwrap(), names_in(folder.path()));
    writer.kill().unwrap();
    writer.wait().unwrap();
    let left_dead = names_in(folder.path());
    let (swept_dead, left_swept) = (store.sweep().await.unwrap(), names_in(folder.path()));

    assert_eq!((swept_alive, left_alive.len()), (0, 1));
    assert!(left_alive[0].starts_with('.'), "{left_alive:?}");
    assert_eq!(left_dead, left_alive);
    assert_eq!((swept_dead, left_swept.len()), (1, 0));
}

#[tokio::test]
async fn discarding_takes_what_a_killed_writer_left_of_that_image_only() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    for _ in 0..2 {
        let mut writer = other_process("stalls", ":", folder.path()).spawn().unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains(SENT)));
        writer.kill().unwrap();
        writer.wait().unwrap();
    }
    let left = names_in(folder.path());

    store.discard(left[0][1..37].parse().unwrap()).await.unwrap();

    assert_eq!(names_in(folder.path()), left[1..]);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    // The limit on a file's size stands for a disk without room; the signal that comes with it would end the program.
    let limit = "trap '' XFSZ; ulimit -f 2048";

    let output = other_process("fills the disk", limit, folder.path()).output().unwrap();

    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_umask_changes_nothing() {
    for umask in ["0000", "0077"] {
        let folder = TempDir::new().unwrap();

        let output = other_process("stores", &format!("umask {umask}"), folder.path()).output().unwrap();

        assert!(output.status.success(), "{output:?}");
        let file = folder.path().join(&names_in(folder.path())[0]);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o7777, 0o640, "{umask}");
    }
}
