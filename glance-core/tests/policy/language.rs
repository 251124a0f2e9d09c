//! Rules as texts.

use glance_core::policy::{Check, parse, parse_list};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy};
use proptest::{prop_assert_eq, prop_oneof, proptest};

fn one() -> impl Strategy<Value = Check> {
    let name = "[A-Za-z_][A-Za-z0-9_]{0,8}";
    let text = "([A-Za-z0-9_/.:-]|%%|%\\([a-z_.]{1,8}\\)s){0,6}";
    let kind = prop_oneof![
        "[a-z_]{1,6}(\\.[a-z]{1,4})?",
        "'[A-Za-z (]{0,1}[a-z]{0,5}'",
        Just("None".to_owned()),
        "[1-9][0-9]{0,3}"
    ];
    prop_oneof![
        Just(Check::Always),
        Just(Check::Never),
        name.prop_map(Check::Rule),
        text.prop_map(|text| parse(&format!("role:{text}")).check),
        text.prop_map(|text| parse(&format!("https://host/{text}")).check),
        (kind, text).prop_map(|(kind, text)| parse(&format!("{kind}:{text}")).check),
    ]
}

fn check() -> impl Strategy<Value = Check> {
    one().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|check| Check::Not(Box::new(check))),
            vec(inner.clone(), 2..4).prop_map(Check::All),
            vec(inner, 2..4).prop_map(Check::Any),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(check in check()) {
        let text = check.to_string();
        let again = parse(&text);

        prop_assert_eq!(again.faults, [], "{}", text);
        prop_assert_eq!(again.check, check, "{}", text);
    }

    #[test]
    fn what_lists_say_is_written_as_a_text_or_as_lists(lists in vec(vec("(role|rule|user_id):[a-z \"%()]{0,6}|[@!]", 1..3), 1..3)) {
        let parsed = parse_list(&lists);
        let written = parsed.check.to_json();

        let again = match written.as_str() {
            Some(text) => parse(text),
            None => parse_list(&serde_json::from_value::<Vec<Vec<String>>>(written.clone()).unwrap()),
        };
        prop_assert_eq!(again.faults, [], "{}", written);
        prop_assert_eq!(again.check, parsed.check, "{}", written);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "([a-z:()%@!' \t]|and|or|not|\\PC){0,80}") {
        let parsed = parse(&text);
        _ = parse_list(&[vec![text]]);
        prop_assert_eq!(parse(&parsed.check.to_string()).check, parsed.check);
    }
}

#[test]
fn what_is_wrong_is_told_by_its_place() {
    for (text, at, reason) in [
        ("role:admin or", 14, "a check is missing at the end"),
        ("role:admin or or role:member", 15, "a check is missing before this"),
        ("role:admin role:member", 12, "and or or is missing before this"),
        ("(role:admin or (role:member)", 1, "not closed"),
        ("role:admin)", 11, "and or or is missing before this"),
        ("role:admin or 'x'", 15, "a text in quotes is no check"),
        ("role:é or member", 11, "not a check, as in role:member"),
        ("role:%d", 1, "a % begins neither %(name)s nor %%"),
        ("a$b:c", 1, "neither a credential nor a text in quotes"),
    ] {
        let faults = parse(text).faults;
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert!(faults[0].at == at && faults[0].reason.contains(reason), "{text}: {faults:?}");
    }
    let deep = format!("{}role:admin{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(parse(&deep).faults[0].reason.contains("nested too deep"));
}
