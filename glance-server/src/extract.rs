//! What handlers take out of requests. All refusals here are [`ApiError`]s, so that a bad request looks like any other.

mod base_url;
mod caller;
mod definition;
mod forwarded;
mod image_id;
mod json_body;
mod json_patch;
mod member;
mod no_body;
mod query;
mod range;
mod segment;
mod tag;
mod task;
mod upload;

pub(crate) use base_url::{BaseUrl, MountPoint};
pub(crate) use caller::Caller;
pub(crate) use definition::{ItemPath, NamespacePath};
pub(crate) use forwarded::Forwarded;
pub(crate) use image_id::ImageIdPath;
pub(crate) use json_body::JsonBody;
pub(crate) use json_patch::JsonPatch;
pub(crate) use member::MemberPath;
pub(crate) use no_body::NoBody;
pub(crate) use query::Query;
pub(crate) use range::Requested;
pub(crate) use tag::TagPath;
pub(crate) use task::TaskPath;
pub(crate) use upload::IncomingData;
