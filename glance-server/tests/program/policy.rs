//! `glance-server policy`

use std::fs;

use insta::assert_snapshot;

use crate::fixture::{Config, program, run};

fn policy(config: &Config, arguments: &[&str]) -> (i32, String) {
    let (code, said) = run(program().arg("policy").arg("--config-file").arg(&config.file).args(arguments));
    (code, said.replace(config.folder.path().to_str().unwrap(), "FOLDER"))
}

#[test]
fn what_is_in_force_is_printed_as_a_policy_file_with_its_sources() {
    let config = Config::new("", "[oslo_policy]\nenforce_new_defaults = no");
    let rules = "get_images: role:auditor or nonsense\nhelper: 'project_id:%(owner)s'\nadd_image: rule:unheard\n";
    fs::write(config.folder.path().join("policy.yaml"), rules).unwrap();

    let (code, said) = policy(&config, &["list"]);

    let part = |name: &str| {
        let lines: Vec<&str> = said.lines().collect();
        let end = lines.iter().position(|line| line.starts_with(&format!("\"{name}\": "))).unwrap();
        let start = lines[..end].iter().rposition(|line| !line.starts_with('#')).map_or(0, |line| line + 1);
        lines[start..=end].join("\n")
    };
    let parts = ["get_images", "helper", "add_image", "publicize_image", "stores_info_detail"].map(part).join("\n");
    assert_eq!(code, 0);
    assert_snapshot!(parts, @r#"
    # FOLDER/policy.yaml:1
    # problem: FOLDER/policy.yaml:1:13: character 17: «nonsense»: not a check, as in role:member
    "get_images": "(role:auditor or !)"
    # FOLDER/policy.yaml:2
    "helper": "project_id:%(owner)s"
    # FOLDER/policy.yaml:3
    # problem: there is no rule «unheard»; «default» counts in its place
    "add_image": "rule:unheard"
    # default
    "publicize_image": "rule:context_is_admin"
    # default, with what was the default before 2025.1
    "stores_info_detail": "((rule:context_is_admin or rule:service_api) or rule:context_is_admin)"
    "#);
    // It can be read back.
    fs::write(config.folder.path().join("policy.yaml"), &said).unwrap();
    assert_eq!(policy(&config, &["check", "--rule", "helper"]).0, 1);
}

#[test]
fn somebody_may_do_something_or_not() {
    let config = Config::new("", "");
    fs::write(config.folder.path().join("policy.yaml"), "delete_image: 'role:boss and user_id:%(user)s'\n").unwrap();
    let check = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').filter(|argument| !argument.is_empty()).collect();
        policy(&config, &[&["check"][..], &arguments].concat())
    };

    let owner = "--rule modify_image --project p --role Member --target project_id=p";
    assert_eq!(check(owner), (0, "allowed modify_image (default)".to_owned()));
    assert_eq!(check(&format!("{owner} --system-scope all")), (1, "denied  modify_image (default)".to_owned()));
    let boss = "--rule delete_image --user u --role boss --target user=u";
    assert_eq!(check(boss), (0, "allowed delete_image (FOLDER/policy.yaml:1)".to_owned()));
    let (code, all) = check("--role admin --project p");
    assert_eq!((code, all.lines().count() > 60), (0, true), "{all}");
    assert!(all.contains("denied  delete_image") && all.contains("allowed publicize_image"), "{all}");
    let (code, said) = check("--rule unheard");
    assert_eq!((code, said.contains("there is no rule «unheard»")), (1, true), "{said}");
}

#[test]
fn a_file_that_is_broken_ends_every_command_with_its_place() {
    let config = Config::new("", "").synced();
    fs::write(config.folder.path().join("policy.yaml"), "get_images: '@'\n oops\n").unwrap();

    let (code, listed) = policy(&config, &["list"]);
    let (api_code, served) = run(program().arg("api").arg("--config-file").arg(&config.file));

    assert_eq!((code, api_code), (1, 1));
    assert!(listed.contains("FOLDER/policy.yaml:2:"), "{listed}");
    assert!(served.contains("[oslo_policy]") && served.contains("policy.yaml:2:"), "{served}");
}
