//! The work on images' data that this very process has under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::image::ImageId;

/// All that is under way here, by the ids in the leases.
#[derive(Debug, Default)]
pub(super) struct Works(Mutex<HashMap<Uuid, (ImageId, CancellationToken)>>);

/// One piece of work; it is under way as long as this lives.
#[derive(Debug)]
pub(super) struct Work {
    works: Arc<Works>,
    id: Uuid,
    /// Ends when nobody wants the work to go on.
    pub(super) cancelled: CancellationToken,
}

impl Works {
    /// Notes that work on an image begins.
    pub(super) fn begin(self: &Arc<Self>, id: Uuid, image: ImageId) -> Work {
        let cancelled = CancellationToken::new();
        self.with(|works| works.insert(id, (image, cancelled.clone())));
        Work { works: Arc::clone(self), id, cancelled }
    }

    /// Whether this work is under way here.
    pub(super) fn has(&self, id: Uuid) -> bool {
        self.with(|works| works.contains_key(&id))
    }

    /// Tells whoever works on an image that it is gone.
    pub(super) fn cancel(&self, image: ImageId) {
        self.with(|works| works.values().filter(|(other, _)| *other == image).for_each(|(_, token)| token.cancel()));
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<Uuid, (ImageId, CancellationToken)>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.works.with(|works| works.remove(&self.id));
    }
}
