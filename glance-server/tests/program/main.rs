//! The program, from outside: started, talked to over sockets, and stopped.

#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to panic is to tell what failed")]

mod configuration;
mod fixture;
mod limits;
mod local;
mod logs;
mod malformed;
mod manage;
mod metadefs;
mod policy;
mod shutdown;
mod tasks;
mod tls;
mod transfer;
mod unix;
