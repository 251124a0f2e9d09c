//! A connection to a memcached server, and what is said on it.

use std::io::{self, ErrorKind};
use std::time::Duration;

use glance_core::config::CacheServer;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpStream, UnixStream};

/// The longest value that is read. Documents with the catalog of a large cloud have some hundred kilobytes.
const LONGEST_VALUE: usize = 8 << 20;
/// The longest line that is read.
const LONGEST_LINE: u64 = 1024;

/// What a server is to do with the entry of a name.
#[derive(Debug)]
pub(super) enum Command {
    Get,
    Set { value: Vec<u8>, seconds: u64 },
    Delete,
}

/// An entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) value: Vec<u8>,
    /// How long it stays, in whole seconds; `None` if it has no end.
    pub(super) rest: Option<Duration>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

pub(super) struct Connection(BufStream<Box<dyn Stream>>);

impl Connection {
    pub(super) async fn open(server: &CacheServer) -> io::Result<Self> {
        let stream: Box<dyn Stream> = match server {
            CacheServer::Tcp(host, port) => {
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                stream.set_nodelay(true)?;
                Box::new(stream)
            }
            CacheServer::Unix(path) => Box::new(UnixStream::connect(path).await?),
        };
        Ok(Self(BufStream::new(stream)))
    }

    /// Says a command and reads the answer: the entry, if one was asked for and is there.
    ///
    /// # Errors
    /// When the server fails or says what nobody understands; nothing can be said on the connection any more then.
    pub(super) async fn say(&mut self, name: &str, command: &Command) -> io::Result<Option<Found>> {
        match command {
            Command::Get => self.0.write_all(format!("mg {name} v f t\r\n").as_bytes()).await?,
            Command::Set { value, seconds } => {
                self.0.write_all(format!("ms {name} {} T{seconds}\r\n", value.len()).as_bytes()).await?;
                self.0.write_all(value).await?;
                self.0.write_all(b"\r\n").await?;
            }
            Command::Delete => self.0.write_all(format!("md {name}\r\n").as_bytes()).await?,
        }
        self.0.flush().await?;
        read(&mut self.0).await
    }
}

async fn read(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Found>> {
    let line = read_line(stream).await?;
    let mut words = line.split(' ');
    match words.next() {
        Some("VA") => read_value(stream, words).await,
        // Done; not there; not stored; not found.
        Some("HD" | "EN" | "NS" | "NF") => Ok(None),
        // Mostly that a value is too long, which is no fault of the server's.
        Some("SERVER_ERROR") => {
            tracing::debug!(answer = line, "a memcached server does not do what it was told");
            Ok(None)
        }
        Some("ERROR") => Err(senseless("it does not know meta commands: it is older than memcached 1.6")),
        _ => Err(senseless("it says what memcached does not say")),
    }
}

async fn read_value<'l>(
    stream: &mut (impl AsyncBufRead + Unpin),
    mut words: impl Iterator<Item = &'l str>,
) -> io::Result<Option<Found>> {
    let length = words.next().and_then(|length| length.parse().ok()).filter(|length| *length <= LONGEST_VALUE);
    let mut value = vec![0; length.ok_or_else(|| senseless("a value has no length, or it is too long"))?];
    let (mut is_plain, mut rest) = (false, None);
    for word in words {
        match word.split_at_checked(1) {
            // Anything else is another program's way to write values.
            Some(("f", flags)) => is_plain = flags == "0",
            // -1 is no end.
            Some(("t", seconds)) => rest = seconds.parse().ok().map(Duration::from_secs),
            _ => {}
        }
    }
    stream.read_exact(&mut value).await?;
    let mut end = [0; 2];
    stream.read_exact(&mut end).await?;
    if end != *b"\r\n" {
        return Err(senseless("a value is longer than it is said to be"));
    }
    Ok(is_plain.then_some(Found { value, rest }))
}

async fn read_line(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut line = Vec::new();
    stream.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    match line.strip_suffix(b"\r\n") {
        Some(line) => String::from_utf8(line.to_vec()).map_err(|_| senseless("its answer is no text")),
        None if line.is_empty() => Err(ErrorKind::UnexpectedEof.into()),
        None => Err(senseless("its answer has no end")),
    }
}

fn senseless(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
