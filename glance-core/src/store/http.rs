//! Data on web servers, which is only ever read.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures::{StreamExt, stream};

use super::{ByteRange, Capabilities, DataStream, ImageStore, Reading, StoreError, Stored, StreamError};
use crate::fetch::{FetchError, FetchOptions, FetchRules, Fetched, Fetcher, SystemResolver, Trust};
use crate::image::ImageId;

/// How web servers are talked to. The defaults are Glance's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpStoreOptions {
    /// A file of certificates of authorities in PEM form. With it, only servers that one of these vouches for are read.
    pub ca_file: Option<PathBuf>,
    /// Whether any server is believed over https; without meaning if there is a file of authorities.
    pub insecure: bool,
    /// Schemes and the proxies for them, such as `http` and `10.0.0.1:3128`.
    pub proxies: Vec<(String, String)>,
}

impl Default for HttpStoreOptions {
    fn default() -> Self {
        Self { ca_file: None, insecure: true, proxies: Vec::new() }
    }
}

/// Reads data where it is on the web, as far as the rules for fetches allow. Locations are URLs of http and https.
///
/// The rules are asked at every read: a server that was good when its location was added may lead elsewhere today.
#[derive(Clone, Debug)]
pub struct HttpStore {
    fetcher: Fetcher,
}

impl HttpStore {
    /// Makes a store. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when certificates cannot be read or a proxy makes no sense.
    pub fn open(options: &HttpStoreOptions, rules: FetchRules) -> Result<Self, StoreError> {
        let trust = match &options.ca_file {
            Some(path) => Trust::Only(std::fs::read(path).map_err(|error| {
                StoreError::Unavailable(format!("the file of certificates {}: {error}", path.display()))
            })?),
            None if options.insecure => Trust::Anyone,
            None => Trust::System,
        };
        let options = FetchOptions { rules, trust, proxies: options.proxies.clone(), ..FetchOptions::default() };
        let fetcher = Fetcher::new(&options, Arc::new(SystemResolver::default()));
        fetcher.map(Self::new).map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    /// Reads by this fetcher.
    pub fn new(fetcher: Fetcher) -> Self {
        Self { fetcher }
    }

    fn check_form(&self, url: &str) -> Result<(), StoreError> {
        if self.owns(url) { Ok(()) } else { Err(StoreError::BadLocation("neither http nor https".to_owned())) }
    }
}

#[async_trait]
impl ImageStore for HttpStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities { writable: false, ranges: true }
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["http", "https"]
    }

    async fn vet(&self, url: &str) -> Result<(), StoreError> {
        self.check_form(url)?;
        self.fetcher.check(url).await.map_err(store_error)
    }

    async fn put(&self, _: ImageId, _: DataStream, _: Option<u64>) -> Result<Stored, StoreError> {
        Err(StoreError::Unsupported("web servers are only read"))
    }

    async fn get(&self, url: &str, range: Option<ByteRange>) -> Result<Reading, StoreError> {
        self.check_form(url)?;
        let range = range.map(|ByteRange { start, length }| start..start.saturating_add(length));
        if range.as_ref().is_some_and(std::ops::Range::is_empty) {
            return Ok(nothing());
        }
        let Fetched { size_bytes, data } = match self.fetcher.get(url, range, u64::MAX).await {
            // There is nothing behind the end.
            Err(FetchError::Status(416)) => return Ok(nothing()),
            answer => answer.map_err(store_error)?,
        };
        let data = data.map(|chunk| chunk.map_err(|error| StreamError::Read(std::io::Error::other(error))));
        let unknown = || StoreError::Unavailable("the server does not say how long the data is".to_owned());
        Ok(Reading { size_bytes: size_bytes.ok_or_else(unknown)?, data: Box::pin(data) })
    }

    async fn size(&self, url: &str) -> Result<u64, StoreError> {
        self.check_form(url)?;
        let size_bytes = self.fetcher.size(url).await.map_err(store_error)?;
        size_bytes.ok_or(StoreError::Unsupported("the server does not say how long the data is"))
    }

    async fn delete(&self, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Unsupported("web servers are only read"))
    }

    async fn discard(&self, _: ImageId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn sweep(&self) -> Result<usize, StoreError> {
        Ok(0)
    }
}

fn nothing() -> Reading {
    Reading { size_bytes: 0, data: Box::pin(stream::empty()) }
}

/// URLs may hold passwords and signatures, so that none of these texts has one.
fn store_error(error: FetchError) -> StoreError {
    match error {
        FetchError::NotFound => StoreError::NotFound("the URL of the location".to_owned()),
        FetchError::BadUrl(_) => StoreError::BadLocation(error.to_string()),
        FetchError::NoRanges => StoreError::Unsupported("the server cannot send a part of the data"),
        FetchError::Refused
        | FetchError::Unreachable
        | FetchError::Status(_)
        | FetchError::TooManyRedirects
        | FetchError::TooLong { .. }
        | FetchError::TooSlow
        | FetchError::BrokenOff => StoreError::Unavailable(error.to_string()),
    }
}
