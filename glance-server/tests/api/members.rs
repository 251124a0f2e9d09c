//! `/v2/images/{image_id}/members` and `/v2/images/{image_id}/members/{member}`

use axum::body::Body;
use axum::http::Method;
use insta::assert_snapshot;
use serde_json::json;

use crate::fixture::{Glance, MISSING, PATH, table};

const MEMBERS: &str = "/v2/images/11111111-1111-1111-1111-111111111111/members";
const MEMBER: &str = "/v2/images/11111111-1111-1111-1111-111111111111/members/other-project";

#[tokio::test]
async fn a_shared_image_is_used_by_those_whom_it_is_shared_with() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let (owner, member) = (glance.owner(), glance.stranger());

    let before = member.get(PATH).await;
    let added = owner.post(MEMBERS, &json!({"member": "other-project"})).await;
    let shown = member.get(PATH).await;
    let accepted = member.put(MEMBER, &json!({"status": "accepted"})).await;
    let listed = member.get("/v2/images?visibility=shared").await;
    let removed = owner.delete(MEMBER).await;
    let after = member.get(PATH).await;

    assert_eq!(added.json()["status"], "pending");
    assert_snapshot!(accepted.summary(), @r#"200: {"member_id":"other-project","image_id":"11111111-1111-1111-1111-111111111111","status":"accepted","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z","schema":"/v2/schemas/member"}"#);
    assert_eq!(listed.json()["images"].as_array().unwrap().len(), 1);
    let statuses = [before.status, added.status, shown.status, removed.status, after.status].map(|s| s.as_u16());
    assert_eq!(statuses, [404, 200, 200, 204, 404]);
}

#[tokio::test]
async fn the_owner_sees_all_members_and_a_member_itself() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    for project in ["other-project", "third-project"] {
        glance.owner().post(MEMBERS, &json!({"member": project})).await;
    }

    let all = glance.owner().get(MEMBERS).await.json();
    let own = glance.stranger().get(MEMBERS).await.json();

    assert_eq!(all["members"].as_array().unwrap().len(), 2);
    assert_eq!(all["schema"], "/v2/schemas/members");
    assert_eq!(own["members"].as_array().unwrap().len(), 1);
    assert_snapshot!(table([
        ("own", glance.stranger().get(MEMBER).await),
        ("another's", glance.stranger().get(&format!("{MEMBERS}/third-project")).await),
        ("nobody's", glance.owner().get(&format!("{MEMBERS}/nobody")).await),
    ]), @r#"
    own => 200: {"member_id":"other-project","image_id":"11111111-1111-1111-1111-111111111111","status":"pending","created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z","schema":"/v2/schemas/member"}
    another's => 404: third-project not found in the member list of the image 11111111-1111-1111-1111-111111111111.
    nobody's => 404: nobody not found in the member list of the image 11111111-1111-1111-1111-111111111111.
    "#);
}

#[tokio::test]
async fn what_is_no_member_is_refused_with_the_reason() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let owner = glance.owner();
    owner.post(MEMBERS, &json!({"member": "other-project"})).await;
    let mut rows = Vec::new();
    for document in
        [json!({}), json!({"member": ""}), json!({"member": 5}), json!([]), json!({"member": "other-project"})]
    {
        rows.push((document.to_string(), owner.post(MEMBERS, &document).await));
    }
    rows.push(("half".to_owned(), owner.send(Method::POST, MEMBERS, Body::from("{")).await));
    rows.push(("missing".to_owned(), owner.post(&format!("{MISSING}/members"), &json!({"member": "x"})).await));
    rows.push(("member".to_owned(), glance.stranger().post(MEMBERS, &json!({"member": "x"})).await));

    assert_snapshot!(table(rows), @r#"
    {} => 400: Member to be added not specified
    {"member":""} => 400: Member can't be empty
    {"member":5} => 400: Expected a member in the form: {"member": "image_id"}
    [] => 400: Expected a member in the form: {"member": "image_id"}
    {"member":"other-project"} => 409: Member other-project is duplicated for image 11111111-1111-1111-1111-111111111111
    half => 400: Malformed JSON in request body.
    missing => 404: Image 00000000-0000-0000-0000-000000000123 not found.
    member => 403: You are not authorized to complete add_member action.
    "#);
}

#[tokio::test]
async fn a_member_decides_for_itself_and_for_nobody_else() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    glance.owner().post(MEMBERS, &json!({"member": "other-project"})).await;
    let (owner, member) = (glance.owner(), glance.stranger());
    let accept = json!({"status": "accepted"});

    assert_snapshot!(table([
        ("owner", owner.put(MEMBER, &accept).await),
        ("bad status", member.put(MEMBER, &json!({"status": "maybe"})).await),
        ("no status", member.put(MEMBER, &json!({})).await),
        ("no object", member.put(MEMBER, &json!([])).await),
        ("nobody", glance.admin().put(&format!("{MEMBERS}/nobody"), &accept).await),
        ("member removes", member.delete(MEMBER).await),
        ("remove nobody", owner.delete(&format!("{MEMBERS}/nobody")).await),
    ]), @r#"
    owner => 403: You are not authorized to complete modify_member action.
    bad status => 400: Invalid member status 'maybe'. It must be one of the following: pending, accepted, rejected
    no status => 400: Status not specified
    no object => 400: Expected a status in the form: {"status": "status"}
    nobody => 404: nobody not found in the member list of the image 11111111-1111-1111-1111-111111111111.
    member removes => 403: You are not authorized to complete delete_member action.
    remove nobody => 404: nobody not found in the member list of the image 11111111-1111-1111-1111-111111111111.
    "#);
}

#[tokio::test]
async fn only_shared_images_have_members() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "private").queued().await;
    let owner = glance.owner();

    assert_snapshot!(table([
        ("list", owner.get(MEMBERS).await),
        ("add", owner.post(MEMBERS, &json!({"member": "x"})).await),
        ("show", owner.get(MEMBER).await),
        ("remove", owner.delete(MEMBER).await),
    ]), @"
    list => 403: Not allowed to list members for image 11111111-1111-1111-1111-111111111111: Only shared images have members.
    add => 403: Not allowed to create members for image 11111111-1111-1111-1111-111111111111.
    show => 404: Only shared images have members.
    remove => 403: Not allowed to delete members for image 11111111-1111-1111-1111-111111111111.
    ");
}
