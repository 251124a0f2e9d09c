//! `glance-server manage db load_metadefs`, `unload_metadefs` and `export_metadefs`

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::fixture::Config;

const CPU: &str = r#"{
    "namespace": "OS::Cpu",
    "display_name": "The CPU (new)",
    "description": "What for",
    "visibility": "public",
    "protected": true,
    "resource_type_associations": [
        {
            "name": "OS::Glance::Image",
            "prefix": "hw_"
        }
    ],
    "properties": {
        "cores": {
            "default": 5,
            "title": "Cores",
            "type": "integer"
        }
    },
    "objects": [
        {
            "name": "policy",
            "description": "How",
            "properties": {
                "mode": {
                    "enum": [
                        "shared",
                        "dedicated"
                    ],
                    "title": "Mode",
                    "type": "string"
                }
            }
        }
    ],
    "tags": [
        {
            "name": "fast"
        }
    ]
}
"#;

fn folder(config: &Config, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = config.folder.path().join(name);
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// Runs an action, and tells its code and words without the folder's path.
fn manage(config: &Config, arguments: &[&str]) -> String {
    let (code, said) = config.manage(arguments);
    let mut lines: Vec<String> =
        said.replace(&format!("{}/", config.folder.path().display()), "").lines().map(str::to_owned).collect();
    lines.sort();
    format!("{code}: {}", lines.join("\n"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_was_loaded_is_exported_as_it_was() {
    let config = Config::new("", "").synced();
    let same = CPU.replace("OS::Cpu", "OS::Other").replace("The CPU (new)", "the-cpu_New");
    let from = folder(&config, "from", &[("a.json", CPU), ("b.json", &same), ("README", "no definitions")]);
    let to = folder(&config, "to", &[]);

    assert_snapshot!(manage(&config, &["db", "load_metadefs", "--path", text(&from)]), @r"
    0: from/a.json: namespace OS::Cpu was loaded.
    from/b.json: namespace OS::Other was loaded.
    ");
    assert_snapshot!(manage(&config, &["db", "export_metadefs", "--path", text(&to)]), @r"
    0: to/TheCPUnew.json: namespace OS::Cpu was saved.
    to/thecpuNew2.json: namespace OS::Other was saved.
    ");
    assert_eq!(fs::read_to_string(to.join("TheCPUnew.json")).unwrap(), CPU);
    assert_eq!(fs::read_to_string(to.join("thecpuNew2.json")).unwrap(), same);
    assert_eq!(manage(&config, &["db", "unload_metadefs"]), "0: 2 namespaces were deleted.");
    assert_eq!(manage(&config, &["db_export_metadefs", text(&to)]), "0: ");
}

#[test]
fn namespaces_that_are_there_change_as_far_as_is_asked() {
    let config = Config::new("", "").synced();
    let from = folder(&config, "from", &[("a.json", CPU)]);
    let path = text(&from);
    let mut said = Vec::new();
    for arguments in [
        &["db", "load_metadefs", "--path", path][..],
        &["db", "load_metadefs", "--path", path],
        &["db", "load_metadefs", "--path", path, "--merge"],
        &["db", "load_metadefs", "--path", path, "--merge", "--prefer_new"],
        &["db", "load_metadefs", "--path", path, "--merge", "--overwrite"],
        &["db", "load_metadefs", "--path", path, "--overwrite"],
        &["db", "load_metadefs", "--path", path, "--merge", "--prefer_new", "--overwrite"],
        &["db_load_metadefs", path],
        &["db_load_metadefs", path, "yes"],
        &["db_load_metadefs", path, "1", "", "1"],
    ] {
        said.push(format!("{} => {}", arguments.join(" ").replace(path, "from"), manage(&config, arguments)));
    }

    assert_snapshot!(said.join("\n"), @r"
    db load_metadefs --path from => 0: from/a.json: namespace OS::Cpu was loaded.
    db load_metadefs --path from => 0: from/a.json: namespace OS::Cpu is there already and was left alone.
    db load_metadefs --path from --merge => 0: from/a.json: namespace OS::Cpu was merged with what was there.
    db load_metadefs --path from --merge --prefer_new => 0: from/a.json: namespace OS::Cpu was merged with what was there.
    db load_metadefs --path from --merge --overwrite => 0: from/a.json: namespace OS::Cpu was replaced.
    db load_metadefs --path from --overwrite => 0: ERROR: --prefer_new and --overwrite go with --merge only
    db load_metadefs --path from --merge --prefer_new --overwrite => 0: ERROR: --prefer_new and --overwrite exclude each other
    db_load_metadefs from => 0: from/a.json: namespace OS::Cpu is there already and was left alone.
    db_load_metadefs from yes => 0: from/a.json: namespace OS::Cpu was merged with what was there.
    db_load_metadefs from 1  1 => 0: from/a.json: namespace OS::Cpu was replaced.
    ");
}

#[test]
fn bad_files_are_refused_with_their_place_and_leave_nothing() {
    let config = Config::new("", "").synced();
    let large = format!(r#"{{"namespace": "large", "description": "{}"}}"#, "d".repeat(10 * 1024 * 1024));
    let tags: Vec<String> = (0..5_001).map(|number| format!(r#"{{"name": "{number}"}}"#)).collect();
    let crowded = format!(r#"{{"namespace": "crowded", "tags": [{}]}}"#, tags.join(","));
    let from = folder(
        &config,
        "from",
        &[
            ("broken.json", "{\n  \"namespace\": \"broken\",\n  oops\n}"),
            ("crowded.json", &crowded),
            ("good.json", CPU),
            ("large.json", &large),
            ("latin1.json", "{}"),
            ("twice.json", r#"{"namespace": "twice", "tags": [{"name": "t"}, {"name": "t"}]}"#),
            ("type.json", r#"{"namespace": "type", "properties": {"p": {"title": 5, "type": "string"}}}"#),
            ("unknown.json", r#"{"namespace": "unknown", "colour": "blue"}"#),
        ],
    );
    fs::write(from.join("latin1.json"), b"{\"namespace\": \"caf\xe9\"}").unwrap();
    let to = folder(&config, "to", &[]);

    assert_snapshot!(manage(&config, &["db", "load_metadefs", "--path", text(&from)]), @r"
    0: ERROR: from/broken.json: line 3 column 3: key must be a string
    ERROR: from/crowded.json: tags: there are 5001, and a namespace has 5000 at most
    ERROR: from/large.json: the file is longer than 4194304 bytes
    ERROR: from/latin1.json: line 1 column 19: invalid unicode code point
    ERROR: from/twice.json: tags.1: the name 't' is there twice
    ERROR: from/type.json: properties.p.title: 5 is not of type 'string'
    ERROR: from/unknown.json: document: Additional properties are not allowed ('colour' was unexpected)
    from/good.json: namespace OS::Cpu was loaded.
    ");
    manage(&config, &["db", "export_metadefs", "--path", text(&to)]);
    let files: Vec<String> =
        fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, ["TheCPUnew.json"]);
}

#[test]
fn the_configuration_names_the_folder() {
    let config = Config::new("metadata_source_path = FOLDER", "");
    let from = folder(&config, "from", &[("a.json", CPU)]);
    let text = fs::read_to_string(&config.file).unwrap().replace("FOLDER", from.to_str().unwrap());
    fs::write(&config.file, text).unwrap();
    let config = config.synced();

    assert_eq!(manage(&config, &["db", "load_metadefs"]), "0: from/a.json: namespace OS::Cpu was loaded.");
    fs::remove_file(from.join("a.json")).unwrap();
    assert_eq!(manage(&config, &["db", "load_metadefs"]), "0: ERROR: there are no files *.json in from");
    fs::remove_dir(&from).unwrap();
    assert!(manage(&config, &["db", "load_metadefs"]).starts_with("0: ERROR: cannot read"));
}
