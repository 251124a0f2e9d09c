//! The image service.
fn main() {}
