//! The file in which operators describe properties.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::path::PathBuf;

use glance_core::config::{Config, ConfigError};
use glance_core::image::CustomProperties;
use serde_json::json;
use tempfile::TempDir;

/// Folders that may have the file, each beside a configuration file.
struct Folders(TempDir);

impl Folders {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["first", "last", "more"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["first/a.conf", "last/b.conf", "more/c.conf"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name).join("schema-image.json"), text).unwrap();
    }

    fn load(&self) -> Result<CustomProperties, ConfigError> {
        let config = Config::load(&[self.path("first/a.conf"), self.path("last/b.conf")], &[self.path("more")]);
        config.map(|config| config.images.custom)
    }

    fn names(&self) -> String {
        let custom = self.load().unwrap();
        custom.documents().map(|(name, _)| name).collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn the_file_is_looked_for_beside_the_configuration() {
    let folders = Folders::new();

    assert_eq!(folders.names(), "");
    folders.write("first", r#"{"in_first": {}}"#);
    assert_eq!(folders.names(), "in_first");
    folders.write("last", r#"{"in_last": {}}"#);
    assert_eq!(folders.names(), "in_last");
    folders.write("more", r#"{"in_more": {}}"#);
    assert_eq!(folders.names(), "in_more");
}

#[test]
fn the_file_has_two_forms() {
    let folders = Folders::new();

    folders.write("first", r#"{"colour": {"type": "string", "is_base": true}}"#);
    let short = folders.load().unwrap();
    folders.write("first", r#"{"properties": {"colour": {"type": "string"}}, "required": ["colour"]}"#);
    let long = folders.load().unwrap();

    for custom in [&short, &long] {
        let documents: Vec<_> = custom.documents().map(|(name, document)| (name, document.clone().into())).collect();
        assert_eq!(documents, [("colour", json!({"type": "string", "is_base": false}))]);
    }
    assert!(short.required().is_empty());
    assert_eq!(long.required(), ["colour"]);
}

#[test]
fn a_file_that_makes_no_sense_is_told() {
    let folders = Folders::new();
    for (text, reason) in [
        ("{", "EOF while parsing an object at line 1 column 1"),
        ("[]", "invalid type: sequence, expected a map at line 1 column 0"),
        (r#"{"properties": []}"#, "«properties» is not an object"),
        (r#"{"properties": {}, "required": "colour"}"#, "«required» is not a list of names"),
        (r#"{"colour": "red"}"#, "«colour»: the description is not an object"),
        (r#"{"disk_format": {"type": "string"}}"#, "«disk_format»: every image has an attribute of this name"),
    ] {
        folders.write("first", text);
        let file = folders.path("first/schema-image.json");
        assert_eq!(folders.load().unwrap_err().to_string(), format!("{}: {reason}", file.display()));
    }
    folders.write("first", r#"{"colour": {"type": "text"}}"#);
    assert!(folders.load().unwrap_err().to_string().contains("«colour»: "));
}
