//! Properties that an operator describes in `schema-image.json`.

use glance_core::config::Config;
use glance_core::image::{Formats, ImageSchema};
use glance_core::service::Settings;
use insta::assert_snapshot;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{Glance, PATH, table};

const UUID: &str = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$";

/// A service whose operator wrote this file.
async fn glance(file: &Value) -> Glance {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("glance-api.conf");
    std::fs::write(&config, "").unwrap();
    std::fs::write(folder.path().join("schema-image.json"), file.to_string()).unwrap();
    let custom = Config::load(&[config], &[]).unwrap().images.custom;
    let schema = ImageSchema { formats: Formats::default(), custom };
    Glance::with_settings(Settings { schema, ..Settings::default() }).await
}

fn properties() -> Value {
    json!({
        "kernel_id": {"type": ["null", "string"], "pattern": UUID, "description": "The kernel"},
        "cpus": {"type": "integer", "minimum": 1},
        "fast": {"type": "boolean"},
        "colour": {"enum": ["red", "blue"]},
        "anything": {},
    })
}

#[tokio::test]
async fn described_properties_are_in_the_schema() {
    let glance = glance(&json!({"properties": properties(), "required": ["colour"]})).await;

    let schema = glance.reader().get("/v2/schemas/image").await.json();
    let list = glance.reader().get("/v2/schemas/images").await.json();

    let kernel = json!({"type": ["null", "string"], "pattern": UUID, "description": "The kernel", "is_base": false});
    assert_eq!(schema["properties"]["kernel_id"], kernel);
    assert_eq!(schema["required"], json!(["colour"]));
    assert_eq!(list["properties"]["images"]["items"], schema);
}

#[tokio::test]
async fn values_are_held_against_their_description() {
    let glance = glance(&properties()).await;
    let mut answers = Vec::new();

    for document in [
        json!({"kernel_id": "no id"}),
        json!({"cpus": "4"}),
        json!({"cpus": 0}),
        json!({"fast": "yes"}),
        json!({"colour": "green"}),
        json!({"anything": ["a"]}),
        json!({"other": 1}),
    ] {
        answers.push((
            document.to_string(),
            glance.owner().with("accept", "text/plain").post("/v2/images", &document).await,
        ));
    }

    assert_snapshot!(table(answers), @r#"
    {"kernel_id":"no id"} => 400: Provided object does not match schema 'image': kernel_id: "no id" does not match "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$"
    {"cpus":"4"} => 400: Provided object does not match schema 'image': cpus: "4" is not of type "integer"
    {"cpus":0} => 400: Provided object does not match schema 'image': cpus: 0 is less than the minimum of 1
    {"fast":"yes"} => 400: Provided object does not match schema 'image': fast: "yes" is not of type "boolean"
    {"colour":"green"} => 400: Provided object does not match schema 'image': colour: "green" is not one of "red" or "blue"
    {"anything":["a"]} => 400: Provided object does not match schema 'image': anything: a property cannot be a list or an object
    {"other":1} => 400: Provided object does not match schema 'image': 1 is not of type 'string'
    "#);
}

#[tokio::test]
async fn values_are_kept_as_texts_and_nothing_stays_nothing() {
    let glance = glance(&properties()).await;
    let image = glance.image().set("kernel_id", Value::Null).set("cpus", 4).set("fast", true).set("anything", 7.5);
    image.queued().await;

    let shown = glance.owner().get(PATH).await.json();
    let change = json!([{"op": "replace", "path": "/kernel_id", "value": "11111111-1111-1111-1111-111111111111"}]);
    let changed = glance.owner().patch(PATH, &change).await.json();
    let wrong = json!([{"op": "replace", "path": "/cpus", "value": "5"}]);
    let refused = glance.owner().patch(PATH, &wrong).await;

    let values = |image: &Value| json!([image["kernel_id"], image["cpus"], image["fast"], image["anything"]]);
    assert_eq!(values(&shown), json!([null, "4", "1", "7.5"]));
    assert_eq!(changed["kernel_id"], "11111111-1111-1111-1111-111111111111");
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn a_new_image_needs_what_is_required_and_a_change_does_not() {
    let glance = glance(&json!({"properties": properties(), "required": ["colour"]})).await;

    let refused = glance.owner().with("accept", "text/plain").post("/v2/images", &json!({"name": "n"})).await;
    glance.image().set("colour", "red").queued().await;
    let change = json!([{"op": "replace", "path": "/name", "value": "other"}]);
    let changed = glance.owner().patch(PATH, &change).await;

    assert_snapshot!(refused.summary(), @"400: Provided object does not match schema 'image': 'colour' is a required property");
    assert_eq!(changed.status, 200);
}
