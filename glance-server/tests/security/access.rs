//! Who may see and do what.

use axum::http::StatusCode;
use glance_core::service::Settings;
use serde_json::json;

use crate::fixture::{Client, FILE, Glance, IMAGE, PATH};

/// The ids of the images in a list.
async fn listed(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/v2/images?limit=1000&{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.summary());
    let images = answer.json()["images"].as_array().unwrap().clone();
    images.iter().map(|image| image["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn s03_ossa_2012_017_data_survives_who_may_not_delete_the_image() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "public").active(b"data").await;

    let stranger = glance.stranger().delete(PATH).await;
    let reader = glance.reader().delete(PATH).await;

    assert_eq!([stranger.status, reader.status], [StatusCode::FORBIDDEN; 2]);
    assert_eq!(glance.owner().get(FILE).await.text(), "data");
}

#[tokio::test]
async fn s08_ossn_0005_an_image_is_in_nobodys_list_without_their_consent() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    let member = format!("{PATH}/members/other-project");
    glance.owner().post(&format!("{PATH}/members"), &json!({"member": "other-project"})).await;

    let by_owner = glance.owner().put(&member, &json!({"status": "accepted"})).await;
    let before = listed(&glance.stranger(), "").await;
    let by_member = glance.stranger().put(&member, &json!({"status": "accepted"})).await;
    let after = listed(&glance.stranger(), "").await;

    assert_eq!((by_owner.status, by_member.status), (StatusCode::FORBIDDEN, StatusCode::OK));
    assert_eq!((before, after), (vec![], vec![IMAGE.to_owned()]));
}

#[tokio::test]
async fn s10_ossn_0015_only_an_admin_makes_an_image_public() {
    let glance = Glance::start().await;
    glance.image().active(b"data").await;
    let publish = json!({"op": "replace", "path": "/visibility", "value": "public"});
    let rename = json!({"op": "replace", "path": "/name", "value": "changed"});

    let created = glance.owner().post("/v2/images", &json!({"visibility": "public"})).await;
    let patched = glance.owner().patch(PATH, &json!([publish])).await;
    let hidden = glance.owner().patch(PATH, &json!([rename, publish, rename])).await;

    assert_eq!([created.status, patched.status, hidden.status], [StatusCode::FORBIDDEN; 3]);
    let image = glance.owner().get(PATH).await.json();
    assert_eq!((&image["visibility"], &image["name"]), (&json!("shared"), &json!("image")));
}

#[tokio::test]
async fn n10_ossn_0102_what_belongs_to_an_image_is_reached_through_that_image_alone() {
    let glance = Glance::start().await;
    let other = "22222222-2222-2222-2222-222222222222";
    glance.image().set("tags", json!(["secret"])).queued().await;
    glance.image().set("id", other).set("owner", "other-project").queued().await;
    glance.owner().post(&format!("{PATH}/members"), &json!({"member": "friend"})).await;

    let stranger = glance.stranger();
    let member = stranger.get(&format!("/v2/images/{other}/members/friend")).await;
    let removed = stranger.delete(&format!("/v2/images/{other}/members/friend")).await;
    let tag = stranger.delete(&format!("/v2/images/{other}/tags/secret")).await;

    assert_eq!([member.status, removed.status, tag.status], [StatusCode::NOT_FOUND; 3]);
    assert_eq!(glance.owner().get(&format!("{PATH}/members/friend")).await.status, StatusCode::OK);
    assert_eq!(glance.owner().get(PATH).await.json()["tags"], json!(["secret"]));
}

#[tokio::test]
async fn n11_ossn_0103_no_filter_lists_what_show_refuses() {
    let glance = Glance::start().await;
    let mut ids: Vec<String> = Vec::new();
    for owner in ["owner-project", "other-project", "third-project"] {
        for visibility in ["public", "community", "shared", "private"] {
            for hidden in [false, true] {
                let id = format!("00000000-0000-4000-8000-{:012}", ids.len());
                let image = glance.image().set("id", &*id).set("owner", owner).set("visibility", visibility);
                image.set("os_hidden", hidden).set("label", owner).queued().await;
                if visibility == "shared" {
                    let members = format!("/v2/images/{id}/members");
                    glance.admin().post(&members, &json!({"member": "other-project"})).await;
                }
                ids.push(id);
            }
        }
    }
    let filters = ["", "owner=third-project", "owner=", "label=third-project", "status=queued", "name=image", "tag=x"];
    let scopes =
        ["", "visibility=all", "visibility=private", "visibility=shared", "visibility=community", "visibility=public"];
    let members = ["", "member_status=all", "member_status=pending", "member_status=rejected"];
    let anybody = glance.client().with("x-auth-token", "nobody:no-project:reader");
    let homeless = glance.client().with("x-auth-token", "nobody:none:reader");
    for client in [glance.stranger(), glance.owner(), glance.reader(), anybody, homeless] {
        let mut shown = Vec::new();
        for id in &ids {
            if client.get(&format!("/v2/images/{id}")).await.status == StatusCode::OK {
                shown.push(id.clone());
            }
        }
        for (filter, scope, member) in combinations(&filters, &scopes, &members) {
            for hidden in ["", "os_hidden=true"] {
                let query = format!("{filter}&{scope}&{member}&{hidden}");
                let answer = client.get(&format!("/v2/images?limit=1000&{query}")).await;
                let images = if answer.status == StatusCode::OK { answer.json()["images"].clone() } else { json!([]) };
                for image in images.as_array().unwrap() {
                    assert!(shown.iter().any(|id| image["id"] == **id), "{query} lists {image}");
                }
            }
        }
    }
}

fn combinations<'a>(
    first: &'a [&'a str],
    second: &'a [&'a str],
    third: &'a [&'a str],
) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    first.iter().flat_map(move |a| second.iter().flat_map(move |b| third.iter().map(move |c| (*a, *b, *c))))
}

#[tokio::test]
async fn h06_a_foreign_marker_tells_no_more_than_an_unknown_one() {
    let glance = Glance::start().await;
    glance.image().set("visibility", "private").queued().await;
    let marker = |id: &str| format!("/v2/images?marker={id}");

    let foreign = glance.stranger().get(&marker(IMAGE)).await;
    let unknown = glance.stranger().get(&marker("99999999-9999-9999-9999-999999999999")).await;

    let told = |answer: &crate::fixture::Answer, id: &str| answer.summary().replace(id, "ID");
    assert_eq!(told(&foreign, IMAGE), told(&unknown, "99999999-9999-9999-9999-999999999999"));
}

#[tokio::test]
async fn h06_no_question_grows_without_end() {
    let glance = Glance::start().await;
    glance.image().queued().await;
    let keys = vec!["id"; 15_000].join(",");
    let tags = vec!["tag=a"; 8_000].join("&");
    let names = vec!["a"; 20_000].join(",");

    // Each term of an order, and each condition, is a level deeper in the query; a key is one term however often it comes.
    let sorted = glance.owner().get(&format!("/v2/images?marker={IMAGE}&sort={keys}")).await;
    assert_eq!((sorted.status.as_u16(), &sorted.json()["images"]), (200, &json!([])));
    for question in [&tags, &format!("name=in:{names}")] {
        assert_eq!(glance.owner().get(&format!("/v2/images?{question}")).await.status.as_u16(), 400);
    }
}

#[test]
fn n15_ossa_2026_009_anonymous_requests_leave_nothing_behind() {
    use crate::program::{Config, Server};
    let config = Config::new("", "[paste_deploy]\nflavor = context").synced();
    let server = Server::api(&config);
    let folder = config.folder.path();
    let kept = || -> Vec<(String, Vec<u8>)> {
        let files = ["glance.sqlite", "glance.sqlite-wal"].map(|name| (name, folder.join(name)));
        let images = std::fs::read_dir(folder.join("images")).unwrap().map(|file| file.unwrap().path());
        let all = files.map(|(_, path)| path).into_iter().chain(images);
        all.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap_or_default())).collect()
    };
    let before = kept();

    for round in 0..300 {
        let path = format!("/v2/images/00000000-0000-4000-8000-{round:012}");
        for (method, path) in [("POST", "/v2/images"), ("PUT", &format!("{path}/file")), ("DELETE", &path)] {
            let body: &[u8] = if method == "DELETE" { b"" } else { b"{}" };
            assert_eq!(server.ask(method, path, crate::program::OCTETS, body).status, 401);
        }
    }

    assert_eq!(before, kept());
}

#[tokio::test]
async fn s09_ossn_0013_a_later_rule_for_properties_does_not_open_what_an_earlier_one_closed() {
    let all = |who: &str| format!("create = {who}\nread = {who}\nupdate = {who}\ndelete = {who}\n");
    let glance = Glance::with_protections(&format!("[^x_]\n{}[.*]\n{}", all("admin"), all("@"))).await;
    glance.image().set("x_secret", "1").set("open", "1").queued().await;
    let owner = glance.owner();
    let change = |op: &str, name: &str| json!([{"op": op, "path": format!("/{name}"), "value": "2"}]);

    let created = owner.post("/v2/images", &json!({"x_mine": "1"})).await.status;
    let mut refused = vec![created];
    for (op, name) in [("add", "x_secret"), ("add", "x_new"), ("replace", "x_secret"), ("remove", "x_secret")] {
        refused.push(owner.patch(PATH, &change(op, name)).await.status);
    }

    let (forbidden, conflict) = (StatusCode::FORBIDDEN, StatusCode::CONFLICT);
    assert_eq!(refused, [forbidden, forbidden, forbidden, conflict, conflict]);
    assert_eq!(owner.get(PATH).await.json().get("x_secret"), None);
    assert_eq!(owner.patch(PATH, &change("replace", "open")).await.status, StatusCode::OK);
    assert_eq!(glance.admin().get(PATH).await.json()["x_secret"], "1");
}

#[tokio::test]
async fn s25_ossn_0076_a_project_fills_the_database_no_faster_than_it_may() {
    let mut settings = Settings::default();
    settings.quotas.creations_per_hour = Some(20);
    let glance = Glance::with_settings(settings).await;
    let owner = glance.owner();
    let create = async |client: &Client| client.post("/v2/images", &json!({})).await;

    let mut refused = 0;
    for _ in 0..100 {
        let answer = create(&owner).await;
        if answer.status != StatusCode::CREATED {
            refused += 1;
            assert_eq!(
                answer.with_headers(&["retry-after"]),
                "retry-after: 181\n429: A project may create 20 images in an hour. Try again in 181 seconds."
            );
        }
    }

    assert_eq!((refused, listed(&owner, "").await.len()), (80, 20));
    assert_eq!(create(&glance.reader()).await.status, StatusCode::FORBIDDEN, "who may not create is told so");
    for other in [glance.stranger(), glance.admin()] {
        assert_eq!(create(&other).await.status, StatusCode::CREATED);
    }
    let boss = glance.client().with("x-auth-token", "boss:owner-project:admin");
    assert_eq!(create(&boss).await.status, StatusCode::CREATED, "an admin of that project is not held up");
}
