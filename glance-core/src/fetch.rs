//! The one way out: whatever is fetched because a user named a URL goes through here.
//!
//! Who may name a URL may try to make this service ask where they cannot ask themselves: its own machine, the metadata
//! service of its cloud, the networks behind it. [`Fetcher`] lets a request out only if the URL is in strict form, if its
//! scheme, host and port pass the operator's [`FetchRules`], and if every address of its host does. Names are looked up once:
//! the connection goes to one of the addresses that were checked, so that a name cannot change its mind in between. Each
//! redirect passes the same checks. What comes in is bounded in bytes, in time, and in how slowly it may come.
//!
//! ```
//! use std::sync::Arc;
//!
//! use glance_core::fetch::{FetchError, FetchOptions, Fetcher, SystemResolver};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fetcher = Fetcher::new(&FetchOptions::default(), Arc::new(SystemResolver::default()))?;
//!
//! assert_eq!(fetcher.check("http://127.0.0.1/disk.img").await, Err(FetchError::Refused));
//! assert_eq!(fetcher.check("http://10.20.30.40:22/").await, Err(FetchError::Refused));
//! assert_eq!(fetcher.check("http://10.20.30.40/disk.img").await, Ok(()));
//! # Ok(())
//! # }
//! ```

mod address;
mod body;
mod client;
mod error;
mod gate;
mod resolver;
mod rules;
mod target;

use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, LOCATION, RANGE};
use reqwest::{Method, Response, StatusCode};
use tokio::time::timeout;

pub use error::{FetchError, SetupError};
pub use resolver::{Resolver, SystemResolver};
pub use rules::{FetchRules, Filter};

use client::Clients;
use gate::Gate;
use target::Target;

/// How servers, limits and rules are for one [`Fetcher`].
#[derive(Clone, Debug, Default)]
pub struct FetchOptions {
    /// Where fetches may go.
    pub rules: FetchRules,
    /// How long and how much.
    pub limits: FetchLimits,
    /// Which servers are believed to be who they say, over https.
    pub trust: Trust,
    /// Schemes and the proxies for them, such as `http` and `10.0.0.1:3128`. A proxy looks names up on its own: that it
    /// does not lead where it should not is for whoever runs it.
    pub proxies: Vec<(String, String)>,
}

/// Which servers are believed to be who they say, over https.
#[derive(Clone, Debug, Default)]
pub enum Trust {
    /// Those that an authority vouches for which the system knows.
    #[default]
    System,
    /// Those that one of these authorities vouches for: certificates in PEM form.
    Only(Vec<u8>),
    /// All.
    Anyone,
}

/// How long and how much. None of it depends on what a server says.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// How many redirects are followed.
    pub redirects: usize,
    /// How long it may take to look up a name, and then to connect to one of its addresses.
    pub connect: Duration,
    /// How long it may take until a server answers, from the beginning.
    pub answer: Duration,
    /// In each such time that its data was waited for, a server sends...
    pub window: Duration,
    /// ... no fewer bytes than this.
    pub least_bytes: u64,
    /// How long data may be waited for in all.
    pub longest: Duration,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            redirects: 5,
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            window: Duration::from_secs(30),
            least_bytes: 32 * 1024,
            longest: Duration::from_secs(24 * 3600),
        }
    }
}

/// Data on its way: chunks in order, or why no more will come.
pub type FetchStream = Pin<Box<dyn Stream<Item = Result<Bytes, FetchError>> + Send>>;

/// An answer with data.
pub struct Fetched {
    /// How many bytes [`Fetched::data`] will bring, if the server says so.
    pub size_bytes: Option<u64>,
    /// The data.
    pub data: FetchStream,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

/// Fetches what URLs name, if that is allowed. Clones are the same.
#[derive(Clone, Debug)]
pub struct Fetcher {
    gate: Gate,
    clients: Arc<Clients>,
    limits: FetchLimits,
}

impl Fetcher {
    /// Makes a fetcher. Nothing is sent yet.
    ///
    /// # Errors
    /// [`SetupError`] when certificates or proxies make no sense.
    pub fn new(options: &FetchOptions, resolver: Arc<dyn Resolver>) -> Result<Self, SetupError> {
        let limits = options.limits;
        let rules = Arc::new(options.rules.clone());
        let gate = Gate { rules, resolver, patience: limits.connect };
        Ok(Self { clients: Arc::new(Clients::new(options, &gate)?), gate, limits })
    }

    /// Tells whether `url` may be fetched at all. Its host is looked up for that, and nothing else happens.
    ///
    /// # Errors
    /// [`FetchError::BadUrl`] and [`FetchError::Refused`].
    pub async fn check(&self, url: &str) -> Result<(), FetchError> {
        self.gate.check(&Target::parse(url)?).await
    }

    /// Asks how many bytes are at `url`; `None` when its server does not say.
    ///
    /// # Errors
    /// All but those of data: [`FetchError::NotFound`] when there is nothing.
    pub async fn size(&self, url: &str) -> Result<Option<u64>, FetchError> {
        match self.open(&Method::HEAD, url, None).await {
            Ok(head) if announced(&head).is_some() => Ok(announced(&head)),
            // Some servers know no such method, and some URLs are signed for one method alone.
            Ok(_) | Err(FetchError::Status(_)) => Ok(announced(&self.open(&Method::GET, url, None).await?)),
            Err(error) => Err(error),
        }
    }

    /// Fetches what is at `url`, or the bytes in `range` of it, and fails when there are more than `max_bytes`.
    ///
    /// # Errors
    /// [`FetchError::NotFound`] when there is nothing, [`FetchError::NoRanges`] when the server cannot send a part, and
    /// [`FetchError::Status`] with 416 when there are no bytes in the range.
    pub async fn get(&self, url: &str, range: Option<Range<u64>>, max_bytes: u64) -> Result<Fetched, FetchError> {
        let response = self.open(&Method::GET, url, range.as_ref()).await?;
        if let Some(range) = &range {
            check_range(&response, range)?;
        }
        let size_bytes = response.content_length();
        if size_bytes.is_some_and(|size| size > max_bytes) {
            return Err(FetchError::TooLong { limit: max_bytes });
        }
        Ok(Fetched { size_bytes, data: Box::pin(body::bounded(response, &self.limits, max_bytes)) })
    }

    /// Follows redirects until there is an answer.
    async fn open(&self, method: &Method, url: &str, range: Option<&Range<u64>>) -> Result<Response, FetchError> {
        let mut target = Target::parse(url)?;
        for _ in 0..=self.limits.redirects {
            let response = self.ask(method, &target, range).await?;
            let status = response.status();
            match status.as_u16() {
                301 | 302 | 303 | 307 | 308 => {
                    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                    let next = target.redirected(location.ok_or(FetchError::Status(status.as_u16()))?);
                    target = next.map_err(|_| FetchError::Refused)?;
                }
                404 | 410 => return Err(FetchError::NotFound),
                _ if status.is_success() => return Ok(response),
                other => return Err(FetchError::Status(other)),
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    /// Sends one request, to a target that passes.
    async fn ask(&self, method: &Method, target: &Target, range: Option<&Range<u64>>) -> Result<Response, FetchError> {
        self.gate.rules.check(target).inspect_err(|_| tracing::info!(to = ?target, "a fetch is not allowed"))?;
        let (client, is_proxied) = self.clients.of(target.scheme);
        if is_proxied {
            self.gate.check(target).await?;
        }
        let mut request = client.request(method.clone(), target.url.clone()).header(ACCEPT_ENCODING, "identity");
        if let Some((name, password)) = &target.login {
            request = request.basic_auth(name, Some(password));
        }
        if let Some(Range { start, end }) = range {
            request = request.header(RANGE, format!("bytes={start}-{}", end.saturating_sub(1)));
        }
        let answer = timeout(self.limits.answer, request.send()).await.map_err(|_| FetchError::Unreachable)?;
        answer.map_err(|error| {
            let error = error.without_url();
            tracing::info!(to = ?target, error = %cause(&error), "a fetch failed");
            refusal(&error).unwrap_or(FetchError::Unreachable)
        })
    }
}

/// What the gate said while a connection was made.
fn refusal(error: &(dyn std::error::Error + 'static)) -> Option<FetchError> {
    match error.downcast_ref::<FetchError>() {
        Some(refusal) => Some(*refusal),
        None => error.source().and_then(refusal),
    }
}

/// The innermost of what went wrong, which names no URL.
fn cause<'e>(error: &'e (dyn std::error::Error + 'static)) -> &'e (dyn std::error::Error + 'static) {
    error.source().map_or(error, cause)
}

/// The length in the head of an answer, which an answer to `HEAD` has without the data.
fn announced(response: &Response) -> Option<u64> {
    response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn check_range(response: &Response, range: &Range<u64>) -> Result<(), FetchError> {
    if response.status() != StatusCode::PARTIAL_CONTENT {
        return Err(FetchError::NoRanges);
    }
    let sent = response.headers().get(CONTENT_RANGE).and_then(|value| {
        let (first, rest) = value.to_str().ok()?.strip_prefix("bytes ")?.split_once('-')?;
        let (last, _) = rest.split_once('/')?;
        Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?))
    });
    match sent {
        Some((first, last)) if first == range.start && last < range.end => Ok(()),
        _ => Err(FetchError::NoRanges),
    }
}
