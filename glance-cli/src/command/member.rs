//! `member-…`

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
mod rows;
pub(crate) mod update;
