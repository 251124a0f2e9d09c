//! What is told of where data is.

/// What an operator lets callers see of where data is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImageView {
    /// `show_multiple_locations`
    pub locations: bool,
    /// `show_image_direct_url`
    pub direct_url: bool,
    /// Whether there are several stores, so that their names matter.
    pub stores: bool,
}
