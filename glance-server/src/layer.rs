//! What happens to every request on its way in and to every response on its way out.

mod access_log;
mod catch_panic;
mod compress;
mod format_errors;
mod identify;
mod negotiate;
mod options;
mod request_id;

pub(crate) use access_log::log_access;
pub(crate) use catch_panic::catch_panic;
pub(crate) use compress::compress;
pub(crate) use format_errors::format_errors;
pub(crate) use identify::identify;
pub(crate) use negotiate::negotiate;
pub(crate) use options::answer_options;
pub(crate) use request_id::identify_request;
