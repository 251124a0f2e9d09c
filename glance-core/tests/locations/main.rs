//! Locations that clients name: what becomes of images, tasks and data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod crashes;
mod fixture;
mod importing;
mod overtaken;
mod shared_data;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/web.rs"]
mod web;
