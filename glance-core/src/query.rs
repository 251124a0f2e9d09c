//! Which images a list is to hold, in which order, and from where on.

mod filter;
mod page;
mod read;
mod sort;

pub use filter::{Filter, MemberFilter, NumberColumn, TextColumn, TimeColumn, TimeTest, VisibilityFilter};
pub use page::{ListQuery, PageLimits};
pub(crate) use read::read_limit;
pub use sort::{Direction, Order, SortKey};
