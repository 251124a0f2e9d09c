//! Metadata definitions without HTTP: says what may be said of images, and holds a value against it.

use std::sync::Arc;

use anyhow::{Context, ensure};
use glance_core::context::Caller;
use glance_core::db::{Database, PoolOptions, migrate};
use glance_core::metadef::{Name, NamespaceDraft, NamespaceFile, PropertyDraft, PropertySchema, Purpose};
use glance_core::service::{Glance, Parts};
use glance_core::store::{MemoryStore, Stores};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let home = tempfile::tempdir()?;
    let url = format!("sqlite:///{}/glance.sqlite", home.path().display());
    let database = Database::connect(&url, PoolOptions::default()).await?;
    migrate::sync(&database).await?;
    let definitions =
        Glance::new(Parts::new(database.repositories(), Stores::single(Arc::new(MemoryStore::default())))).metadefs();

    let admin = Caller::in_project("admin-project", &["admin"]);
    definitions.create_namespace(&admin, &NamespaceDraft::new(Name::new("Namespace", "OS::Example")?)).await?;
    let document = r#"{"name": "cpus", "title": "CPUs", "type": "integer", "minimum": 1, "maximum": 8}"#;
    let cpus = PropertyDraft::read(&document.parse()?, Purpose::Create)?;
    definitions.add_property(&admin, "OS::Example", &cpus).await?;

    let (namespace, content) = definitions.show_namespace(&admin, "OS::Example", None).await?;
    let schema: &PropertySchema = &content.properties.first().context("the property is missing")?.schema;
    ensure!(schema.objection("4").is_none(), "four is allowed");
    eprintln!("16 {}", schema.objection("16").context("sixteen is not allowed")?);
    eprint!("{}", NamespaceFile { namespace, content }.write()?);

    let other = Caller::in_project("other-project", &["member", "reader"]);
    ensure!(definitions.show_namespace(&other, "OS::Example", None).await.is_err(), "private, and yet shown");
    Ok(())
}
