//! The Images API, request by request, against a router in this process.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, to panic is to tell what failed"
)]

mod actions;
mod auth;
mod careless;
mod certificates;
mod cors;
mod custom_properties;
mod description;
mod errors;
mod file;
mod fixture;
mod healthcheck;
mod images;
mod info;
mod keystone;
mod locations;
mod members;
mod metadefs;
mod openapi;
mod policy;
mod policy_https;
mod protection;
mod proxies;
mod recordings;
mod requests;
mod schemas;
mod tags;
mod tasks;
mod versions;
#[path = "../../../glance-core/tests/support/web.rs"]
mod web;
