//! Files of rules.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use glance_core::clock::SystemClock;
use glance_core::context::Caller;
use glance_core::policy::{Policy, PolicyOptions, Source, Target};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;
use tokio::time::timeout;

struct House {
    folder: TempDir,
}

impl House {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file as an editor does, under another name at first.
    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(".new"), text).unwrap();
        fs::rename(self.path(".new"), self.path(name)).unwrap();
    }

    fn options(&self) -> PolicyOptions {
        PolicyOptions { folders: vec![self.folder.path().to_owned()], ..PolicyOptions::default() }
    }

    fn open(&self) -> Policy {
        Policy::open(self.options(), Arc::new(SystemClock)).unwrap()
    }

    fn refusal(&self) -> String {
        Policy::open(self.options(), Arc::new(SystemClock)).unwrap_err().to_string()
    }
}

/// Asks as a request would.
async fn allows(policy: &Policy, rule: &str, roles: &[&str]) -> Result<bool, String> {
    let current = policy.current().await.map_err(|error| error.to_string())?;
    let caller = Caller::in_project("p", roles);
    policy.decide(&current, rule, &caller, Target::own(&caller)).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_rule_in_a_file_takes_the_place_of_the_default_and_the_others_stay() {
    let house = House::new();
    house.write(
        "policy.yaml",
        "# ours\n\"get_images\": \"role:auditor\"\nhelper: role:cook\n\nadd_image: rule:helper\n",
    );

    let policy = house.open();

    assert_eq!(allows(&policy, "get_images", &["auditor"]).await, Ok(true));
    assert_eq!(allows(&policy, "get_images", &["admin", "reader"]).await, Ok(false));
    assert_eq!(allows(&policy, "add_image", &["cook"]).await, Ok(true));
    assert_eq!(allows(&policy, "modify_image", &["member"]).await, Ok(true));
    let rules = policy.reload().unwrap();
    let source = |name: &str| rules.iter().find(|(other, _)| *other == name).unwrap().1.source.clone();
    assert_eq!(source("add_image"), Source::File { path: house.path("policy.yaml").into(), line: 5 });
    assert_eq!(source("get_image"), Source::Default);
}

#[tokio::test]
async fn json_and_lists_of_lists_are_read_too() {
    let house = House::new();
    house.write(
        "policy.yaml",
        r#"{"get_images": [["role:a", "role:b"], "role:c"], "add_image": [], "get_image":
        "!"}"#,
    );

    let policy = house.open();

    for (roles, expected) in [(&["a"][..], false), (&["a", "b"], true), (&["c"], true)] {
        assert_eq!(allows(&policy, "get_images", roles).await, Ok(expected), "{roles:?}");
    }
    assert_eq!(allows(&policy, "add_image", &[]).await, Ok(true));
    assert_eq!(allows(&policy, "get_image", &["admin"]).await, Ok(false));
}

#[tokio::test]
async fn files_of_folders_count_over_the_first_in_the_order_of_their_names() {
    let house = House::new();
    house.write("policy.yaml", "get_images: role:first\nadd_image: role:first\nget_image: role:first\n");
    fs::create_dir(house.path("policy.d")).unwrap();
    house.write("policy.d/20.yaml", "get_images: role:twenty\n");
    house.write("policy.d/10.json", r#"{"get_images": "role:ten", "add_image": "role:ten"}"#);
    house.write("policy.d/.30.yaml.swp", "get_images: role:hidden\n");

    let policy = house.open();

    assert_eq!(allows(&policy, "get_images", &["twenty"]).await, Ok(true));
    assert_eq!(allows(&policy, "add_image", &["ten"]).await, Ok(true));
    assert_eq!(allows(&policy, "get_image", &["first"]).await, Ok(true));
    house.write("policy.d/40.yaml", "get_image: role:forty\n");
    assert_eq!(allows(&policy, "get_image", &["forty"]).await, Ok(true));
}

#[tokio::test]
async fn a_change_counts_for_the_next_question_however_soon() {
    let house = House::new();
    house.write("policy.yaml", "get_images: '@'\n");
    let policy = house.open();

    for _ in 0..100 {
        for (rule, expected) in [("!", false), ("@", true)] {
            fs::write(house.path("policy.yaml"), format!("get_images: '{rule}'\n")).unwrap();
            assert_eq!(allows(&policy, "get_images", &[]).await, Ok(expected));
            house.write("policy.yaml", &format!("get_images: 'not {rule}'\n"));
            assert_eq!(allows(&policy, "get_images", &[]).await, Ok(!expected));
        }
    }
}

#[tokio::test]
async fn a_look_counts_as_long_as_was_chosen_and_no_longer() {
    let house = House::new();
    house.write("policy.yaml", "get_images: '@'\n");
    let policy = house.open();
    let (rarely, often) =
        (policy.clone().looking_every(Duration::from_secs(3600)), policy.looking_every(Duration::from_millis(20)));

    house.write("policy.yaml", "get_images: '!'\n");

    assert_eq!(allows(&rarely, "get_images", &[]).await, Ok(true));
    let counts = async { while allows(&often, "get_images", &[]).await != Ok(false) {} };
    timeout(Duration::from_secs(20), counts).await.unwrap();
    assert_eq!(allows(&rarely, "get_images", &[]).await, Ok(false), "what one found out counts for all");
}

#[tokio::test]
async fn what_is_known_counts_while_a_disk_hangs() {
    let house = House::new();
    let policy = house.open();
    // Who reads a pipe waits until somebody writes into it.
    mknodat(CWD, house.path("policy.yaml"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();

    let held_up_once = async {
        let mut answers = Vec::new();
        for _ in 0..100 {
            answers.push(allows(&policy, "get_images", &["cook"]).await);
        }
        answers
    };
    let answers = timeout(Duration::from_secs(20), held_up_once).await;

    // First of all, or a failure would wait for the reader for good.
    fs::write(house.path("policy.yaml"), "get_images: role:cook\n").unwrap();
    assert_eq!(answers.unwrap(), vec![Ok(false); 100]);
    house.write("policy.yaml", "get_images: role:cook\n");
    let counts = async { while allows(&policy, "get_images", &["cook"]).await != Ok(true) {} };
    timeout(Duration::from_secs(20), counts).await.unwrap();
}

#[tokio::test]
async fn a_rule_that_leaves_the_file_keeps_its_last_value() {
    let house = House::new();
    let policy = house.open();
    assert_eq!(allows(&policy, "get_images", &["cook"]).await, Ok(false), "there is no file yet");

    house.write("policy.yaml", "get_images: role:cook\n");
    assert_eq!(allows(&policy, "get_images", &["cook"]).await, Ok(true));
    house.write("policy.yaml", "add_image: role:cook\n");
    assert_eq!(allows(&policy, "get_images", &["cook"]).await, Ok(true));
    fs::remove_file(house.path("policy.yaml")).unwrap();
    assert_eq!(allows(&policy, "add_image", &["cook"]).await, Ok(true));
}

#[tokio::test]
async fn nothing_is_decided_while_a_file_is_broken() {
    let house = House::new();
    house.write("policy.yaml", "get_images: '@'\n");
    let policy = house.open();

    house.write("policy.yaml", "get_images: '@'\n  - x\n");
    for _ in 0..3 {
        let refusal = allows(&policy, "get_image", &["admin"]).await.unwrap_err();
        assert!(refusal.contains("policy.yaml:2:"), "{refusal}");
    }
    house.write("policy.yaml", "get_images: '!'\n");
    assert_eq!(allows(&policy, "get_images", &[]).await, Ok(false));
}

#[test]
fn what_is_no_file_of_rules_is_refused_with_its_place() {
    let house = House::new();
    for (text, place) in [
        ("- role:admin\n", "policy.yaml:1:1: "),
        ("get_images: '@'\nget_image: false\n", "policy.yaml:2:1: "),
        ("get_images: 5\n", "policy.yaml:1:1: "),
        ("get_images: {a: b}\n", "policy.yaml:1:13: "),
        ("get_images: @\n", "policy.yaml:1:13: "),
        ("get_images: 'x\n", "policy.yaml:1:13: "),
    ] {
        house.write("policy.yaml", text);
        let refusal = house.refusal();
        assert!(refusal.contains(place), "{text}: {refusal}");
    }
}

#[tokio::test]
async fn what_is_not_understood_never_holds_and_is_told_with_its_place() {
    let house = House::new();
    house.write(
        "policy.yaml",
        "a: '@'\nget_images: role:admin or or @\nget_image: not garbage\nb: rule:c\nc: rule:b\nadd_image: !\n",
    );

    let policy = house.open();

    let rules = policy.reload().unwrap();
    let problem = |name: &str| rules.iter().find(|(other, _)| *other == name).unwrap().1.problems.join("\n");
    assert!(problem("get_images").contains("policy.yaml:2:13: character 15: «or»"), "{}", problem("get_images"));
    assert!(problem("get_image").contains("policy.yaml:3:12: character 5: «garbage»"));
    assert!(problem("b").contains("does not end"));
    assert!(problem("add_image").contains("has to be in quotes"));
    assert_eq!(problem("a"), "");
    assert_eq!(allows(&policy, "get_images", &["admin"]).await, Ok(false));
    assert_eq!(allows(&policy, "get_image", &["admin"]).await, Ok(false));
    assert_eq!(allows(&policy, "add_image", &["admin"]).await, Ok(false));
    assert!(allows(&policy, "b", &[]).await.is_err());
}

#[tokio::test]
async fn a_name_without_a_rule_falls_to_the_default_rule_where_there_is_one() {
    let house = House::new();
    house.write("policy.yaml", "default: role:cook\n");
    let without = PolicyOptions { default_rule: "none".into(), ..house.options() };

    assert_eq!(allows(&house.open(), "unheard", &["cook"]).await, Ok(true));
    assert_eq!(allows(&house.open(), "unheard", &["admin"]).await, Ok(false));
    let policy = Policy::open(without, Arc::new(SystemClock)).unwrap();
    assert_eq!(allows(&policy, "unheard", &["cook"]).await, Ok(false));
}

#[tokio::test]
async fn old_defaults_count_besides_the_new_where_they_are_asked_for() {
    let house = House::new();
    house.write("policy.yaml", "get_image: role:reader\n");
    let old = PolicyOptions { enforce_new_defaults: false, ..house.options() };
    let old = Policy::open(old, Arc::new(SystemClock)).unwrap();

    assert_eq!(allows(&house.open(), "get_images", &[]).await, Ok(false));
    assert_eq!(allows(&old, "get_images", &[]).await, Ok(true));
    assert_eq!(allows(&old, "get_image", &[]).await, Ok(false), "it stands in the file");
    assert_eq!(allows(&old, "publicize_image", &["member"]).await, Ok(false), "it never was another");
}

#[tokio::test]
async fn callers_for_the_system_or_a_domain_may_do_nothing_with_images() {
    let policy = Policy::default();
    let rules = policy.reload().unwrap();
    let admin = Caller { roles: vec!["admin".into()], ..Caller::default() };
    let system = Caller { system_scope: Some("all".into()), ..admin.clone() };
    let domain = Caller { domain: Some("d".into()), ..admin.clone() };

    for (caller, expected) in [(&admin, true), (&system, false), (&domain, false)] {
        assert_eq!(policy.decide(&rules, "get_images", caller, Target::Nothing).await.unwrap(), expected);
        assert!(policy.decide(&rules, "context_is_admin", caller, Target::Nothing).await.unwrap());
    }
}
