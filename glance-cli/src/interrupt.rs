//! Ends the program when the user or the system asks for it, without leaving half a file behind.

use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustix::termios::{OptionalActions, Termios, tcsetattr};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

use crate::error::complain;

/// The file that is being written under a temporary name.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// How the terminal was before a password was asked for.
static TERMINAL: Mutex<Option<Termios>> = Mutex::new(None);

/// 128 and the number of SIGHUP, of SIGINT, and of SIGTERM.
const HUNG_UP: i32 = 129;
const INTERRUPTED: i32 = 130;
const TERMINATED: i32 = 143;

/// Begins to listen for signals. Where that can't be done, they end the program as they always do.
pub(crate) fn watch() {
    // A detached thread: the program does not wait for it.
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(|| {
        if let Ok(runtime) = Builder::new_current_thread().enable_io().build()
            && let Some(code) = runtime.block_on(first_signal())
        {
            complain("... terminating glance client");
            remove_unfinished();
            restore_terminal();
            exit(code);
        }
    });
}

async fn first_signal() -> Option<i32> {
    let mut interrupt = signal(SignalKind::interrupt()).ok()?;
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    // A program under `nohup` goes on without its terminal.
    let mut hangup = if is_hangup_ignored() { None } else { signal(SignalKind::hangup()).ok() };
    let hung_up = async {
        match &mut hangup {
            Some(hangup) => hangup.recv().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        received = hung_up => received.map(|()| HUNG_UP),
        received = interrupt.recv() => received.map(|()| INTERRUPTED),
        received = terminate.recv() => received.map(|()| TERMINATED),
    }
}

/// Whether whoever started the program has it ignore the end of the terminal: the first bit of the mask that Linux tells.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 != 0)
}

/// Names the file to remove if the program is ended from now on; nothing when it has its final name.
pub(crate) fn set_unfinished(path: Option<&Path>) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = path.map(Path::to_owned);
}

/// Keeps how the terminal is to be if the program is ended from now on; nothing when it is so already.
pub(crate) fn set_terminal(usual: Option<Termios>) {
    *TERMINAL.lock().unwrap_or_else(PoisonError::into_inner) = usual;
}

fn restore_terminal() {
    if let Some(usual) = TERMINAL.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &usual);
    }
}

fn remove_unfinished() {
    if let Some(path) = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = std::fs::remove_file(path);
    }
}
