//! `stores-…`

pub(crate) mod delete;
pub(crate) mod info;
