//! Tables, which scripts cut up.

use serde_json::json;

use crate::support::{Answer, ID, Program, Server, image, image_path};

const LIST: &str = "GET /v2/images?limit=200&sort_key=name&sort_dir=asc";

#[test]
fn an_empty_list_is_its_header() {
    let server = Server::start().on(LIST, Answer::json(&json!({"images": []})));
    insta::assert_snapshot!(Program::at(&server).run(&["image-list"]).printed(), @r#"
    +----+------+
    | ID | Name |
    +----+------+
    +----+------+
    "#);
}

#[test]
fn a_list_follows_its_pages_and_leaves_out_what_is_not_there() {
    let mut nameless = image();
    nameless["name"] = json!(null);
    nameless["size"] = json!(null);
    let next = "/v2/images?marker=m&limit=200";
    let server = Server::start().on(LIST, Answer::json(&json!({"images": [image(), nameless], "next": next}))).on(
        &format!("GET {next}"),
        Answer::json(&json!({"images": [{"id": "2", "name": "zwölf 語", "stores": "a,b"}]})),
    );
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&["image-list"]).printed(), @r#"
    +--------------------------------------+----------+
    | ID                                   | Name     |
    +--------------------------------------+----------+
    | 11111111-1111-4111-8111-111111111111 | cirros   |
    | 11111111-1111-4111-8111-111111111111 |          |
    | 2                                    | zwölf 語 |
    +--------------------------------------+----------+
    "#);
    insta::assert_snapshot!(program.run(&["-v", "image-list", "--include-stores"]).printed(), @r#"
    +--------------------------------------+----------+-------------+------------------+------+--------+-------+--------+
    | ID                                   | Name     | Disk_format | Container_format | Size | Status | Owner | Stores |
    +--------------------------------------+----------+-------------+------------------+------+--------+-------+--------+
    | 11111111-1111-4111-8111-111111111111 | cirros   | qcow2       | bare             | 3    | active | p1    |        |
    | 11111111-1111-4111-8111-111111111111 |          | qcow2       | bare             |      | active | p1    |        |
    | 2                                    | zwölf 語 |             |                  |      |        |       | a,b    |
    +--------------------------------------+----------+-------------+------------------+------+--------+-------+--------+
    "#);
}

#[test]
fn an_image_is_sorted_by_property_and_wrapped_at_80() {
    let mut image = image();
    image["ünï"] = json!("çödé");
    image["locations"] = json!([{"url": "file:///x", "metadata": {}}]);
    image["text"] = json!("two\nlines");
    let server = Server::start().on(&format!("GET {}", image_path()), Answer::json(&image));
    let program = Program::at(&server);
    insta::assert_snapshot!(program.run(&["image-show", ID]).printed(), @r#"
    +------------------+----------------------------------------------------------------------------------+
    | Property         | Value                                                                            |
    +------------------+----------------------------------------------------------------------------------+
    | checksum         | 900150983cd24fb0d6963f7d28e17f72                                                 |
    | container_format | bare                                                                             |
    | created_at       | 2026-11-22T20:00:00Z                                                             |
    | disk_format      | qcow2                                                                            |
    | id               | 11111111-1111-4111-8111-111111111111                                             |
    | locations        | [{"metadata": {}, "url": "file:///x"}]                                           |
    | min_disk         | 0                                                                                |
    | min_ram          | 0                                                                                |
    | name             | cirros                                                                           |
    | os_hash_algo     | sha512                                                                           |
    | os_hash_value    | ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8 |
    |                  | 36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f                                 |
    | os_hidden        | False                                                                            |
    | owner            | p1                                                                               |
    | protected        | False                                                                            |
    | size             | 3                                                                                |
    | status           | active                                                                           |
    | tags             | ["t1", "t2"]                                                                     |
    | text             | two                                                                              |
    |                  | lines                                                                            |
    | updated_at       | 2026-11-22T20:00:01Z                                                             |
    | virtual_size     | Not available                                                                    |
    | visibility       | public                                                                           |
    | ünï              | çödé                                                                             |
    +------------------+----------------------------------------------------------------------------------+
    "#);
    insta::assert_snapshot!(
        program.run(&["image-show", "--max-column-width", "20", "--human-readable", ID]).printed(), @r#"
    +------------------+----------------------+
    | Property         | Value                |
    +------------------+----------------------+
    | checksum         | 900150983cd24fb0d696 |
    |                  | 3f7d28e17f72         |
    | container_format | bare                 |
    | created_at       | 2026-11-22T20:00:00Z |
    | disk_format      | qcow2                |
    | id               | 11111111-1111-4111-  |
    |                  | 8111-111111111111    |
    | locations        | [{"metadata": {},    |
    |                  | "url": "file:///x"}] |
    | min_disk         | 0                    |
    | min_ram          | 0                    |
    | name             | cirros               |
    | os_hash_algo     | sha512               |
    | os_hash_value    | ddaf35a193617abacc41 |
    |                  | 7349ae20413112e6fa4e |
    |                  | 89a97ea20a9eeee64b55 |
    |                  | d39a2192992a274fc1a8 |
    |                  | 36ba3c23a3feebbd454d |
    |                  | 4423643ce80e2a9ac94f |
    |                  | a54ca49f             |
    | os_hidden        | False                |
    | owner            | p1                   |
    | protected        | False                |
    | size             | 3B                   |
    | status           | active               |
    | tags             | ["t1", "t2"]         |
    | text             | two                  |
    |                  | lines                |
    | updated_at       | 2026-11-22T20:00:01Z |
    | virtual_size     | Not available        |
    | visibility       | public               |
    | ünï              | çödé                 |
    +------------------+----------------------+
    "#
    );
}

#[test]
fn members_and_tags_have_tables() {
    let member = json!({
        "image_id": ID, "member_id": "demo", "status": "pending", "schema": "/v2/schemas/member",
        "created_at": "2026-11-22T20:00:00Z", "updated_at": "2026-11-22T20:00:00Z"
    });
    let members = format!("{}/members", image_path());
    let server = Server::start()
        .on(&format!("GET {members}"), Answer::json(&json!({"members": [member], "schema": "/v2/schemas/members"})))
        .on(&format!("POST {members}"), Answer::json(&member))
        .on(&format!("GET {members}/demo"), Answer::json(&member))
        .on(&format!("PUT {members}/demo"), Answer::json(&member))
        .on(&format!("DELETE {members}/demo"), Answer::empty())
        .on(&format!("PUT {}/tags/it%27s%20new%2Fold", image_path()), Answer::empty())
        .on(&format!("GET {}", image_path()), Answer::json(&image()));
    let program = Program::at(&server);
    let list = program.run(&["member-list", "--image-id", ID]).printed();
    insta::assert_snapshot!(list, @r#"
    +--------------------------------------+-----------+---------+
    | Image ID                             | Member ID | Status  |
    +--------------------------------------+-----------+---------+
    | 11111111-1111-4111-8111-111111111111 | demo      | pending |
    +--------------------------------------+-----------+---------+
    "#);
    assert_eq!(program.run(&["member-create", ID, "demo"]).printed(), list);
    assert_eq!(program.run(&["member-update", ID, "demo", "accepted"]).printed(), list);
    insta::assert_snapshot!(program.run(&["member-get", ID, "demo"]).printed(), @r#"
    +------------+--------------------------------------+
    | Property   | Value                                |
    +------------+--------------------------------------+
    | created_at | 2026-11-22T20:00:00Z                 |
    | image_id   | 11111111-1111-4111-8111-111111111111 |
    | member_id  | demo                                 |
    | schema     | /v2/schemas/member                   |
    | status     | pending                              |
    | updated_at | 2026-11-22T20:00:00Z                 |
    +------------+--------------------------------------+
    "#);
    assert_eq!(program.run(&["member-delete", ID, "demo"]).printed(), "");
    insta::assert_snapshot!(program.run(&["image-tag-update", ID, "it's new/old"]).printed(), @r#"
    +--------------------------------------+--------------+
    | ID                                   | Tags         |
    +--------------------------------------+--------------+
    | 11111111-1111-4111-8111-111111111111 | ['t1', 't2'] |
    +--------------------------------------+--------------+
    "#);
    assert_eq!(server.request(&format!("POST {members}")).body, br#"{"member":"demo"}"#);
    assert_eq!(server.request(&format!("PUT {members}/demo")).body, br#"{"status":"accepted"}"#);
}

#[test]
fn a_name_can_not_drive_the_terminal() {
    let server = Server::start().on(LIST, Answer::json(&json!({"images": [{"id": "1", "name": "\u{1b}[2Jgone\r"}]})));
    insta::assert_snapshot!(Program::at(&server).run(&["image-list"]).printed(), @r#"
    +----+-----------------+
    | ID | Name            |
    +----+-----------------+
    | 1  | \u{1b}[2Jgone\r |
    +----+-----------------+
    "#);
}

#[test]
fn filters_and_orders_become_a_query() {
    let query = "/v2/images?k%C3%B6y=a%3Db&visibility=shared&member_status=all&owner=o&checksum=c&os_hash_value=h&tag=t1\
                 &tag=t+2&os_hidden=false&limit=3&sort_key=size&sort_key=id&sort_dir=desc";
    let images: Vec<_> = (0..5).map(|id| json!({"id": id.to_string(), "name": "n"})).collect();
    let server = Server::start()
        .on(&format!("GET {query}"), Answer::json(&json!({"images": images[..2], "next": "http://elsewhere/v2/next"})))
        .on("GET /v2/next", Answer::json(&json!({"images": images[2..], "next": "/v2/never"})));
    let listed = Program::at(&server).run(&[
        "image-list",
        "--property-filter",
        "köy=a=b",
        "--visibility",
        "shared",
        "--member-status",
        "all",
        "--owner",
        "o",
        "--checksum",
        "c",
        "--hash",
        "h",
        "--tag",
        "t1",
        "--tag",
        "t 2",
        "--hidden",
        "False",
        "--limit",
        "3",
        "--sort-key",
        "size",
        "--sort-key",
        "id",
        "--sort-dir",
        "desc",
        "-f",
        "value",
    ]);
    assert_eq!(listed.printed(), "0 n\n1 n\n2 n\n");
}

#[test]
fn only_who_says_nothing_of_the_order_gets_the_usual_one() {
    for (arguments, query) in [
        (&[][..], "&sort_key=name&sort_dir=asc"),
        (&["--sort-key", "created_at"], "&sort_key=created_at"),
        (&["--sort-dir", "desc"], "&sort_dir=desc"),
    ] {
        let server = Server::start().on(
            &format!("GET /v2/images?limit=200{query}"),
            Answer::json(&json!({"images": [{"id": "1", "name": "n"}]})),
        );
        let listed = Program::at(&server).run(&[&["image-list", "-f", "value"], arguments].concat());
        assert_eq!(listed.printed(), "1 n\n");
    }
}
