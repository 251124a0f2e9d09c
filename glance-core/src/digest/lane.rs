//! One digest of one stream: chunks wait in line, and one thread at a time works them off.

use std::collections::VecDeque;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use digest::DynDigest;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{Algorithm, pool};

/// A part of a stream, which its lanes share. When the last of them is done with it, its share of the budget is free.
pub(super) struct Chunk {
    bytes: Bytes,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Chunk {
    pub(super) fn new(bytes: Bytes, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { bytes, _permit: permit }
    }
}

/// One digest of one stream.
pub(super) struct Lane {
    algorithm: Algorithm,
    line: Mutex<Line>,
}

struct Line {
    waiting: VecDeque<Arc<Chunk>>,
    /// Whom to tell the digest when the line is empty, once no more will come.
    end: Option<oneshot::Sender<String>>,
    state: State,
}

enum State {
    /// Nothing is in line.
    Idle(Box<dyn DynDigest + Send>),
    /// The lane waits for a thread.
    Queued(Box<dyn DynDigest + Send>),
    /// A thread is at it and has the digest.
    Running,
    /// Nobody wants the digest any more, or it is told.
    Over,
}

impl Lane {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        let line = Line { waiting: VecDeque::new(), end: None, state: State::Idle(algorithm.start()) };
        Self { algorithm, line: Mutex::new(line) }
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Puts a chunk in line.
    pub(super) fn push(self: &Arc<Self>, chunk: Arc<Chunk>) {
        self.change(|line| {
            if !matches!(line.state, State::Over) {
                line.waiting.push_back(chunk);
            }
        });
    }

    /// Says that no more chunks will come; the digest is sent once those in line are hashed. If it is lost already, what is
    /// returned fails at once.
    pub(super) fn end(self: &Arc<Self>) -> oneshot::Receiver<String> {
        let (end, told) = oneshot::channel();
        self.change(|line| {
            if !matches!(line.state, State::Over) {
                line.end = Some(end);
            }
        });
        told
    }

    /// Gives up. A thread that is at work finds out after what it took from the line.
    pub(super) fn abandon(&self) {
        let mut line = self.lock();
        line.waiting.clear();
        line.end = None;
        line.state = State::Over;
    }

    /// Works off what is in line. Called by one thread at a time.
    pub(super) fn run(self: &Arc<Self>) {
        let (mut digest, chunks) = {
            let mut line = self.lock();
            match std::mem::replace(&mut line.state, State::Running) {
                State::Queued(digest) => (digest, std::mem::take(&mut line.waiting)),
                other => {
                    line.state = other;
                    return;
                }
            }
        };
        for chunk in chunks {
            digest.update(&chunk.bytes);
        }
        self.change(|line| match line.state {
            State::Over => {}
            _ => match line.end.take() {
                Some(end) if line.waiting.is_empty() => {
                    line.state = State::Over;
                    // Nobody may be left who wants to know.
                    _ = end.send(hex(&digest.finalize()));
                }
                end => {
                    line.end = end;
                    line.state = State::Idle(digest);
                }
            },
        });
    }

    /// Changes the line, and asks for a thread if that leaves work for one and none is asked for.
    fn change(self: &Arc<Self>, change: impl FnOnce(&mut Line)) {
        let mut line = self.lock();
        change(&mut line);
        if line.waiting.is_empty() && line.end.is_none() {
            return;
        }
        line.state = match std::mem::replace(&mut line.state, State::Over) {
            State::Idle(digest) => State::Queued(digest),
            other => {
                line.state = other;
                return;
            }
        };
        drop(line);
        pool::submit(Arc::clone(self));
    }

    // A digest that panicked had the lock released before; what the lock protects is whole.
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use digest::InvalidBufferSize;
    use tokio::time::timeout;

    use super::*;

    struct Faulty;

    impl DynDigest for Faulty {
        fn update(&mut self, _: &[u8]) {
            panic!("a fault in an implementation");
        }

        fn finalize_into(self, _: &mut [u8]) -> Result<(), InvalidBufferSize> {
            unreachable!("it has panicked")
        }

        fn finalize_into_reset(&mut self, _: &mut [u8]) -> Result<(), InvalidBufferSize> {
            unreachable!("it has panicked")
        }

        fn reset(&mut self) {}

        fn output_size(&self) -> usize {
            16
        }

        fn box_clone(&self) -> Box<dyn DynDigest> {
            Box::new(Self)
        }
    }

    #[tokio::test]
    async fn a_digest_that_was_lost_before_the_end_is_not_waited_for() {
        let waiting = VecDeque::from([Arc::new(Chunk::new(Bytes::from_static(b"data"), None))]);
        let state = State::Queued(Box::new(Faulty));
        let line = Mutex::new(Line { waiting, end: None, state });
        let faulty = Arc::new(Lane { algorithm: Algorithm::Md5, line });
        pool::run(&faulty);

        let told = timeout(Duration::from_secs(20), faulty.end()).await.unwrap();

        assert!(told.is_err());
    }
}
