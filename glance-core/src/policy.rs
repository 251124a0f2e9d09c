//! Who may do what: rules in the language of oslo.policy.
//!
//! [`Policy`] keeps the rules that are in force: the defaults of a current Glance, and over them what stands in files,
//! which are read again when they change. [`Policy::decide`] answers whether a caller may do something to a target.
//!
//! ```
//! use glance_core::policy::parse;
//!
//! let rule = parse("role:admin or (role:member and project_id:%(owner)s)");
//! assert_eq!(rule.check.to_string(), "(role:admin or (role:member and project_id:%(owner)s))");
//!
//! let wrong = parse("role:admin or or role:member");
//! assert_eq!((wrong.check.to_string(), wrong.faults[0].at), ("!".to_owned(), 15));
//! ```

mod action;
mod check;
mod credential;
mod current;
mod decide;
mod defaults;
mod evaluate;
mod file;
mod parser;
mod protection;
mod reload;
mod remote;
mod rules;
mod target;
mod template;
mod value;
mod written;

pub use action::Action;
pub use check::{Check, Remote, Subject};
pub use parser::{Fault, Parsed, parse, parse_list};
pub use protection::{Operation, ProtectionFormat, ProtectionOptions};
pub use reload::{Policy, PolicyOptions};
pub use remote::{ContentType, RemoteOptions};
pub use rules::{Rule, Rules, Source};
pub use target::Target;
pub use template::Template;

/// The rule that tells who is an admin.
const CONTEXT_IS_ADMIN: &str = "context_is_admin";
