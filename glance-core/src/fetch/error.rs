//! Why something was not fetched.

/// Why something was not fetched.
///
/// The texts may be shown to whoever named the URL. They tell nothing of what is behind a wall: a port that is closed, one
/// that is filtered and one that hangs up are told alike, and so are a name that does not exist and one that may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The text is no URL that could be fetched, in the strict form that is asked for here.
    #[error("not a URL that can be fetched: {0}")]
    BadUrl(&'static str),
    /// The scheme, the host, the port or an address of the host is not allowed, or there is no such host.
    #[error("the URL does not pass filtering")]
    Refused,
    /// No answer came, whatever the reason.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server says that there is nothing.
    #[error("the server has nothing there")]
    NotFound,
    /// The server answered, but not with the data.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The server sent on more often than is followed.
    #[error("the server redirects too often")]
    TooManyRedirects,
    /// A part was asked for, and the server sends the whole.
    #[error("the server cannot send a part of the data")]
    NoRanges,
    /// The data is longer than the limit.
    #[error("the data is longer than {limit} bytes")]
    TooLong {
        /// The most bytes that were allowed.
        limit: u64,
    },
    /// The data comes too slowly to ever end.
    #[error("the data comes too slowly")]
    TooSlow,
    /// The data ended before its end.
    #[error("the data broke off")]
    BrokenOff,
}

/// Why no [`super::Fetcher`] can be made.
#[derive(Debug, thiserror::Error)]
#[error("{what}: {reason}")]
pub struct SetupError {
    pub(super) what: String,
    pub(super) reason: String,
}
