//! The image service as a library.
//!
//! Everything that the OpenStack Images API means lives here: what an image is and which lives it may lead, who may do
//! what with it, how its data is stored, checked and streamed, and how it is kept in a database that a Python Glance can
//! share. Nothing here needs HTTP, and nothing reads the environment, a global or the clock on its own.

pub mod clock;
pub mod context;
pub mod error;
pub mod image;
pub mod metadef;
pub mod query;
pub mod task;
pub mod wire;

#[cfg(feature = "engine")]
pub mod config;
#[cfg(feature = "database")]
pub mod db;
#[cfg(feature = "engine")]
pub mod digest;
#[cfg(feature = "engine")]
pub mod fetch;
#[cfg(feature = "engine")]
pub mod inspect;
#[cfg(feature = "engine")]
pub mod policy;
#[cfg(feature = "engine")]
pub mod repo;
#[cfg(feature = "engine")]
pub mod service;
#[cfg(feature = "engine")]
pub mod store;

pub use error::{Error, Result};
