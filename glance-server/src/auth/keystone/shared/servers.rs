//! The memcached servers: which of them has what, which of them are left alone, and the connections to them.

use std::fmt;
use std::io::{self, ErrorKind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use glance_core::config::{CacheServer, SharedCacheConfig};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::{Command, Connection, Found};

/// How often another server is looked for in place of one that is left alone.
const MOST_TRIES: u32 = 10;

#[derive(Debug)]
pub(super) struct Servers {
    all: Vec<Server>,
    dead_retry: Duration,
    timeout: Duration,
    idle_timeout: Duration,
}

struct Server {
    address: CacheServer,
    /// One for each connection that there may be.
    turns: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Until when nothing is asked.
    dead_until: Option<Instant>,
    /// Connections that nobody uses, and since when.
    idle: Vec<(Connection, Instant)>,
}

impl Servers {
    pub(super) fn new(config: &SharedCacheConfig) -> Self {
        let server = |address: &CacheServer| Server {
            address: address.clone(),
            turns: Semaphore::new(config.connections),
            state: Mutex::default(),
        };
        Self {
            all: config.servers.iter().map(server).collect(),
            dead_retry: config.dead_retry,
            timeout: config.timeout,
            idle_timeout: config.idle_timeout,
        }
    }

    /// Says a command to the server that has the entry of this name, or to the one that stands in for it. One that fails is
    /// left alone for a while. If none of them answers, it is as if there were no entry.
    pub(super) async fn ask(&self, name: &str, command: &Command) -> Option<Found> {
        for _ in 0..MOST_TRIES {
            let server = self.server_of(name)?;
            // Who waits for long finds the others ahead waiting for a server that does not answer.
            let _turn = timeout(self.timeout, server.turns.acquire()).await.ok()?.ok()?;
            if server.state().is_dead() {
                continue;
            }
            match timeout(self.timeout, self.say(server, name, command)).await {
                Ok(Ok(found)) => return found,
                Ok(Err(error)) => self.leave_alone(server, &error),
                Err(_) => {
                    self.leave_alone(server, &ErrorKind::TimedOut.into());
                    return None;
                }
            }
        }
        None
    }

    fn leave_alone(&self, server: &Server, error: &io::Error) {
        let mut state = server.state();
        if !state.is_dead() {
            let (server, seconds) = (server.address(), self.dead_retry.as_secs());
            tracing::warn!(server, %error, "a memcached server failed; it is left alone for {seconds} s");
        }
        *state = State { dead_until: Some(Instant::now() + self.dead_retry), idle: Vec::new() };
    }

    /// On a connection from before, or on a new one if that is none any more, as after a restart of the server.
    async fn say(&self, server: &Server, name: &str, command: &Command) -> io::Result<Option<Found>> {
        let known = server.state().take(self.idle_timeout);
        if let Some(mut connection) = known
            && let Ok(found) = connection.say(name, command).await
        {
            server.state().idle.push((connection, Instant::now()));
            return Ok(found);
        }
        let mut connection = Connection::open(&server.address).await?;
        let found = connection.say(name, command).await?;
        server.state().idle.push((connection, Instant::now()));
        Ok(found)
    }

    /// The server of a name, or the one that stands in for it. Services in Python count alike, and find the same.
    fn server_of(&self, name: &str) -> Option<&Server> {
        let mut number = hash(name.as_bytes());
        for tried in 0..MOST_TRIES {
            let server = self.all.get((number as usize).checked_rem(self.all.len())?)?;
            if !server.state().is_dead() {
                return Some(server);
            }
            number = hash(format!("{number}{tried}").as_bytes());
        }
        None
    }
}

impl Server {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn address(&self) -> String {
        match &self.address {
            CacheServer::Tcp(host, port) => format!("{host}:{port}"),
            CacheServer::Unix(path) => path.display().to_string(),
        }
    }
}

impl State {
    fn is_dead(&self) -> bool {
        self.dead_until.is_some_and(|until| Instant::now() < until)
    }

    /// The connection that was used last, if it was not long ago.
    fn take(&mut self, idle_timeout: Duration) -> Option<Connection> {
        self.idle.retain(|(_, since)| since.elapsed() < idle_timeout);
        self.idle.pop().map(|(connection, _)| connection)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())
    }
}

/// The number by which python-memcached chooses servers: 15 bits of the CRC-32, and never 0.
fn hash(name: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in name {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    (!crc >> 16 & 0x7fff).max(1)
}
