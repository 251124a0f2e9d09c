//! The list of images, with all that can be asked of it.

use glance_core::image::{MemberStatus, Visibility};
use glance_core::query::{NumberColumn, SortKey, TextColumn, TimeTest};
use serde_json::{Value, json};

use crate::openapi::{Answer, Operation, Parameter, named};

pub(crate) fn list() -> Operation {
    Operation::new("listImages", "List images")
        .details("A page of the images that the caller may see and that meet all conditions.")
        .with(page())
        .with(order())
        .with(conditions())
        .with(columns())
        .answers(200, Answer::document("A page of images.", named("Images")))
        .refuses([403])
}

fn page() -> [Parameter; 2] {
    [
        Parameter::query(
            "limit",
            json!({"type": "integer", "minimum": 0}),
            "How many images the page has at most; as many as the server likes if it is not told, and never more than \
             it allows.",
        ),
        Parameter::query("marker", text(), "The id of the last image of the page before this one."),
    ]
}

fn order() -> [Parameter; 3] {
    let several = |values: Vec<&str>| json!({"type": "array", "items": {"type": "string", "enum": values}});
    let keys = SortKey::NAMES.map(|(name, _)| name).to_vec();
    let sort = format!(
        "Keys and directions: `name:asc,size:desc`. A key without one goes down. The keys are {}. Not together with the \
         two other parameters.",
        keys.join(", ")
    );
    [
        Parameter::query("sort", text(), sort),
        Parameter::query("sort_key", several(keys), "What to order by, most significant first."),
        Parameter::query("sort_dir", several(vec!["asc", "desc"]), "One direction for all keys, or one for each."),
    ]
}

fn conditions() -> Vec<Parameter> {
    let visibilities = Visibility::ALL.map(Visibility::as_str);
    let statuses = MemberStatus::ALL.map(MemberStatus::as_str);
    vec![
        Parameter::query(
            "visibility",
            one_of(&visibilities, "all"),
            "Who may see them. If it is not told, community images of others are left out.",
        ),
        Parameter::query(
            "member_status",
            one_of(&statuses, "all"),
            "What the caller's project said of images that are shared with it; `accepted` if it is not told.",
        ),
        Parameter::query("os_hidden", json!({"type": "boolean"}), "The hidden images, or the others."),
        Parameter::query("protected", json!({"type": "boolean"}), "Those that must not be deleted, or the others."),
        Parameter::query(
            "tag",
            json!({"type": "array", "items": text()}),
            "A tag that the images have; of several, all of them.",
        ),
        Parameter::query(
            "properties",
            json!({"type": "object", "additionalProperties": text()}),
            "Any other parameter asks for a property of its name, and this value.",
        ),
    ]
}

/// One parameter for each column, or three if it holds numbers.
fn columns() -> Vec<Parameter> {
    let texts = TextColumn::NAMES.iter().map(|(name, column)| {
        let list = if column.takes_lists() { ", or `in:` and several with commas between them" } else { "" };
        Parameter::query(*name, text(), format!("The value of the attribute{list}."))
    });
    let numbers = NumberColumn::NAMES.iter().flat_map(|(name, _)| {
        let number = |name: String, description: &str| Parameter::query(name, json!({"type": "integer"}), description);
        [
            number((*name).to_owned(), "The value of the attribute."),
            number(format!("{name}_min"), "The least value of the attribute."),
            number(format!("{name}_max"), "The greatest value of the attribute."),
        ]
    });
    let operators: Vec<String> = TimeTest::NAMES.iter().map(|(name, _)| format!("`{name}:`")).collect();
    let description = format!("A moment as in ISO 8601, behind one of {}, or alone.", operators.join(", "));
    let times = ["created_at", "updated_at"].map(|name| Parameter::query(name, text(), description.as_str()));
    texts.chain(numbers).chain(times).collect()
}

fn text() -> Value {
    json!({"type": "string"})
}

fn one_of(names: &[&str], another: &str) -> Value {
    let names: Vec<&str> = names.iter().copied().chain([another]).collect();
    json!({"type": "string", "enum": names})
}
