//! The Images API as a part of another program: mounted under `/image`, beside that program's own pages.

use std::sync::Arc;

use anyhow::ensure;
use axum::Router;
use axum::routing::get;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::service::{Glance, Parts};
use glance_core::store::{MemoryStore, Stores};
use glance_server::State;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let url = format!("sqlite:///{}/glance.sqlite", home.path().display());
    let database = Database::connect(&url, PoolOptions::default()).await?;
    migrate::sync(&database).await?;
    let glance = Glance::new(Parts::new(database.repositories(), Stores::single(Arc::new(MemoryStore::default()))));
    glance.recover().await?;

    let program = Router::new()
        .route("/", get(async || "the program's own page\n"))
        .nest_service("/image", glance_server::router(State::new(glance.clone())));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(async move { axum::serve(listener, program).await });

    let mut client = TcpStream::connect(address).await?;
    client.write_all(b"GET /image/v2/images HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    client.read_to_string(&mut answer).await?;
    eprintln!("http://{address}/image/v2/images answers:\n{answer}");
    ensure!(answer.starts_with("HTTP/1.0 200 OK"), "the Images API does not answer");
    server.abort();
    glance.drain().await;
    Ok(())
}
