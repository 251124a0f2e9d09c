//! Copies of schemas in the user's home.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use super::Schema;
use crate::client::Client;
use crate::error::{Error, Result, complain};
use crate::json::Object;

/// The schemas to keep: where the service has them, and the file's name.
const SCHEMAS: [(&[&str], &str); 3] = [
    (&["schemas", "image"], "image_schema.json"),
    (&["schemas", "metadefs", "namespace"], "namespace_schema.json"),
    (&["schemas", "metadefs", "resource_type"], "resource_type_schema.json"),
];

/// What is known of a cloud's images without asking it, and whether a copy of its own schema is there.
pub(crate) fn known(auth_url: Option<&str>) -> (Schema, bool) {
    let mut schema = Schema::builtin();
    let mut is_here = false;
    for folder in [folder(None), auth_url.and_then(|url| folder(Some(url)))].into_iter().flatten() {
        is_here = false;
        if let Some(document) = read(&folder.join(SCHEMAS[0].1)) {
            schema.learn(&document);
            is_here = true;
        }
    }
    (schema, is_here)
}

/// Asks the cloud for its schemas and keeps copies. A home that can't be written to is told of, and no more.
///
/// # Errors
/// Those of [`Client::get`], but for schemas that the service does not have.
pub(crate) fn refresh(client: &Client, auth_url: Option<&str>) -> Result<()> {
    let Some(folder) = folder(auth_url) else {
        return Ok(());
    };
    for (path, name) in SCHEMAS {
        match client.get(path) {
            Ok(document) => {
                if let Err(error) = save(&folder, name, &document) {
                    complain(&Error::file(&folder.join(name), &error).to_string());
                }
            }
            Err(Error::Http { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Where the copies of a cloud are: each Keystone has a folder, named by the digest of its URL.
fn folder(auth_url: Option<&str>) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty())?;
    let folder = PathBuf::from(home).join(".glanceclient");
    Some(match auth_url {
        Some(url) => folder.join(Sha1::digest(url).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })),
        None => folder,
    })
}

/// A copy that is broken is as good as none.
fn read(path: &Path) -> Option<Object> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Another process may read the copy at any time, so it appears at once.
fn save(folder: &Path, name: &str, document: &Object) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".schema-").tempfile_in(folder)?;
    file.write_all(&serde_json::to_vec(document)?)?;
    file.persist(folder.join(name)).map(drop).map_err(|error| error.error)
}
