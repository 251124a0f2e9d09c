//! A web server that behaves as badly as its paths say.

#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

type Files = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A web server on the loopback address. It lives as long as the test's runtime.
#[derive(Clone, Debug)]
pub struct Web {
    pub address: SocketAddr,
    hits: Arc<AtomicUsize>,
    files: Files,
    listening: AbortHandle,
}

/// What a client asked.
struct Request {
    is_head: bool,
    path: String,
    headers: HashMap<String, String>,
}

impl Web {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (hits, files): (Arc<AtomicUsize>, Files) = Default::default();
        let (counter, served) = (Arc::clone(&hits), Arc::clone(&files));
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let served = Arc::clone(&served);
                // Clients that go away in the middle are what the tests are about.
                tokio::spawn(async move { serve(served, stream).await.ok() });
            }
        });
        Self { address, hits, files, listening: listening.abort_handle() }
    }

    /// Takes no more connections.
    pub fn stop(&self) {
        self.listening.abort();
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections there were.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }

    pub fn put(&self, name: &str, data: impl Into<Vec<u8>>) {
        self.files.lock().unwrap().insert(name.to_owned(), data.into());
    }

    /// Sends whoever asks for a file on to somewhere else from now on.
    pub fn redirect(&self, name: &str, to: &str) {
        self.put(&format!("{name} is at"), to);
    }

    pub fn remove(&self, name: &str) {
        self.files.lock().unwrap().remove(name);
    }
}

async fn serve(files: Files, stream: TcpStream) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let mut parts = path.trim_start_matches('/').split('/');
    let (kind, rest) = (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>());
    let name = rest.first().copied().unwrap_or_default();
    let file = files.lock().unwrap().get(name).cloned();
    let moved = files.lock().unwrap().get(&format!("{name} is at")).cloned();
    let mut out = Answer { stream: stream.into_inner(), is_head: request.is_head };
    if let Some(to) = moved {
        return out.status(302, &format!("location: {}\r\n", String::from_utf8_lossy(&to))).await;
    }
    match (kind, file) {
        ("data", Some(data)) => out.ranged(&data, request.headers.get("range")).await,
        ("whole", Some(_)) if request.is_head => out.status(405, "").await,
        ("whole", Some(data)) => out.sized(&data, data.len()).await,
        ("short", Some(data)) => out.sized(&data[..data.len() / 2], data.len()).await,
        ("long", Some(data)) => out.sized(&data, data.len() / 2).await,
        ("nolength", Some(data)) => out.chunked(&data, 1).await,
        ("drip", Some(data)) => out.drip(&data).await,
        ("private", Some(data)) if request.headers.get("authorization").is_some_and(|it| it == "Basic dTpw") => {
            out.sized(&data, data.len()).await
        }
        ("private", Some(_)) => out.status(401, "").await,
        ("endless", _) => out.chunked(&vec![0; 65_536], usize::MAX).await,
        ("status", _) => out.status(name.parse().unwrap(), "").await,
        ("to", _) => {
            let hops: usize = rest[1].parse().unwrap();
            let next = if hops > 1 { format!("/to/{name}/{}?{query}", hops - 1) } else { query.to_owned() };
            out.status(name.parse().unwrap(), &format!("location: {next}\r\n")).await
        }
        ("silent", _) => std::future::pending().await,
        ("hangup", _) => Ok(()),
        _ => out.status(404, "").await,
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Result<Option<Request>> {
    let mut lines = stream.lines();
    let Some(first) = lines.next_line().await? else { return Ok(None) };
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut headers = HashMap::new();
    while let Some(line) = lines.next_line().await?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Ok(Some(Request { is_head: method == "HEAD", path, headers }))
}

struct Answer {
    stream: TcpStream,
    is_head: bool,
}

impl Answer {
    async fn send(&mut self, status: u16, headers: &str, body: &[u8]) -> Result<()> {
        let head = format!("HTTP/1.1 {status} So\r\nconnection: close\r\n{headers}\r\n");
        self.stream.write_all(head.as_bytes()).await?;
        if self.is_head { Ok(()) } else { self.stream.write_all(body).await }
    }

    async fn status(&mut self, status: u16, headers: &str) -> Result<()> {
        self.send(status, &format!("content-length: 6\r\n{headers}"), b"nobody").await
    }

    async fn sized(&mut self, body: &[u8], length: usize) -> Result<()> {
        self.send(200, &format!("content-length: {length}\r\n"), body).await
    }

    async fn ranged(&mut self, data: &[u8], range: Option<&String>) -> Result<()> {
        let Some(range) = range else { return self.sized(data, data.len()).await };
        let (first, last) = range.trim_start_matches("bytes=").split_once('-').unwrap();
        let (first, last): (usize, u64) = (first.parse().unwrap_or(usize::MAX), last.parse().unwrap());
        if first >= data.len() {
            return self
                .send(416, &format!("content-range: bytes */{}\r\ncontent-length: 0\r\n", data.len()), b"")
                .await;
        }
        let last = usize::try_from(last).unwrap_or(usize::MAX).min(data.len() - 1);
        let part = &data[first..=last];
        let headers =
            format!("content-range: bytes {first}-{last}/{}\r\ncontent-length: {}\r\n", data.len(), part.len());
        self.send(206, &headers, part).await
    }

    async fn chunked(&mut self, chunk: &[u8], times: usize) -> Result<()> {
        self.send(200, "transfer-encoding: chunked\r\n", b"").await?;
        for _ in 0..times {
            self.stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes()).await?;
            self.stream.write_all(chunk).await?;
            self.stream.write_all(b"\r\n").await?;
        }
        self.stream.write_all(b"0\r\n\r\n").await
    }

    async fn drip(&mut self, data: &[u8]) -> Result<()> {
        self.sized(b"", data.len()).await?;
        for byte in data {
            tokio::time::sleep(Duration::from_millis(10)).await;
            self.stream.write_all(&[*byte]).await?;
            self.stream.flush().await?;
        }
        Ok(())
    }
}
