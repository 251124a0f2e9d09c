//! What happens to every request on its way in and to every response on its way out.

mod access_log;
mod catch_panic;
mod compress;
mod cors;
mod format_errors;
mod health;
mod hide_secrets;
mod identify;
mod negotiate;
mod proxy;
mod request_id;
mod sniffing;

pub(crate) use access_log::log_access;
pub(crate) use catch_panic::catch_panic;
pub(crate) use compress::compress;
pub(crate) use cors::share_with_pages;
pub(crate) use format_errors::format_errors;
pub(crate) use health::tell_health;
pub(crate) use hide_secrets::hide_secrets;
pub(crate) use identify::identify;
pub(crate) use negotiate::negotiate;
pub(crate) use proxy::hear_proxy;
pub(crate) use request_id::identify_request;
pub(crate) use sniffing::forbid_sniffing;
