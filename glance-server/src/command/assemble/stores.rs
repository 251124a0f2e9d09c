//! The stores of image data, opened as a configuration has them.

use std::sync::Arc;

use anyhow::Context;
use glance_core::config::{Config, StoreKind, StoreLayout};
use glance_core::store::{FileStore, HttpStore, ImageStore, StoreEntry, Stores};

/// Opens the stores, and makes their folders.
pub(in crate::command) fn stores(config: &Config) -> anyhow::Result<Stores> {
    match &config.stores.layout {
        StoreLayout::Single { default, others, .. } => {
            if let Some(warning) = left_out(config) {
                tracing::warn!("{warning}");
            }
            let open = |kind: &StoreKind| open(config, "glance_store", kind);
            Ok(Stores::by_scheme(open(default)?, others.iter().map(open).collect::<anyhow::Result<_>>()?))
        }
        StoreLayout::Several { stores, default } => {
            let mut entries = Vec::new();
            for store in stores {
                entries.push(StoreEntry {
                    name: store.name.clone(),
                    store: open(config, store.name.as_str(), &store.kind)?,
                    weight: store.weight,
                    description: store.description.clone(),
                });
            }
            Ok(Stores::several(entries, default)?)
        }
    }
}

/// What is to be said of stores that are listed and not there.
pub(in crate::command) fn left_out(config: &Config) -> Option<String> {
    let StoreLayout::Single { left_out, .. } = &config.stores.layout else { return None };
    let names = left_out.join(", ");
    let warning = "are left out, for there are no stores of these types here; images with data in them cannot be read";
    (!left_out.is_empty()).then(|| format!("[glance_store] stores: {names} {warning}"))
}

/// Opens the store that a section sets up.
fn open(config: &Config, section: &str, kind: &StoreKind) -> anyhow::Result<Arc<dyn ImageStore>> {
    Ok(match kind {
        StoreKind::File(options) => Arc::new(
            FileStore::open(options.clone())
                .with_context(|| format!("[{section}] filesystem_store_datadir: cannot open the store"))?,
        ),
        StoreKind::Http(options) => {
            let store = HttpStore::open(options, config.fetch.clone());
            Arc::new(store.with_context(|| {
                format!("[{section}] https_ca_certificates_file, http_proxy_information: cannot open the store")
            })?)
        }
    })
}
