//! What one request asks Keystone for all others.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::KeystoneError;

/// A value that is gotten when somebody needs it, by one request for all that wait for it. So is a failure: a Keystone that
/// does not answer is waited for once, and not by each of them in turn. Who comes later tries again.
#[derive(Debug)]
pub(super) struct Errand<T> {
    /// Locked while the value is gotten.
    last: Mutex<Last<T>>,
    /// How long a request waits for another one.
    patience: Duration,
}

#[derive(Debug)]
struct Last<T> {
    value: Option<T>,
    /// When it could not be gotten, and why not.
    failure: Option<(Instant, KeystoneError)>,
}

impl<T: Clone> Errand<T> {
    pub(super) fn new(patience: Duration) -> Self {
        Self { last: Mutex::new(Last { value: None, failure: None }), patience }
    }

    /// The value at hand if it is good enough, or a new one for somebody who has been waiting since then.
    ///
    /// # Errors
    /// What `make` fails with, here or for somebody else meanwhile, and [`KeystoneError::Busy`].
    pub(super) async fn get(
        &self,
        since: Instant,
        is_good: impl FnOnce(&T) -> bool,
        make: impl Future<Output = Result<T, KeystoneError>>,
    ) -> Result<T, KeystoneError> {
        let mut last = timeout(self.patience, self.last.lock()).await.map_err(|_| KeystoneError::Busy)?;
        if let Some(value) = &last.value
            && is_good(value)
        {
            return Ok(value.clone());
        }
        if let Some((at, error)) = &last.failure
            && since < *at
        {
            return Err(error.clone());
        }
        let gotten = make.await;
        match &gotten {
            Ok(value) => *last = Last { value: Some(value.clone()), failure: None },
            Err(error) => last.failure = Some((Instant::now(), error.clone())),
        }
        gotten
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn a_failure_is_told_to_those_who_waited_for_it_and_to_nobody_else() {
        let errand = Errand::<u8>::new(Duration::from_secs(20));
        let before = Instant::now();
        let failed = errand.get(before, |_| true, ready(Err(KeystoneError::Setup("first".to_owned())))).await;
        assert_eq!(failed.unwrap_err().to_string(), "first");

        let waited = errand.get(before, |_| true, pending()).await;
        let later = errand.get(Instant::now(), |_| true, ready(Ok(2))).await;
        let afterwards = errand.get(before, |_| true, pending()).await;

        assert_eq!(waited.unwrap_err().to_string(), "first");
        assert_eq!((later.unwrap(), afterwards.unwrap()), (2, 2));
    }

    #[tokio::test]
    async fn nobody_waits_for_others_without_an_end() {
        let errand = Errand::<u8>::new(Duration::from_millis(20));

        let waited = tokio::select! {
            biased;
            never = errand.get(Instant::now(), |_| true, pending()) => never,
            waited = errand.get(Instant::now(), |_| true, pending()) => waited,
        };

        assert!(matches!(waited, Err(KeystoneError::Busy)), "{waited:?}");
    }
}
