//! One page of a list.

use super::{Filter, MemberFilter, Order, VisibilityFilter};

/// How long pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLimits {
    /// How many entries a page has when nobody says, `limit_param_default`.
    pub default: u32,
    /// How many entries a page has at most, `api_limit_max`.
    pub max: u32,
}

impl PageLimits {
    /// How many entries a page has at most, of which the caller wants so many.
    pub(crate) fn length(self, wanted: Option<u32>) -> u32 {
        wanted.unwrap_or(self.default).min(self.max)
    }
}

impl Default for PageLimits {
    fn default() -> Self {
        Self { default: 25, max: 1000 }
    }
}

/// What a list is to hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListQuery {
    /// Conditions that all images in the list meet.
    pub filters: Vec<Filter>,
    /// Which images of those that the caller may list.
    pub visibility: VisibilityFilter,
    /// Which of the images that are shared with the caller.
    pub member_status: MemberFilter,
    /// Whether the list holds the hidden images, or the others.
    pub hidden: bool,
    /// The order.
    pub order: Order,
    /// The id of the last image of the page before this one, as the caller wrote it.
    pub marker: Option<String>,
    /// How many entries the caller wants at most.
    pub limit: Option<u32>,
}

impl ListQuery {
    /// How many entries the page has at most.
    pub fn page_length(&self, limits: PageLimits) -> u32 {
        limits.length(self.limit)
    }
}
