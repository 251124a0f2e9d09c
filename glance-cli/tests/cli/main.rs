//! The program as users run it, against recorded answers.

#![cfg(test)]

mod connection;
mod downloads;
mod errors;
mod formats;
mod help;
mod identity;
mod imports;
mod locations;
mod metadefs;
mod others;
mod schemas;
mod support;
mod tables;
mod tls;
mod updates;
mod uploads;
