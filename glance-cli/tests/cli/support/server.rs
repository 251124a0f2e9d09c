//! An HTTP server of prepared answers. It takes any request body to its end, and keeps its first bytes.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Bytes of a body to keep for a test to look at.
const KEPT: usize = 64 * 1024;
/// A test that hangs should fail instead.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    head: String,
    body: Vec<u8>,
    /// Bytes of the body that are sent, and whether the connection is then closed or held.
    sent: Option<(usize, bool)>,
    /// Whether to answer without reading the request's body.
    at_once: bool,
}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    pub(crate) body_size: u64,
}

#[derive(Debug, Default)]
struct State {
    /// Answers by `METHOD /path?query`; the last one is given again and again.
    answers: Mutex<HashMap<String, Vec<Answer>>>,
    requests: Mutex<Vec<Request>>,
    stopped: AtomicBool,
}

/// A server on a port of its own. It ends with its value.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

impl Answer {
    pub(crate) fn new(status: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let length =
            if status.starts_with("204") { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{length}Connection: close\r\n");
        Self { head, body, sent: None, at_once: false }
    }

    pub(crate) fn json(document: &serde_json::Value) -> Self {
        Self::new("200 OK", "application/json", document.to_string())
    }

    pub(crate) fn html(status: &str, text: &str) -> Self {
        let page = format!(
            "<html>\n <head>\n  <title>{status}</title>\n </head>\n <body>\n  <h1>{status}</h1>\n  {text}<br /><br />\n\n\n\n \
             </body>\n</html>"
        );
        Self::new(status, "text/html; charset=UTF-8", page)
    }

    pub(crate) fn data(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new("200 OK", "application/octet-stream", bytes)
    }

    pub(crate) fn empty() -> Self {
        Self::new("204 No Content", "text/html", "")
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.extend([name, ": ", value, "\r\n"]);
        self
    }

    /// Closes the connection when so many bytes of the body are sent.
    pub(crate) fn cut_after(self, bytes: usize) -> Self {
        Self { sent: Some((bytes, false)), ..self }
    }

    /// Says no more when so many bytes of the body are sent.
    pub(crate) fn stalled_after(self, bytes: usize) -> Self {
        Self { sent: Some((bytes, true)), ..self }
    }

    /// Answers before the data of the request comes.
    pub(crate) fn at_once(self) -> Self {
        Self { at_once: true, ..self }
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let shared = Arc::clone(&shared);
                // A client that goes away in the middle is what some tests are about.
                thread::spawn(move || stream.and_then(|stream| serve(&shared, &stream)));
            }
        });
        Self { address, state, thread: Some(thread) }
    }

    /// Prepares the next answer to `METHOD /path?query`.
    pub(crate) fn on(self, request: &str, answer: Answer) -> Self {
        self.state.answers.lock().unwrap().entry(request.to_owned()).or_default().push(answer);
        self
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All that was asked so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().unwrap().clone()
    }

    /// The lines of all that was asked so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.line).collect()
    }

    /// Waits until so many requests have come.
    pub(crate) fn wait_for(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.state.requests.lock().unwrap().len() < count {
            assert!(Instant::now() < deadline, "{count} requests did not come");
            thread::yield_now();
        }
    }

    /// The one request of this line.
    pub(crate) fn request(&self, line: &str) -> Request {
        let mut found: Vec<Request> = self.requests().into_iter().filter(|request| request.line == line).collect();
        assert_eq!(found.len(), 1, "{line} in {:?}", self.lines());
        found.remove(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for the next connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(state: &State, stream: &TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    let (line, headers) = read_head(&mut reader)?;
    let answer = next_answer(state, &line);
    let mut request = Request { line, headers, body: Vec::new(), body_size: 0 };
    if !answer.at_once {
        read_body(&mut reader, &mut request)?;
    }
    state.requests.lock().unwrap().push(request);

    let mut writer = stream;
    writer.write_all(answer.head.as_bytes())?;
    writer.write_all(b"\r\n")?;
    let (sent, held) = answer.sent.unwrap_or((answer.body.len(), false));
    writer.write_all(&answer.body[..sent])?;
    if answer.at_once {
        // Closing with data unread would reset the connection, and the answer could be lost.
        stream.shutdown(Shutdown::Write)?;
        std::io::copy(&mut reader, &mut std::io::sink())?;
    }
    if held {
        // Until the client gives up.
        let _ = reader.read(&mut [0]);
    }
    Ok(())
}

fn next_answer(state: &State, line: &str) -> Answer {
    let mut answers = state.answers.lock().unwrap();
    match answers.get_mut(line) {
        Some(prepared) if prepared.len() > 1 => prepared.remove(0),
        Some(prepared) => prepared[0].clone(),
        None => Answer::new("501 Not Implemented", "text/plain", format!("nothing is prepared for {line}")),
    }
}

fn read_head(reader: &mut impl BufRead) -> std::io::Result<(String, HashMap<String, String>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            text => lines.push(text.to_owned()),
        }
    }
    let line = lines.remove(0).trim_end_matches(" HTTP/1.1").to_owned();
    let header = |line: &String| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Ok((line, lines.iter().filter_map(header).collect()))
}

fn read_body(reader: &mut impl BufRead, request: &mut Request) -> std::io::Result<()> {
    if let Some(length) = request.headers.get("content-length") {
        let length: u64 = length.parse().unwrap();
        return read_exactly(reader, length, request);
    }
    if request.headers.get("transfer-encoding").is_none_or(|encoding| encoding != "chunked") {
        return Ok(());
    }
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim_end(), 16).map_err(std::io::Error::other)?;
        read_exactly(reader, size, request)?;
        reader.read_line(&mut String::new())?;
        if size == 0 {
            return Ok(());
        }
    }
}

fn read_exactly(reader: &mut impl Read, size: u64, request: &mut Request) -> std::io::Result<()> {
    let mut left = size;
    let mut buffer = vec![0; KEPT];
    while left > 0 {
        let wanted = buffer.len().min(usize::try_from(left).unwrap_or(KEPT));
        let count = reader.read(&mut buffer[..wanted])?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let room = KEPT.saturating_sub(request.body.len()).min(count);
        request.body.extend_from_slice(&buffer[..room]);
        request.body_size += count as u64;
        left -= count as u64;
    }
    Ok(())
}
