//! The program as users run it, against recorded answers.

#![cfg(test)]

mod connection;
mod downloads;
mod errors;
mod formats;
mod help;
mod support;
mod tables;
mod updates;
mod uploads;
