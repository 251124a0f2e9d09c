//! Who asks, and where the service is: options and variables, then `clouds.yaml`, then Keystone.

mod cloud;
mod discovery;
mod identity;
mod keystone;
mod prompt;
mod scope;
mod secret;
mod settings;

pub(crate) use identity::{Access, Identity};
pub(crate) use secret::Secret;
pub(crate) use settings::{Settings, Tls};
