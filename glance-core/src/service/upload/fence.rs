//! The end of the data, which a store sees only as long as the upload has its lease.
//!
//! Without that, a process that was suspended or cut off from the database could publish data of an upload that others
//! have given up, and that nobody would ever remove.

use futures::{StreamExt, stream};
use tokio::sync::{mpsc, oneshot};

use super::running::Running;
use crate::error::Result;
use crate::store::{DataStream, StreamError};

/// Says that the data may end; dropped, it says the opposite.
pub(super) type Leave = oneshot::Sender<()>;

/// Passes everything on, and asks before it ends.
pub(super) fn fenced(data: DataStream, asks: mpsc::Sender<Leave>) -> DataStream {
    let end = stream::once(async move {
        let (leave, answer) = oneshot::channel();
        // Nobody who answers is nobody who takes the data either.
        _ = asks.send(leave).await;
        answer.await.err().map(|_| Err(StreamError::Aborted("the upload was given up".to_owned())))
    });
    data.chain(end.filter_map(std::future::ready)).boxed()
}

impl Running {
    /// Makes sure that the lease lasts until the data is in its place.
    ///
    /// # Errors
    /// [`crate::Error::Gone`] when it is somebody else's, and those of the database.
    pub(super) async fn settle(&mut self) -> Result<()> {
        if self.doubtful.is_empty() && self.lease.is_fresh(self.service.now()) {
            return Ok(());
        }
        self.hold().await
    }
}
