//! What rules know of a caller.

use serde_json::{Map, Value as Json};

use super::value::Value;
use crate::context::{Caller, ProjectId};

/// The names of all credentials, in the order in which a remote check gets them.
const NAMES: &[&str] = &[
    "user_id",
    "user_domain_id",
    "system_scope",
    "domain_id",
    "project_id",
    "project_domain_id",
    "roles",
    "is_admin_project",
    "service_user_id",
    "service_user_domain_id",
    "service_project_id",
    "service_project_domain_id",
    "service_roles",
    "system",
];

/// Whether any caller has a credential at the end of this path. None has anything within it.
pub(super) fn is_known(path: &[String]) -> bool {
    matches!(path, [name] if NAMES.contains(&name.as_str()))
}

/// The credential of this name. One that the caller does not have is a [`Value::None`], one that nobody has is `None`.
pub(super) fn credential<'c>(caller: &'c Caller, name: &str) -> Option<Value<'c>> {
    let text = |text: &'c Option<String>| Some(Value::of(text.as_deref()));
    match name {
        "user_id" => text(&caller.user),
        "user_domain_id" => text(&caller.user_domain),
        "system_scope" => text(&caller.system_scope),
        "domain_id" => text(&caller.domain),
        "project_id" => Some(Value::of(caller.project.as_ref().map(ProjectId::as_str))),
        "project_domain_id" => text(&caller.project_domain),
        "roles" => Some(Value::List(&caller.roles)),
        "is_admin_project" => Some(Value::Flag(caller.is_admin_project.unwrap_or(true))),
        "service_user_id" => text(&caller.service.user),
        "service_user_domain_id" => text(&caller.service.user_domain),
        "service_project_id" => text(&caller.service.project),
        "service_project_domain_id" => text(&caller.service.project_domain),
        "service_roles" => Some(Value::List(&caller.service.roles)),
        // The older name of the scope, which only callers have who are in it.
        "system" => caller.system_scope.as_deref().map(Value::Text),
        _ => None,
    }
}

/// All credentials of a caller.
pub(super) fn document(caller: &Caller) -> Map<String, Json> {
    NAMES.iter().filter_map(|name| Some(((*name).to_owned(), credential(caller, name)?.json()))).collect()
}
