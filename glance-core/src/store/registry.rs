//! The stores of one service, by name.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::ImageStore;
use crate::image::Location;

/// The key of a location's metadata that names its store.
const STORE: &str = "store";

/// Names a store: printable ASCII without blanks, commas and colons, for names stand in lists and in headers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoreName(Arc<str>);

/// A text that is no store name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store name has 1 to 255 printable characters, and no blank, comma or colon among them")]
pub struct InvalidStoreName;

impl StoreName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StoreName {
    type Err = InvalidStoreName;

    fn from_str(text: &str) -> Result<Self, InvalidStoreName> {
        let in_form = (1..=255).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b',' | b':'));
        if in_form { Ok(Self(text.into())) } else { Err(InvalidStoreName) }
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One store of a service.
#[derive(Clone, Debug)]
pub struct StoreEntry {
    /// What users call it.
    pub name: StoreName,
    /// The store itself.
    pub store: Arc<dyn ImageStore>,
    /// Of an image's locations, the one in the store of the highest weight is read first.
    pub weight: i64,
    /// What users are told about it.
    pub description: Option<String>,
}

impl StoreEntry {
    /// Describes a store that has neither weight nor description.
    pub fn new(name: StoreName, store: Arc<dyn ImageStore>) -> Self {
        Self { name, store, weight: 0, description: None }
    }
}

/// The stores of a service: one without a name that matters, or several among which users choose.
#[derive(Clone, Debug)]
pub struct Stores {
    entries: Vec<StoreEntry>,
    default: StoreEntry,
    is_multi: bool,
}

/// Why stores cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoresError {
    /// Two stores have this name.
    #[error("there are two stores called {0}")]
    Duplicate(StoreName),
    /// The default store is none of them.
    #[error("the default store {0} is none of the stores")]
    NoDefault(StoreName),
}

impl Stores {
    /// Serves everything from one store, which goes by its scheme.
    pub fn single(store: Arc<dyn ImageStore>) -> Self {
        Self::by_scheme(store, Vec::new())
    }

    /// Serves from stores of which the scheme of a location tells which it is in. Users name none of them; all data goes
    /// to `default`.
    pub fn by_scheme(default: Arc<dyn ImageStore>, others: Vec<Arc<dyn ImageStore>>) -> Self {
        let entry = |store: Arc<dyn ImageStore>| {
            let scheme = store.schemes().first().copied().unwrap_or_default();
            StoreEntry::new(StoreName(scheme.into()), store)
        };
        let default = entry(default);
        let entries = std::iter::once(default.clone()).chain(others.into_iter().map(entry)).collect();
        Self { entries, default, is_multi: false }
    }

    /// Serves from several stores, or from one that users may name. Data goes to `default` unless they do.
    ///
    /// # Errors
    /// [`StoresError::Duplicate`], [`StoresError::NoDefault`].
    pub fn several(entries: Vec<StoreEntry>, default: &StoreName) -> Result<Self, StoresError> {
        for (at, entry) in entries.iter().enumerate() {
            if entries[..at].iter().any(|earlier| earlier.name == entry.name) {
                return Err(StoresError::Duplicate(entry.name.clone()));
            }
        }
        let chosen = entries.iter().find(|entry| entry.name == *default).cloned();
        let default = chosen.ok_or_else(|| StoresError::NoDefault(default.clone()))?;
        Ok(Self { entries, default, is_multi: true })
    }

    /// Tells whether users may choose among stores; Glance calls that `enabled_backends`.
    pub fn is_multi(&self) -> bool {
        self.is_multi
    }

    /// Returns the store that takes data for which no store was named.
    pub fn default_store(&self) -> &StoreEntry {
        &self.default
    }

    /// Returns the store of this name.
    pub fn get(&self, name: &str) -> Option<&StoreEntry> {
        self.entries.iter().find(|entry| entry.name.as_str() == name)
    }

    /// Walks over the stores in the order in which they were given.
    pub fn iter(&self) -> std::slice::Iter<'_, StoreEntry> {
        self.entries.iter()
    }

    /// Walks over the names of the stores in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &StoreName> {
        self.entries.iter().map(|entry| &entry.name)
    }

    /// Returns the store that keeps the data at `url`.
    ///
    /// The store that the location's metadata names goes first. A location from the days of a single store, or whose
    /// store got another name, is found by its URL, as in Glance.
    pub fn find(&self, url: &str, metadata: &Map<String, Value>) -> Option<&StoreEntry> {
        let named = metadata.get(STORE).and_then(Value::as_str).and_then(|name| self.get(name));
        named.filter(|entry| entry.store.owns(url)).or_else(|| self.iter().find(|entry| entry.store.owns(url)))
    }

    /// Puts locations in the order in which they are read: those in the stores of the highest weight first, and those of
    /// one weight as they were.
    pub fn sort(&self, locations: &mut [Location]) {
        let weight = |location: &Location| self.find(&location.url, &location.metadata).map_or(0, |entry| entry.weight);
        if self.is_multi {
            locations.sort_by_key(|location| std::cmp::Reverse(weight(location)));
        }
    }

    /// Notes in a location's metadata which store it is in, where that is a question at all: with a single store, Glance
    /// writes nothing.
    pub fn label(&self, name: &StoreName, metadata: &mut Map<String, Value>) {
        if self.is_multi {
            metadata.insert(STORE.to_owned(), name.as_str().into());
        }
    }
}

impl<'s> IntoIterator for &'s Stores {
    type Item = &'s StoreEntry;
    type IntoIter = std::slice::Iter<'s, StoreEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{FileStore, FileStoreOptions, MemoryStore};
    use super::*;

    fn name(text: &str) -> StoreName {
        text.parse().unwrap()
    }

    fn two_folders(folder: &tempfile::TempDir) -> Stores {
        let open = |text: &str| {
            let store = FileStore::open(FileStoreOptions::new(folder.path().join(text))).unwrap();
            StoreEntry::new(name(text), Arc::new(store))
        };
        Stores::several(vec![open("fast"), open("cheap")], &name("cheap")).unwrap()
    }

    #[test]
    fn a_location_is_found_by_the_store_it_names_and_else_by_its_url() {
        let folder = tempfile::TempDir::new().unwrap();
        let stores = two_folders(&folder);
        let found = |place: &str, metadata: Value| {
            let url = format!("file://{}/{place}", folder.path().display());
            stores.find(&url, metadata.as_object().unwrap()).map(|entry| entry.name.as_str())
        };

        assert_eq!(found("fast/image", json!({"store": "fast"})), Some("fast"));
        assert_eq!(found("fast/image", json!({})), Some("fast"));
        assert_eq!(found("cheap/image", json!({"store": "renamed"})), Some("cheap"));
        assert_eq!(found("cheap/image", json!({"store": "fast"})), Some("cheap"));
        assert_eq!(found("elsewhere/image", json!({"store": "fast"})), None);
    }

    #[test]
    fn locations_are_read_by_the_weight_of_their_stores() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut stores = two_folders(&folder);
        stores.entries[1].weight = 10;
        let location = |place: &str| Location::new(format!("file://{}/{place}", folder.path().display()), Map::new());
        let mut locations = ["fast/1", "elsewhere/2", "cheap/3", "cheap/4"].map(location);

        stores.sort(&mut locations);

        let order: Vec<&str> = locations.iter().filter_map(|location| location.url.rsplit('/').next()).collect();
        assert_eq!(order, ["3", "4", "1", "2"]);
    }

    #[test]
    fn only_one_of_several_stores_is_named_in_metadata() {
        let folder = tempfile::TempDir::new().unwrap();
        let label = |stores: &Stores| {
            let mut metadata = Map::new();
            stores.label(&stores.default_store().name, &mut metadata);
            Value::from(metadata)
        };

        assert_eq!(label(&two_folders(&folder)), json!({"store": "cheap"}));
        assert_eq!(label(&Stores::single(Arc::new(MemoryStore::new()))), json!({}));
    }

    #[test]
    fn names_are_unique_and_the_default_is_one_of_them() {
        let entry = |text| StoreEntry::new(name(text), Arc::new(MemoryStore::new()));

        let twice = Stores::several(vec![entry("a"), entry("b"), entry("a")], &name("a"));
        let without = Stores::several(vec![entry("a")], &name("b"));

        assert_eq!(twice.unwrap_err(), StoresError::Duplicate(name("a")));
        assert_eq!(without.unwrap_err(), StoresError::NoDefault(name("b")));
    }

    #[test]
    fn a_name_fits_into_lists_and_headers() {
        assert!("fast-1.b_C".parse::<StoreName>().is_ok());
        for text in ["", "a b", "a,b", "a:b", "a\n", "ä", &"x".repeat(256)] {
            assert_eq!(text.parse::<StoreName>(), Err(InvalidStoreName), "{text}");
        }
    }
}
