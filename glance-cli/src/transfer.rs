//! Image data on its way up and down.

mod digest;
mod download;
mod progress;
mod source;
mod target;
mod upload;

pub(crate) use download::{Download, download};
pub(crate) use source::Source;
pub(crate) use upload::{Place, upload};
