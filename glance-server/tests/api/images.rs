//! `/v2/images` and `/v2/images/{image_id}`

mod change;
mod create;
mod delete;
mod list;
mod show;
