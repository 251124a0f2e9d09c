//! The rules of a current Glance, and those that earlier releases had in their place.

/// A rule that the service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Default {
    /// Its name.
    pub(super) name: &'static str,
    /// What it asks for.
    pub(super) check: &'static str,
    /// What it asked for before, and the release that changed it.
    pub(super) old: Option<(&'static str, &'static str)>,
    /// Whether it is for callers in the scope of a project alone.
    pub(super) in_project: bool,
}

macro_rules! whose {
    (member) => {
        "role:member and project_id:%(project_id)s"
    };
    (reader) => {
        "role:reader and project_id:%(project_id)s"
    };
    (sees, $role:literal) => {
        concat!(
            "role:",
            $role,
            " and (project_id:%(project_id)s or project_id:%(member_id)s or 'community':%(visibility)s or ",
            "'public':%(visibility)s or 'shared':%(visibility)s)"
        )
    };
}

macro_rules! admin_or {
    ($check:expr) => {
        concat!("rule:context_is_admin or (", $check, ")")
    };
}

const ADMIN: &str = "rule:context_is_admin";
const MEMBER: &str = admin_or!(whose!(member));
const READER: &str = admin_or!(whose!(reader));
const SEES: &str = admin_or!(whose!(sees, "reader"));
const DOWNLOADS: &str = admin_or!(whose!(sees, "member"));
const CREATES: &str = admin_or!(concat!(whose!(member), " and project_id:%(owner)s"));
const SHARES: &str = admin_or!("role:reader and (project_id:%(project_id)s or project_id:%(member_id)s)");
const ACCEPTS: &str = admin_or!("role:member and project_id:%(member_id)s");
const LOCATES: &str = concat!("rule:service_api or (", whose!(member), " and project_id:%(owner)s)");
const DEFINES: &str = admin_or!("role:reader and (project_id:%(project_id)s or 'public':%(visibility)s)");

const fn new(name: &'static str, check: &'static str) -> Default {
    Default { name, check, old: None, in_project: true }
}

const fn changed(name: &'static str, check: &'static str, old: &'static str, since: &'static str) -> Default {
    Default { name, check, old: Some((old, since)), in_project: true }
}

const fn image(name: &'static str, check: &'static str) -> Default {
    changed(name, check, "rule:default", "Wallaby")
}

const fn metadef(name: &'static str, check: &'static str) -> Default {
    changed(name, check, "rule:metadef_default", "Xena")
}

const fn cache(name: &'static str) -> Default {
    changed(name, ADMIN, "rule:manage_image_cache", "Xena")
}

/// A rule that others refer to.
const fn base(name: &'static str, check: &'static str) -> Default {
    Default { name, check, old: None, in_project: false }
}

/// All rules that the service knows, those that others refer to first.
pub(super) const DEFAULTS: &[Default] = &[
    Default { name: "default", check: "", old: Some((ADMIN, "Ussuri")), in_project: false },
    base("context_is_admin", "role:admin"),
    base("service_api", "role:service or role:admin"),
    base("metadef_default", ""),
    base("metadef_admin", ADMIN),
    image("add_image", CREATES),
    image("get_images", READER),
    image("get_image", SEES),
    image("modify_image", MEMBER),
    image("delete_image", MEMBER),
    new("publicize_image", ADMIN),
    image("communitize_image", MEMBER),
    image("download_image", DOWNLOADS),
    new("download_from_store", DOWNLOADS),
    image("upload_image", MEMBER),
    image("set_image_location", MEMBER),
    image("get_image_location", READER),
    image("delete_image_location", ADMIN),
    new("add_image_location", LOCATES),
    new("fetch_image_location", "rule:service_api"),
    new("copy_image", ADMIN),
    image("deactivate", MEMBER),
    image("reactivate", MEMBER),
    image("add_member", MEMBER),
    image("get_member", SHARES),
    image("get_members", SHARES),
    image("modify_member", ACCEPTS),
    image("delete_member", MEMBER),
    new("manage_image_cache", ADMIN),
    new("list_cached_nodes", ADMIN),
    cache("cache_image"),
    cache("cache_list"),
    cache("cache_delete"),
    new("cache_clean", ADMIN),
    new("cache_prune", ADMIN),
    new("tasks_api_access", ADMIN),
    new("get_task", "rule:default"),
    new("get_tasks", "rule:default"),
    new("add_task", "rule:default"),
    new("modify_task", "rule:default"),
    changed("stores_info_detail", admin_or!("rule:service_api"), ADMIN, "2025.1"),
    metadef("get_metadef_namespace", DEFINES),
    metadef("get_metadef_namespaces", READER),
    new("add_metadef_namespace", "rule:metadef_admin"),
    new("modify_metadef_namespace", "rule:metadef_admin"),
    new("delete_metadef_namespace", "rule:metadef_admin"),
    metadef("get_metadef_object", DEFINES),
    metadef("get_metadef_objects", DEFINES),
    new("add_metadef_object", "rule:metadef_admin"),
    new("modify_metadef_object", "rule:metadef_admin"),
    new("delete_metadef_object", "rule:metadef_admin"),
    metadef("get_metadef_property", DEFINES),
    metadef("get_metadef_properties", DEFINES),
    new("add_metadef_property", "rule:metadef_admin"),
    new("modify_metadef_property", "rule:metadef_admin"),
    new("remove_metadef_property", "rule:metadef_admin"),
    metadef("get_metadef_tag", DEFINES),
    metadef("get_metadef_tags", DEFINES),
    new("add_metadef_tag", "rule:metadef_admin"),
    new("add_metadef_tags", "rule:metadef_admin"),
    new("modify_metadef_tag", "rule:metadef_admin"),
    new("delete_metadef_tag", "rule:metadef_admin"),
    new("delete_metadef_tags", "rule:metadef_admin"),
    metadef("list_metadef_resource_types", DEFINES),
    metadef("get_metadef_resource_type", DEFINES),
    new("add_metadef_resource_type_association", "rule:metadef_admin"),
    new("remove_metadef_resource_type_association", "rule:metadef_admin"),
];

/// Finds a rule that the service knows.
pub(super) fn default(name: &str) -> Option<&'static Default> {
    DEFAULTS.iter().find(|default| default.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::policy::{Action, parser};

    #[test]
    fn every_action_has_a_rule_and_every_rule_is_understood() {
        let names: BTreeSet<_> = DEFAULTS.iter().map(|default| default.name).collect();

        assert_eq!(names.len(), DEFAULTS.len());
        assert!(Action::ALL.iter().all(|action| names.contains(action.name())));
        for default in DEFAULTS {
            for text in std::iter::once(default.check).chain(default.old.map(|(check, _)| check)) {
                assert_eq!(parser::parse(text).faults, [], "{}: {text}", default.name);
            }
        }
    }
}
