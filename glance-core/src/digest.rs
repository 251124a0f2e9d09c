//! Checksums of data on its way.
//!
//! A [`Hasher`] takes the chunks of one stream and works out several digests of them in one pass. The work is done by a few
//! threads that all hashers of the process share, each digest on a thread of its own as long as cores are free; nothing
//! runs on the threads that drive async code, and no thread waits for a slow sender.
//!
//! ```
//! use glance_core::digest::{Algorithm, Hasher};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let mut hasher = Hasher::new(&[Algorithm::Md5, Algorithm::Sha512]);
//! hasher.update("abc".into()).await;
//! let sums = hasher.finish().await.unwrap();
//!
//! assert_eq!(sums.get(Algorithm::Md5), Some("900150983cd24fb0d6963f7d28e17f72"));
//! assert_eq!(sums.size_bytes, 3);
//! # });
//! ```

mod algorithm;
mod aws_lc;
mod hasher;
mod lane;
#[cfg(feature = "openssl")]
mod openssl;
mod pool;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use hasher::{Hasher, Lost, Sums};
