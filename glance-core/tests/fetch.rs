//! The one way out, against servers and names that mean no good.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "support/web.rs"]
mod web;

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt;
use glance_core::fetch::{
    FetchError, FetchLimits, FetchOptions, FetchRules, Fetcher, Filter, Resolver, SystemResolver,
};
use web::Web;

const SIZE: usize = 300_000;

/// Answers each lookup of any name with the next of these, and goes on with the last.
#[derive(Debug)]
struct Script {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

#[async_trait]
impl Resolver for Script {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        Ok(self.answers[turn].clone())
    }
}

fn script(answers: &[&[&str]]) -> Arc<Script> {
    let answers = answers.iter().map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect()).collect();
    Arc::new(Script { answers, asked: AtomicUsize::new(0) })
}

/// Ports are open to all servers of the tests, and hosts as the rules say.
fn options(allowed_hosts: &[&str]) -> FetchOptions {
    let hosts = Filter { allowed: allowed_hosts.iter().map(ToString::to_string).collect(), disallowed: Vec::new() };
    let rules = FetchRules { hosts, ports: Filter::default(), ..FetchRules::default() };
    let limits =
        FetchLimits { connect: Duration::from_secs(2), answer: Duration::from_secs(2), ..FetchLimits::default() };
    FetchOptions { rules, limits, ..FetchOptions::default() }
}

fn fetcher(allowed_hosts: &[&str]) -> Fetcher {
    Fetcher::new(&options(allowed_hosts), Arc::new(SystemResolver::default())).unwrap()
}

async fn server() -> Web {
    let web = Web::start().await;
    web.put("disk", (0..SIZE).map(|at| u8::try_from(at * at % 251).unwrap()).collect::<Vec<_>>());
    web
}

async fn fetch(fetcher: &Fetcher, url: &str) -> Result<usize, FetchError> {
    fetch_at_most(fetcher, url, u64::MAX).await
}

async fn fetch_at_most(fetcher: &Fetcher, url: &str, max_bytes: u64) -> Result<usize, FetchError> {
    let answer = fetcher.get(url, None, max_bytes).await?;
    answer.data.try_fold(0, |sum, chunk| async move { Ok(sum + chunk.len()) }).await
}

#[tokio::test]
async fn data_comes_whole_in_part_and_by_redirects() {
    let web = server().await;
    let fetcher = fetcher(&["127.0.0.1", "localhost"]);

    assert_eq!(fetch(&fetcher, &web.url("/data/disk")).await, Ok(SIZE));
    assert_eq!(fetch(&fetcher, &web.url("/nolength/disk")).await, Ok(SIZE));
    let named = format!("http://LocalHost.:{}/data/disk", web.address.port());
    assert_eq!(fetch(&fetcher, &named).await, Ok(SIZE), "each address of a name is tried");
    for code in [301, 302, 303, 307, 308] {
        assert_eq!(fetch(&fetcher, &web.url(&format!("/to/{code}/5?/data/disk"))).await, Ok(SIZE), "{code}");
    }
    let part = fetcher.get(&web.url("/data/disk"), Some(10..20), u64::MAX).await.unwrap();
    assert_eq!(part.size_bytes, Some(10));
    let part: Vec<_> = part.data.try_collect().await.unwrap();
    assert_eq!(part.concat(), (10..20).map(|at| u8::try_from(at * at % 251).unwrap()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_size_is_asked_for_in_the_way_that_the_server_knows() {
    let web = server().await;
    let fetcher = fetcher(&["127.0.0.1"]);

    for path in ["/data/disk", "/whole/disk", "/to/302/1?/whole/disk"] {
        assert_eq!(fetcher.size(&web.url(path)).await, Ok(Some(SIZE as u64)), "{path}");
    }
    assert_eq!(fetcher.size(&web.url("/nolength/disk")).await, Ok(None));
    assert_eq!(fetcher.size(&web.url("/data/nothing")).await, Err(FetchError::NotFound));
    assert_eq!(fetcher.size(&web.url("/status/500")).await, Err(FetchError::Status(500)));
}

#[tokio::test]
async fn s39_no_redirect_leads_to_a_host_that_is_not_allowed() {
    let (web, sink) = (server().await, Web::start().await);
    let port = sink.address.port();
    let fetcher = fetcher(&["127.0.0.1"]);
    let targets = [
        format!("http://localhost:{port}/"),
        format!("http://127.0.0.2:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("//0x7f000001:{port}/"),
        format!("http://0177.0.0.1:{port}/"),
        format!("http://127.1:{port}/"),
        format!("HTTP://LOCALHOST.:{port}/"),
        format!("http://127.0.0.1@localhost:{port}/"),
        format!("http://localhost:{port}#@127.0.0.1/"),
        format!("http://169.254.169.254:{port}/"),
        format!("ftp://127.0.0.1:{port}/"),
        "file:///etc/passwd".to_owned(),
    ];

    for code in [301, 302, 303, 307, 308] {
        for hops in [1, 5] {
            for target in &targets {
                let url = web.url(&format!("/to/{code}/{hops}?{target}"));
                assert_eq!(fetch(&fetcher, &url).await, Err(FetchError::Refused), "{code} at hop {hops} to {target}");
                assert_eq!(fetcher.size(&url).await, Err(FetchError::Refused), "{code} at hop {hops} to {target}");
            }
        }
    }
    assert_eq!(sink.hits(), 0);
    let once_more = web.url("/to/302/6?/data/disk");
    assert_eq!(fetch(&fetcher, &once_more).await, Err(FetchError::TooManyRedirects));
}

#[tokio::test]
async fn s42_a_name_is_as_bad_as_its_worst_address() {
    let sink = Web::start().await;
    let url = format!("http://mirror.test:{}/", sink.address.port());
    for answers in [
        &[&["10.255.255.1", "127.0.0.1"][..]][..],
        &[&["127.0.0.1", "10.255.255.1"]],
        &[&["::1"]],
        &[&["::ffff:127.0.0.1"]],
        &[&["10.255.255.1"], &["127.0.0.1"]],
        &[&[]],
    ] {
        let fetcher = Fetcher::new(&options(&[]), script(answers)).unwrap();
        // A name that was good at first is bad when it comes to connecting.
        let at_first = fetcher.check(&url).await;
        assert_eq!(at_first.is_ok(), answers.len() > 1, "{answers:?}");

        assert_eq!(fetch(&fetcher, &url).await, Err(FetchError::Refused), "{answers:?}");
    }
    assert_eq!(sink.hits(), 0);
}

#[tokio::test]
async fn s42_a_connection_goes_to_the_address_that_was_checked() {
    let web = server().await;
    let resolver = script(&[&["127.0.0.1"], &["127.0.0.9"]]);
    let fetcher = Fetcher::new(&options(&["mirror.test"]), Arc::clone(&resolver) as Arc<dyn Resolver>).unwrap();

    let brought = fetch(&fetcher, &format!("http://mirror.test:{}/data/disk", web.address.port())).await;

    assert_eq!((brought, resolver.asked.load(Ordering::SeqCst)), (Ok(SIZE), 1));
}

#[tokio::test]
async fn s41_this_machine_is_not_reached_unless_it_is_allowed_by_name() {
    let sink = Web::start().await;
    let port = sink.address.port();
    for host in ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1.nip.test"] {
        let url = format!("http://{host}:{port}/");
        assert_eq!(fetch(&fetcher(&[]), &url).await, Err(FetchError::Refused), "{url}");
    }
    assert_eq!(sink.hits(), 0);
}

#[tokio::test]
async fn s32_whatever_keeps_a_server_from_answering_is_told_alike() {
    let web = server().await;
    let closed = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let fetcher = fetcher(&["127.0.0.1"]);

    for url in
        [format!("http://{closed}/"), web.url("/silent"), web.url("/hangup"), web.url("/").replace("http", "https")]
    {
        assert_eq!(fetch(&fetcher, &url).await, Err(FetchError::Unreachable), "{url}");
    }
}

#[tokio::test]
async fn s44_data_that_never_ends_is_cut_off() {
    let web = server().await;
    let mut options = options(&["127.0.0.1"]);
    (options.limits.window, options.limits.least_bytes) = (Duration::from_millis(150), 1000);
    let fetcher = Fetcher::new(&options, Arc::new(SystemResolver::default())).unwrap();
    let limit = SIZE as u64 - 1;
    assert_eq!(fetch_at_most(&fetcher, &web.url("/endless"), limit).await, Err(FetchError::TooLong { limit }));
    assert_eq!(fetch_at_most(&fetcher, &web.url("/data/disk"), limit).await, Err(FetchError::TooLong { limit }));
    assert_eq!(fetch(&fetcher, &web.url("/drip/disk")).await, Err(FetchError::TooSlow));
    assert_eq!(fetch(&fetcher, &web.url("/short/disk")).await, Err(FetchError::BrokenOff));
    assert_eq!(fetch(&fetcher, &web.url("/long/disk")).await, Ok(SIZE / 2), "no more than was announced");
}

#[tokio::test]
async fn a_login_is_sent_to_the_server_it_is_meant_for() {
    let (web, other) = (server().await, server().await);
    let fetcher = fetcher(&["127.0.0.1"]);
    let with_login = |path: &str| web.url(path).replacen("//", "//u:p@", 1);

    assert_eq!(fetch(&fetcher, &with_login("/private/disk")).await, Ok(SIZE));
    assert_eq!(fetch(&fetcher, &with_login("/to/302/1?/private/disk")).await, Ok(SIZE));
    assert_eq!(fetch(&fetcher, &web.url("/private/disk")).await, Err(FetchError::Status(401)));
    let elsewhere = with_login(&format!("/to/302/1?{}", other.url("/private/disk")));
    assert_eq!(fetch(&fetcher, &elsewhere).await, Err(FetchError::Status(401)));
}

#[tokio::test]
async fn a_proxy_is_asked_for_what_passes_the_rules() {
    let proxy = server().await;
    let mut options = options(&[]);
    options.proxies = vec![("http".to_owned(), proxy.address.to_string())];
    let fetcher = Fetcher::new(&options, script(&[&["10.0.0.1"], &["127.0.0.1"]])).unwrap();

    // This server, as a proxy, takes the whole URL for a path, which it does not know.
    assert_eq!(fetch(&fetcher, "http://mirror.test/disk").await, Err(FetchError::NotFound));
    assert_eq!(proxy.hits(), 1);
    assert_eq!(fetch(&fetcher, "http://mirror.test/disk").await, Err(FetchError::Refused));
    assert_eq!(proxy.hits(), 1);
}
