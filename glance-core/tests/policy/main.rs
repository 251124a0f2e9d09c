//! Rules: their language, their files, and the servers that they ask.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod configuration;
mod files;
mod language;
mod oslo;
mod protection;
mod remote;
