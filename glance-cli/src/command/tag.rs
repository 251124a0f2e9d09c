//! `image-tag-…`

pub(crate) mod delete;
pub(crate) mod update;
