//! The image service over HTTP.
//!
//! [`router`] answers the Images API with a [`glance_core::service::Glance`] behind it, alone or mounted inside another
//! axum program; [`serve`] brings it onto sockets. The program `glance-server` is these two and its command line.

mod api;
pub mod auth;
mod error;
mod extract;
pub mod keystone;
mod layer;
mod openapi;
mod router;
pub mod serve;
mod state;

pub use error::ApiError;
pub use router::{describe, router};
pub use state::{Options, State};
