//! The image service from a terminal.
fn main() {}
