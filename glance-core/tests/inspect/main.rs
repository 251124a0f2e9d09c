//! What data is found to be, by data that was forged to deceive.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod cases;
mod mutations;
mod reference;
mod rules;
