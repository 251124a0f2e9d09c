//! Keystone, asked in the name of a service account.

mod account;
mod catalog;
mod client;
mod errand;
mod error;
mod limits;
mod session;

pub(crate) use catalog::Catalog;
pub use error::KeystoneError;
pub use limits::KeystoneLimits;
pub use session::{Reply, Session};
