//! The rules as requests ask for them: one looks at the files for all, now and then, and never on a thread that drives async
//! code.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::reload::Policy;
use super::rules::Rules;
use crate::error::{Error, Result};

/// How long a look at the files is waited for. Then requests go on with the rules that are known.
const PATIENCE: Duration = Duration::from_secs(1);

/// The look that is under way, if one is.
#[derive(Debug, Default)]
pub(super) struct Looking {
    /// Held during a look, even if nobody waits for it any more: there is never more than one thread at it.
    turn: Arc<tokio::sync::Mutex<()>>,
    look: Mutex<Option<Look>>,
}

#[derive(Debug)]
struct Look {
    begun: Instant,
    /// Whether it was told that it takes too long.
    is_told: bool,
}

impl Policy {
    /// The rules for somebody who asks now. What changed earlier than [`Policy::looking_every`] says counts.
    ///
    /// A look at the files that takes longer than a second is waited for no longer: until it ends, what is known counts.
    ///
    /// # Errors
    /// [`Error::Policy`] as long as a file cannot be read or is no file of rules.
    pub async fn current(&self) -> Result<Arc<Rules>> {
        let since = Instant::now();
        if let Some(rules) = self.recent(since) {
            return rules;
        }
        if let Ok(rules) = timeout(self.inner.looking.patience(), self.look(since)).await {
            return rules;
        }
        self.inner.looking.complain();
        self.known()
    }

    async fn look(&self, since: Instant) -> Result<Arc<Rules>> {
        let turn = self.inner.looking.begin().await;
        if let Some(rules) = self.recent(since) {
            self.inner.looking.end(turn);
            return rules;
        }
        let policy = self.clone();
        let look = spawn_blocking(move || {
            let rules = policy.reload();
            policy.inner.looking.end(turn);
            rules
        });
        look.await.map_err(|error| Error::Internal(format!("reading the rules broke off: {error}")))?
    }
}

impl Looking {
    async fn begin(&self) -> OwnedMutexGuard<()> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        *self.look() = Some(Look { begun: Instant::now(), is_told: false });
        turn
    }

    fn end(&self, turn: OwnedMutexGuard<()>) {
        *self.look() = None;
        drop(turn);
    }

    /// How long is still to be waited.
    fn patience(&self) -> Duration {
        self.look().as_ref().map_or(PATIENCE, |look| PATIENCE.saturating_sub(look.begun.elapsed()))
    }

    fn complain(&self) {
        if let Some(look) = &mut *self.look()
            && !std::mem::replace(&mut look.is_told, true)
        {
            tracing::warn!("looking at the files of rules takes long; until it ends, those that are known count");
        }
    }

    fn look(&self) -> MutexGuard<'_, Option<Look>> {
        self.look.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
