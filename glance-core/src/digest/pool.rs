//! The threads that hash.
//!
//! They belong to the process and not to a hasher, because the cores do: there are never more of them than cores, however
//! many streams there are, and each works off what one lane has in line and then takes the next lane. They come when there
//! is work, and go when there has been none for a while. The runtime's blocking threads are left to what blocks.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::lane::Lane;

/// How long a thread waits for work before it ends.
const PATIENCE: Duration = Duration::from_secs(10);

static POOL: LazyLock<Pool> = LazyLock::new(|| Pool {
    most_threads: thread::available_parallelism().map_or(1, Into::into),
    state: Mutex::default(),
    work: Condvar::new(),
});

struct Pool {
    most_threads: usize,
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Arc<Lane>>,
    threads: usize,
    idle: usize,
}

/// Has `lane` run by some thread soon.
pub(super) fn submit(lane: Arc<Lane>) {
    let mut state = POOL.lock();
    state.queue.push_back(lane);
    if state.queue.len() > state.idle && state.threads < POOL.most_threads {
        match thread::Builder::new().name("digest".to_owned()).spawn(work) {
            Ok(_) => state.threads += 1,
            // The threads that there are will do it, only later. Without any, it is better done here than never.
            Err(_) if state.threads > 0 => {}
            Err(_) => {
                if let Some(lane) = state.queue.pop_back() {
                    drop(state);
                    run(&lane);
                }
                return;
            }
        }
    }
    drop(state);
    POOL.work.notify_one();
}

fn work() {
    let mut state = POOL.lock();
    loop {
        if let Some(lane) = state.queue.pop_front() {
            drop(state);
            run(&lane);
            state = POOL.lock();
            continue;
        }
        state.idle += 1;
        let (woken, waited) = POOL.work.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner);
        state = woken;
        state.idle -= 1;
        if waited.timed_out() && state.queue.is_empty() {
            state.threads -= 1;
            return;
        }
    }
}

/// Runs a lane; one whose digest panics is given up, or its stream would wait for it for good.
pub(super) fn run(lane: &Arc<Lane>) {
    if catch_unwind(AssertUnwindSafe(|| lane.run())).is_err() {
        lane.abandon();
    }
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
