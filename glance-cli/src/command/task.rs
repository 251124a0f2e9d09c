//! `task-…`

pub(crate) mod create;
pub(crate) mod list;
mod record;
pub(crate) mod show;
