//! `md-resource-type-…`

pub(crate) mod associate;
pub(crate) mod associations;
pub(crate) mod deassociate;
pub(crate) mod list;
