use axum::http::StatusCode;

/// Why Keystone did not say what it was asked. All of it is for the log.
#[derive(Clone, Debug, thiserror::Error)]
pub enum KeystoneError {
    /// What the configuration names cannot be used, such as a certificate.
    #[error("{0}")]
    Setup(String),
    /// No answer came.
    #[error("Keystone at {url} does not answer: {reason}")]
    Unreachable {
        /// What was asked.
        url: String,
        /// What went wrong on the way.
        reason: String,
    },
    /// So many others wait for its answers that there was no turn for this question.
    #[error("too many questions to Keystone wait for an answer already")]
    Busy,
    /// The service account may not come in, or may not do what it does.
    #[error(
        "Keystone at {url} refuses the service account with {status}: check its credentials, its project and its roles"
    )]
    Refused {
        /// What was asked.
        url: String,
        /// The answer.
        status: StatusCode,
    },
    /// An answer that nobody can act on.
    #[error("Keystone at {url} answers {what}")]
    Answer {
        /// What was asked.
        url: String,
        /// What is wrong with the answer.
        what: String,
    },
}
