//! What a configuration may not ask for yet.

use glance_core::config::Config;

#[test]
fn options_that_would_open_what_somebody_closed_are_refused_until_they_are_honoured() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("glance-api.conf");
    let read = |text: &str| Config::from_text(&file, text).map(drop).map_err(|error| error.to_string());

    for text in ["[DEFAULT]\nmetadata_encryption_key = 0123456789abcdef", "[DEFAULT]\ndelayed_delete = true"] {
        let refusal = read(text).unwrap_err();
        assert!(refusal.contains("glance-api.conf:2: [") && refusal.contains("not supported yet"), "{refusal}");
    }
    assert_eq!(read("[DEFAULT]\nuse_keystone_limits = no\nuser_storage_quota = 0"), Ok(()));
}
