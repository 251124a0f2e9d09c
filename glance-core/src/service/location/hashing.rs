//! Reading data where it is, for its digests.

use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;

use crate::digest::{Algorithm, Sums};
use crate::store::{self, ImageStore, StoreError, StreamError};

/// Reads all data at a location, which is to be of this size.
///
/// # Errors
/// Those of the store, and [`StreamError::Aborted`] when the size is another one.
pub(super) async fn sums(
    store: Arc<dyn ImageStore>,
    url: String,
    size_bytes: u64,
    algorithm: Algorithm,
    idle_timeout: Duration,
) -> Result<Sums, StoreError> {
    let reading = store.get(&url, None).await?;
    let data = store::limited(store::patient(reading.data, idle_timeout), size_bytes);
    let (mut data, digests) = store::hashing(data, &[Algorithm::Md5, algorithm]);
    while data.try_next().await?.is_some() {}
    let sums = digests.finish().await?;
    if sums.size_bytes != size_bytes {
        return Err(StreamError::Aborted(format!("{} bytes instead of {size_bytes}", sums.size_bytes)).into());
    }
    Ok(sums)
}
