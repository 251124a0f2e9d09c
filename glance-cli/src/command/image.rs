//! `image-…`

pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod download;
mod fields;
pub(crate) mod list;
pub(crate) mod reactivate;
mod record;
pub(crate) mod show;
pub(crate) mod update;
pub(crate) mod upload;
