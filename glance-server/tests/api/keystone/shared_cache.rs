//! What services tell each other of tokens, through a real memcached.

use std::future::Future;
use std::time::Duration;

use axum::http::Request;
use chrono::TimeDelta;
use futures::future::join_all;
use glance_server::auth::{Authenticate, Keystone};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::FakeKeystone;

const MAC: &str = "memcache_security_strategy = MAC\nmemcache_secret_key = secret-of-the-cache\n";
const ENCRYPT: &str = "memcache_security_strategy = ENCRYPT\nmemcache_secret_key = secret-of-the-cache\n";

/// The real memcached, if there is one; it holds entries of other tests as well.
struct Memcached(String);

impl Memcached {
    fn find() -> Option<Self> {
        if let Ok(address) = std::env::var("GLANCE_TEST_MEMCACHED") {
            return Some(Self(address));
        }
        assert!(std::env::var_os("REQUIRE_ALL_BACKENDS").is_none(), "GLANCE_TEST_MEMCACHED is not set, but required");
        eprintln!("skipped: GLANCE_TEST_MEMCACHED is not set");
        None
    }

    /// A server's way to tell callers apart, with nothing in its own memory.
    fn auth(&self, keystone: &FakeKeystone, options: &str) -> Keystone {
        with_servers(keystone, &self.0, options)
    }

    async fn say(&self, command: &[u8]) -> (String, Vec<u8>) {
        let mut stream = BufReader::new(TcpStream::connect(&self.0).await.unwrap());
        stream.write_all(command).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let length = line.strip_prefix("VA ").map(|rest| rest.split_whitespace().next().unwrap().parse().unwrap());
        let mut value = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut value).await.unwrap();
        (line.trim_end().to_owned(), value)
    }

    async fn get(&self, name: &str) -> Option<Vec<u8>> {
        let (line, value) = self.say(format!("mg {name} v\r\n").as_bytes()).await;
        line.starts_with("VA").then_some(value)
    }

    async fn put(&self, name: &str, value: &[u8], seconds: i64) {
        let command = format!("ms {name} {} T{seconds}\r\n", value.len());
        assert_eq!(self.say(&[command.as_bytes(), value, b"\r\n"].concat()).await.0, "HD");
    }
}

fn with_servers(keystone: &FakeKeystone, servers: &str, options: &str) -> Keystone {
    keystone.auth(&format!("memcached_servers = {servers}\n{options}"))
}

/// A token that no other test has, and the name of its entry in a cache without protection.
fn token() -> (String, String) {
    let token = format!("token-{}", Uuid::new_v4());
    let name = Sha256::digest(&token).iter().fold("tokens/".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    (token, name)
}

/// The project of a token, or nothing if it is not good here.
async fn project(auth: &Keystone, token: &str) -> Option<String> {
    let (head, ()) = Request::builder().header("x-auth-token", token).body(()).unwrap().into_parts();
    let caller = auth.caller(&head).await.ok()?;
    Some(caller.project.unwrap().as_str().to_owned())
}

/// What there is in the end, for entries are written while nobody waits for it.
async fn eventually<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> T {
    let wait = async {
        loop {
            match look().await {
                Some(found) => return found,
                None => sleep(Duration::from_millis(5)).await,
            }
        }
    };
    timeout(Duration::from_secs(20), wait).await.expect("nothing happened")
}

/// Waits until a new server knows the token without asking Keystone.
async fn is_shared(memcached: &Memcached, keystone: &FakeKeystone, options: &str, token: &str) {
    let look = || async {
        let (_, before) = keystone.asked();
        project(&memcached.auth(keystone, options), token).await?;
        (keystone.asked().1 == before).then_some(())
    };
    eventually(look).await;
}

#[tokio::test]
async fn what_keystone_told_one_server_of_a_token_the_others_know() {
    let Some(memcached) = Memcached::find() else { return };
    for protection in ["", MAC, ENCRYPT] {
        let mut keystone = FakeKeystone::start().await;
        let (token, name) = token();
        keystone.grant(&token, "demo-project", &["member"]);

        is_shared(&memcached, &keystone, protection, &token).await;
        keystone.stop().await;

        assert_eq!(project(&memcached.auth(&keystone, protection), &token).await.unwrap(), "demo-project");
        let plain = memcached.get(&name).await;
        assert_eq!(plain.is_some(), protection.is_empty());
        let text = String::from_utf8(plain.unwrap_or_default()).unwrap();
        assert!(!text.contains(&token), "who reads the cache has the token: {text}");
    }
}

#[tokio::test]
async fn n05_servers_with_another_secret_or_protection_do_not_know_each_others_entries() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    let (token, _) = token();
    keystone.grant(&token, "demo-project", &["member"]);
    is_shared(&memcached, &keystone, ENCRYPT, &token).await;

    let other_secret = ENCRYPT.replace("secret-of-the-cache", "another");
    for options in ["", MAC, &other_secret] {
        let (_, before) = keystone.asked();
        assert!(project(&memcached.auth(&keystone, options), &token).await.is_some());
        assert_eq!(keystone.asked().1, before + 1, "{options}");
    }
}

#[tokio::test]
async fn an_entry_that_is_no_answer_of_keystones_is_left_out_and_replaced() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    for value in ["", "null", "[1, 2]", "{\"token\": {}}", "\u{0}\u{1}"] {
        let (token, name) = token();
        keystone.grant(&token, "demo-project", &["member"]);
        memcached.put(&name, value.as_bytes(), 60).await;

        assert_eq!(project(&memcached.auth(&keystone, ""), &token).await.unwrap(), "demo-project", "{value}");
        is_shared(&memcached, &keystone, "", &token).await;
    }
}

#[tokio::test]
async fn n04_a_shared_answer_is_worth_nothing_once_its_token_ran_out() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    let (token, name) = token();
    let hour_ago = chrono::Utc::now() - TimeDelta::hours(1);
    let document = json!({"token": {"user": {"id": "u"}, "project": {"id": "p"}, "roles": [], "expires_at": hour_ago}});
    memcached.put(&name, document.to_string().as_bytes(), 60).await;

    assert_eq!(project(&memcached.auth(&keystone, ""), &token).await, None);
}

#[tokio::test]
async fn n07_a_shared_answer_counts_no_longer_than_the_cache_may_say_so() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    let (token, name) = token();
    keystone.grant(&token, "demo-project", &["member"]);
    is_shared(&memcached, &keystone, "token_cache_time = 2", &token).await;
    let document = memcached.get(&name).await.unwrap();
    keystone.revoke(&token);

    let known = memcached.auth(&keystone, "token_cache_time = 2");
    let uncached = memcached.auth(&keystone, "token_cache_time = 0");
    assert!(project(&known, &token).await.is_some(), "it may count for two seconds");
    assert_eq!(project(&uncached, &token).await, None, "no time is no time");
    sleep(Duration::from_millis(2100)).await;
    assert_eq!(project(&known, &token).await, None, "what was found counts for what was left of the two seconds");
    for longer in [-1, 3600] {
        memcached.put(&name, &document, longer).await;
        assert_eq!(project(&memcached.auth(&keystone, ""), &token).await, None, "an entry without such an end");
        let gone = || async { memcached.get(&name).await.is_none().then_some(()) };
        eventually(gone).await;
    }
}

#[tokio::test]
async fn a_token_is_looked_for_once_however_many_requests_bring_it() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    let (token, _) = token();
    keystone.grant(&token, "demo-project", &["member"]);
    keystone.think(Duration::from_millis(200));
    let auth = memcached.auth(&keystone, "");

    let projects = join_all((0..64).map(|_| project(&auth, &token))).await;

    assert!(projects.iter().all(Option::is_some));
    assert_eq!(keystone.asked(), (1, 1));
}

#[tokio::test]
async fn requests_go_on_whatever_a_memcached_server_does() {
    let keystone = FakeKeystone::start().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    // It takes connections, and never says anything.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent_address = silent.local_addr().unwrap();
    let old = babbler("ERROR\r\n").await;
    let endless = babbler("VA 99999999999 f0 t1\r\n").await;
    let senseless = babbler("\u{7f}").await;
    let mute = babbler("").await;
    for address in [closed, silent_address, old, endless, senseless, mute] {
        let options = format!("{ENCRYPT}memcache_pool_socket_timeout = 600\nmemcache_pool_maxsize = 1");
        let auth = with_servers(&keystone, &address.to_string(), &options);
        for _ in 0..3 {
            let (token, _) = token();
            keystone.grant(&token, "demo-project", &["member"]);
            assert!(project(&auth, &token).await.is_some(), "{address}");
        }
        assert_eq!(project(&auth, "made-up").await, None);
    }
}

/// A server that has one answer to everything.
async fn babbler(answer: &'static str) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn another_server_stands_in_for_one_that_is_away() {
    let Some(memcached) = Memcached::find() else { return };
    let keystone = FakeKeystone::start().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let auth = with_servers(&keystone, &format!("{closed},{}", memcached.0), "");

    for _ in 0..20 {
        let (token, name) = token();
        keystone.grant(&token, "demo-project", &["member"]);
        assert!(project(&auth, &token).await.is_some());
        eventually(|| memcached.get(&name)).await;
    }
}
