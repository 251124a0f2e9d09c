//! The arrows between the rooms of the house: who may name whom. An arrow that is not drawn here is a mistake.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOMAIN: &[&str] = &["clock", "context", "error", "image", "metadef", "query", "task"];

/// Each room of `glance-core` and the rooms besides the domain that it may name.
const CORE: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("config", &["digest", "fetch", "inspect", "policy", "store"]),
    ("context", &[]),
    ("db", &["repo"]),
    ("digest", &[]),
    ("error", &[]),
    ("fetch", &[]),
    ("image", &[]),
    ("inspect", &[]),
    ("metadef", &[]),
    ("policy", &[]),
    ("query", &[]),
    ("repo", &[]),
    ("service", &["digest", "inspect", "policy", "repo", "store"]),
    ("store", &["digest", "fetch"]),
    ("task", &[]),
    ("wire", &[]),
];

/// What the pure rooms may never name, whatever the features.
const RUNTIME: &[&str] = &["axum", "diesel", "futures", "hyper", "reqwest", "rustix", "tokio"];

/// The rooms of `glance-server` that put the program together, and may therefore name databases and stores.
const ASSEMBLY: &[&str] = &["command", "main", "state"];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The room of a file: the first part of its path below `src`.
fn room(file: &Path, src: &Path) -> String {
    let first = file.strip_prefix(src).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The code of a file without its comments, and without its tests, which may name what they like.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod ").next().unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `root::` in the code, those in braces too.
fn named_after(root: &str, code: &str) -> BTreeSet<String> {
    let prefix = format!("{root}::");
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(&prefix) {
        let is_whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        let rest = &code[at + prefix.len()..];
        if !is_whole {
            continue;
        }
        match rest.strip_prefix('{') {
            None => names.extend(first_name(rest)),
            Some(group) => names.extend(top_level(group).iter().filter_map(|part| first_name(part))),
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Splits what stands in braces at its own commas, not at those of inner braces.
fn top_level(group: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                parts.last_mut().unwrap().push(c);
            }
        }
    }
    parts
}

#[test]
fn rooms_of_the_library_name_only_those_they_may() {
    let src = workspace().join("glance-core/src");
    let rooms: BTreeSet<&str> = CORE.iter().map(|(room, _)| *room).collect();
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let (room, code) = (room(&file, &src), code(&file));
        if room == "lib" {
            continue;
        }
        let Some((_, allowed)) = CORE.iter().find(|(known, _)| *known == room) else {
            panic!("{} is in a room that is not drawn", file.display());
        };
        for name in named_after("crate", &code) {
            let is_room = rooms.contains(name.as_str());
            let may = name == room || DOMAIN.contains(&name.as_str()) || allowed.contains(&name.as_str());
            if is_room && !may {
                wrong.push(format!("{}: {room} -> {name}", file.display()));
            }
        }
        if DOMAIN.contains(&room.as_str()) || room == "wire" {
            for package in RUNTIME.iter().filter(|package| !named_after(package, &code).is_empty()) {
                wrong.push(format!("{}: {room} -> {package}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not drawn:\n{}", wrong.join("\n"));
}

#[test]
fn handlers_of_the_server_know_neither_databases_nor_stores() {
    let src = workspace().join("glance-server/src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let room = room(&file, &src);
        let names = named_after("glance_core", &code(&file));
        for name in names.iter().filter(|name| matches!(name.as_str(), "db" | "repo")) {
            if !ASSEMBLY.contains(&room.as_str()) {
                wrong.push(format!("{}: {room} -> glance_core::{name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that are not drawn:\n{}", wrong.join("\n"));
}

#[test]
fn the_command_line_client_knows_documents_and_values_alone() {
    let src = workspace().join("glance-cli/src");
    let allowed = ["image", "metadef", "query", "task", "wire"];
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        for name in named_after("glance_core", &code(&file)).iter().filter(|name| !allowed.contains(&name.as_str())) {
            wrong.push(format!("{} -> glance_core::{name}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "arrows that are not drawn:\n{}", wrong.join("\n"));
    let manifest = fs::read_to_string(workspace().join("glance-cli/Cargo.toml")).unwrap();
    assert!(manifest.contains("glance-core.workspace = true"), "the client takes the library without its engine");
}

#[test]
fn names_in_braces_are_found() {
    let code = "use crate::{a, b::{c, d}, e};\nlet x = crate::f::g();\nuse not_crate::h;";

    let names: Vec<String> = named_after("crate", code).into_iter().collect();

    assert_eq!(names, ["a", "b", "e", "f"]);
}
