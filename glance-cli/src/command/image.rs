//! `image-…`

pub(crate) mod create;
pub(crate) mod create_via_import;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod download;
mod explain;
mod fields;
pub(crate) mod import;
mod importing;
pub(crate) mod list;
pub(crate) mod reactivate;
pub(in crate::command) mod record;
pub(crate) mod show;
pub(crate) mod stage;
pub(crate) mod tasks;
pub(crate) mod update;
pub(crate) mod upload;
