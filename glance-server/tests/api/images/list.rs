//! `GET /v2/images`

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::fixture::{Answer, Client, Glance, table};

/// Three images of the owner: `a` and `c` are tagged, `b` has data.
async fn three_images() -> Glance {
    let glance = Glance::start().await;
    let id = |digit: char| "11111111-1111-1111-1111-111111111111".replace('1', &digit.to_string());
    glance.image().set("id", id('1')).set("name", "a").set("tags", json!(["x", "y"])).queued().await;
    glance.image().set("id", id('2')).set("name", "b").set("os_distro", "debian").active(b"data").await;
    glance.image().set("id", id('3')).set("name", "c").set("tags", json!(["x"])).queued().await;
    glance.image().set("id", id('4')).set("name", "hidden").set("os_hidden", true).queued().await;
    glance
}

fn names(answer: &Answer) -> String {
    let images = answer.json()["images"].as_array().cloned().unwrap_or_default();
    images.iter().filter_map(|image: &Value| image["name"].as_str()).collect::<Vec<_>>().join(" ")
}

async fn listed(client: &Client, query: &str) -> String {
    let answer = client.get(&format!("/v2/images{query}")).await;
    if answer.status == 200 { names(&answer) } else { answer.summary() }
}

#[tokio::test]
async fn a_list_has_a_page_and_the_way_to_the_next() {
    let glance = three_images().await;
    let client = glance.owner();

    let first = client.get("/v2/images?limit=2&sort=name:asc").await;
    let next = first.json()["next"].as_str().unwrap().to_owned();
    let second = client.get(&next).await;

    assert_eq!((names(&first), names(&second)), ("a b".to_owned(), "c".to_owned()));
    assert_eq!(first.json()["first"], "/v2/images?limit=2&sort=name%3Aasc");
    assert_eq!(next, "/v2/images?limit=2&sort=name%3Aasc&marker=22222222-2222-2222-2222-222222222222");
    assert_eq!(second.json().get("next"), None);
    assert_eq!(second.json()["schema"], "/v2/schemas/images");
}

#[tokio::test]
async fn an_empty_page_has_no_next_one() {
    let glance = three_images().await;

    let answer = glance.owner().get("/v2/images?limit=0").await;

    assert_eq!(answer.json(), json!({"images": [], "first": "/v2/images?limit=0", "schema": "/v2/schemas/images"}));
}

#[tokio::test]
async fn filters_choose_images() {
    let glance = three_images().await;
    let client = glance.owner();
    let mut rows = Vec::new();
    for query in [
        "",
        "?sort_key=name&sort_dir=asc",
        "?name=b",
        "?name=in:a,c",
        "?status=active",
        "?tag=x",
        "?tag=x&tag=y",
        "?os_distro=debian",
        "?size_min=1",
        "?os_hidden=true",
        "?visibility=public",
        "?created_at=gt:2027-01-01T00:00:00Z",
        "?unknown=1",
        "?marker=22222222-2222-2222-2222-222222222222",
    ] {
        rows.push(format!("{query} => {}", listed(&client, query).await));
    }

    assert_snapshot!(rows.join("\n"), @"
     => c b a
    ?sort_key=name&sort_dir=asc => a b c
    ?name=b => b
    ?name=in:a,c => c a
    ?status=active => b
    ?tag=x => c a
    ?tag=x&tag=y => a
    ?os_distro=debian => b
    ?size_min=1 => b
    ?os_hidden=true => hidden
    ?visibility=public => 
    ?created_at=gt:2027-01-01T00:00:00Z => 
    ?unknown=1 => 
    ?marker=22222222-2222-2222-2222-222222222222 => a
    ");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_the_reason() {
    let glance = three_images().await;
    let client = glance.owner();
    let mut rows = Vec::new();
    for query in [
        "limit=-1",
        "limit=x",
        "marker=00000000-0000-0000-0000-000000000123",
        "marker=nope",
        "sort_key=nope",
        "sort_dir=up",
        "sort=name&sort_key=id",
        "visibility=bad",
        "member_status=bad",
        "name=in:%22a",
        "size_min=x",
        "os_hidden=x",
        "protected=yes",
        "created_at=x:2020",
        "changes-since=2020-01-01T00:00:00Z",
    ] {
        rows.push((query, client.get(&format!("/v2/images?{query}")).await));
    }

    assert_snapshot!(table(rows), @r#"
    limit=-1 => 400: limit param must be positive
    limit=x => 400: limit param must be an integer
    marker=00000000-0000-0000-0000-000000000123 => 400: No image found with ID 00000000-0000-0000-0000-000000000123
    marker=nope => 400: No image found with ID nope
    sort_key=nope => 400: Invalid sort key: nope. It must be one of the following: name, status, container_format, disk_format, size, id, created_at, updated_at.
    sort_dir=up => 400: Invalid sort direction: up
    sort=name&sort_key=id => 400: Old and new sorting syntax cannot be combined
    visibility=bad => 400: Invalid visibility value: bad
    member_status=bad => 400: Invalid status: bad
    name=in:%22a => 400: Invalid filter value "a. The quote is not closed.
    size_min=x => 400: Unable to filter on a range with a non-numeric value.
    os_hidden=x => 400: Invalid value 'x' for 'os_hidden' filter. Valid values are 'true' or 'false'.
    protected=yes => 400: Invalid value 'yes' for 'protected' filter. Valid values are 'true' or 'false'.
    created_at=x:2020 => 400: Unable to filter on a unknown operator.
    changes-since=2020-01-01T00:00:00Z => 400: The "changes-since" filter is no longer available on v2.
    "#);
}

#[tokio::test]
async fn everybody_has_a_list_of_their_own() {
    let glance = three_images().await;
    let nobody = glance.client().with("x-auth-token", "demo:demo-project:member");

    assert_eq!(listed(&glance.stranger(), "").await, "");
    assert_eq!(listed(&glance.reader(), "?name=a").await, "a");
    assert_snapshot!(listed(&nobody, "").await, @"403: You are not authorized to complete get_images action.");
}
