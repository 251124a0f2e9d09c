//! Every known advisory on Glance, its neighbours and its libraries that applies to what exists: one test for each, or
//! more, whose name begins with the row (`s03`) and goes on with the advisory. `pending.txt` says which rows wait for what.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, to panic is to tell what failed"
)]

mod access;
mod coverage;
mod data;
#[path = "../api/description.rs"]
mod description;
#[path = "../api/fixture.rs"]
#[allow(dead_code, reason = "the fixture serves two suites")]
mod fixture;
mod fuzzing;
mod lints;
mod locations;
mod metadefs;
mod names;
#[path = "../program/fixture.rs"]
#[allow(dead_code, reason = "the fixture serves two suites")]
mod program;
mod state;
#[path = "../../../glance-core/tests/support/web.rs"]
mod web;
