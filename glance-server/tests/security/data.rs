//! Data on its way into a store, and what lies beside the store.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::program::{Answer, Config, OCTETS, Server};

const MIB: usize = 1 << 20;

fn config(options: &str) -> Config {
    Config::new(options, "[image_format]\nrequire_image_format_match = false").synced()
}

/// The files in the store.
fn stored(config: &Config) -> Vec<String> {
    let files = fs::read_dir(config.folder.path().join("images")).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// Sends data whose length only its end tells.
fn upload_chunked(server: &Server, path: &str, chunks: usize) -> Answer {
    use std::io::Write;
    let mut connection = server.connect();
    connection.send_head("PUT", path, &format!("{OCTETS}transfer-encoding: chunked\r\n"));
    for _ in 0..chunks {
        let mut chunk = b"10000\r\n".to_vec();
        chunk.resize(chunk.len() + 0x10000, b'x');
        chunk.extend(b"\r\n");
        if connection.stream.write_all(&chunk).is_err() {
            break;
        }
    }
    let _ = connection.stream.write_all(b"0\r\n\r\n");
    connection.answer()
}

#[test]
fn s13_ossa_2014_028_no_more_data_than_the_cap_comes_in() {
    let config = config(&format!("image_size_cap = {MIB}"));
    let server = Server::api(&config);
    let image = server.image();
    let file = format!("{image}/file");

    let declared = server.ask("PUT", &file, OCTETS, &vec![0; MIB + 1]);
    let chunked = upload_chunked(&server, &file, 17);
    let lying = server.ask("PUT", &file, &format!("{OCTETS}x-openstack-image-size: 5\r\n"), &vec![0; MIB + 1]);

    assert_eq!((declared.status, chunked.status), (413, 413));
    assert!(matches!(lying.status, 400 | 413), "{}", lying.head);
    assert_eq!(server.ask("GET", &image, "", b"").field("status"), "queued");
    assert_eq!(stored(&config), Vec::<String>::new());
    assert_eq!(upload_chunked(&server, &file, 16).status, 204);
}

#[test]
fn s16_ossa_2014_041_a_store_opens_nothing_outside_itself() {
    let config = config("");
    let server = Server::api(&config);
    let canary = config.folder.path().join("canary");
    fs::write(&canary, "the canary sings").unwrap();
    let path = server.image_with(b"data");
    let planted = server.image();
    let id = planted.rsplit('/').next().unwrap();
    let link = |id: &str| config.folder.path().join("images").join(id);
    symlink(&canary, link(id)).unwrap();
    let replaced = path.split('/').nth(3).unwrap();
    fs::remove_file(link(replaced)).unwrap();
    symlink(&canary, link(replaced)).unwrap();

    let upload = server.ask("PUT", &format!("{planted}/file"), OCTETS, b"overwritten");
    let download = server.ask("GET", &path, "", b"");
    let deleted = server.ask("DELETE", &format!("/v2/images/{replaced}"), "", b"");

    assert!(upload.status >= 400, "{}", upload.head);
    assert!(download.status >= 204 && !download.text().contains("canary"), "{}", download.head);
    assert_eq!(deleted.status, 204);
    assert_eq!(fs::read_to_string(&canary).unwrap(), "the canary sings");
}

#[test]
fn s16_ossa_2014_041_no_path_leaves_the_store() {
    let config = config("");
    let server = Server::api(&config);
    fs::write(config.folder.path().join("canary"), "the canary sings").unwrap();
    for id in ["../canary", "..%2fcanary", "%2e%2e%2fcanary", "....//canary", "%252e%252e%252fcanary"] {
        for (method, file) in [("GET", "/file"), ("PUT", "/file"), ("DELETE", "")] {
            let body: &[u8] = if method == "PUT" { b"overwritten" } else { b"" };
            let answer = server.ask(method, &format!("/v2/images/{id}{file}"), OCTETS, body);
            assert!((400..500).contains(&answer.status), "{method} {id}: {}", answer.head);
            assert!(!answer.text().contains("sings"));
        }
    }
    assert_eq!(fs::read_to_string(config.folder.path().join("canary")).unwrap(), "the canary sings");
    assert!(!Path::new("/canary").exists());
}
