//! Inputs that the benches share.

#![expect(clippy::unwrap_used, reason = "a benchmark has nobody to report to but its reader")]

mod catalog;
mod house;
#[cfg(feature = "openssl")]
pub mod openssl;

pub use catalog::{Backend, Catalog};
pub use house::{House, chunks};

/// Bytes of a MiB.
pub const MIB: u64 = 1024 * 1024;

/// Whether the bench is to be over soon (`--quick`), and leaves out what takes long.
pub fn is_quick() -> bool {
    std::env::args().any(|argument| argument == "--quick")
}
