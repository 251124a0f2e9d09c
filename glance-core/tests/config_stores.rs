//! What the options of stores mean.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

use std::path::Path;

use glance_core::config::{Config, StoreKind, StoreLayout};
use glance_core::store::{Datadir, FileStoreOptions};

fn config(text: &str) -> Config {
    Config::from_text("glance-api.conf", text).unwrap()
}

fn error(text: &str) -> String {
    Config::from_text("glance-api.conf", text).unwrap_err().to_string()
}

fn file_options(kind: &StoreKind) -> &FileStoreOptions {
    match kind {
        StoreKind::File(options) => options,
        StoreKind::Http(_) => unreachable!("a file store was asked for"),
    }
}

#[test]
fn one_store_is_set_up_by_its_section() {
    let stores = config(
        "[DEFAULT]\nnode_staging_uri = file:///srv/staging\n[task]\nwork_dir = /srv/tasks\n[glance_store]\n\
         stores = file,http\ndefault_store = file\nfilesystem_store_datadirs = /srv/images:200\n\
         filesystem_store_file_perm = 644\nfilesystem_store_chunk_size = 65536\n",
    )
    .stores;

    let StoreLayout::Single { default, .. } = &stores.layout else { unreachable!("there is one store") };
    let file = file_options(default);
    assert_eq!((file.datadirs[0].path.as_path(), file.file_mode), (Path::new("/srv/images"), Some(0o644)));
    assert_eq!(file.chunk_size_bytes.get(), 65536);
    assert_eq!((stores.staging_dir, stores.tasks_dir), ("/srv/staging".into(), Some("/srv/tasks".into())));
}

#[test]
fn one_of_the_listed_stores_has_to_be_built_and_the_others_are_left_out() {
    for (listed, has_others, left) in [
        ("glance.store.filesystem.Store,glance.store.http.Store,file", true, &[] as &[&str]),
        ("file, glance.store.swift.Store, rbd, tape", false, &["glance.store.swift.Store", "rbd", "tape"]),
    ] {
        let stores = config(&format!("[glance_store]\nstores = {listed}\ndefault_store = file\n")).stores;

        let StoreLayout::Single { default, others, left_out } = &stores.layout else { unreachable!("there is one") };
        assert!(matches!(default, StoreKind::File(_)));
        assert_eq!(
            (!others.is_empty(), left_out.iter().map(String::as_str).collect::<Vec<_>>()),
            (has_others, left.to_vec())
        );
    }
    assert_eq!(
        error("[glance_store]\nstores = swift\n"),
        "[glance_store] default_store is missing: stores lists no file store, which it is by default"
    );
}

#[test]
fn a_file_store_may_have_several_folders() {
    let stores = config(
        "[glance_store]\nfilesystem_store_datadirs = /a\nfilesystem_store_datadirs = /b:-1\n\
         filesystem_store_datadirs = /a:\nfilesystem_thin_provisioning = true\n",
    )
    .stores;

    let StoreLayout::Single { default, .. } = &stores.layout else { unreachable!("there is one store") };
    let file = file_options(default);
    let datadir = |path: &str, priority| Datadir { path: path.into(), priority };
    assert_eq!((file.datadirs.clone(), file.is_thin), (vec![datadir("/a", 0), datadir("/b", -1)], true));
}

#[test]
fn several_stores_are_set_up_by_theirs() {
    let stores = config(
        "[DEFAULT]\nenabled_backends = fast:file, cheap:file, web:http\n[glance_store]\ndefault_backend = cheap\n\
         [fast]\nfilesystem_store_datadir = /srv/fast\nweight = 100\nstore_description = Fast: on flash\n\
         [cheap]\nfilesystem_store_datadir = /srv/cheap\n[web]\nweight = -5\n\
         [os_glance_staging_store]\nfilesystem_store_datadir = /srv/staging\n",
    )
    .stores;

    let StoreLayout::Several { stores: entries, default } = &stores.layout else { unreachable!("there are several") };
    assert_eq!(default.as_str(), "cheap");
    let [fast, cheap, web] = entries.as_slice() else { unreachable!("there are three") };
    assert_eq!((fast.name.as_str(), fast.weight, fast.description.as_deref()), ("fast", 100, Some("Fast: on flash")));
    assert_eq!((cheap.name.as_str(), cheap.weight, cheap.description.as_deref()), ("cheap", 0, None));
    assert_eq!((web.name.as_str(), web.weight), ("web", -5));
    assert_eq!(file_options(&fast.kind).datadirs[0].path, Path::new("/srv/fast"));
    assert_eq!(file_options(&cheap.kind).datadirs[0].path, Path::new("/srv/cheap"));
    assert!(matches!(web.kind, StoreKind::Http(_)));
    assert_eq!(stores.staging_dir, Path::new("/srv/staging"));
    assert_eq!(stores.tasks_dir, Some("/var/lib/glance/os_glance_tasks_store".into()));
}
