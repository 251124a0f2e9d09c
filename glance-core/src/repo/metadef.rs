//! What a database must keep of metadata definitions.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::Viewer;
use crate::error::Result;
use crate::metadef::{
    Association, Content, Item, Name, Namespace, NamespaceFile, NamespaceQuery, Object, Property, ResourceType, Tag,
    TagQuery,
};

/// The repositories of metadata definitions.
#[derive(Clone, Debug)]
pub struct MetadefRepo {
    /// Namespaces.
    pub namespaces: Arc<dyn NamespaceRepo>,
    /// The objects in them.
    pub objects: Arc<dyn ItemRepo<Object>>,
    /// The properties in them.
    pub properties: Arc<dyn ItemRepo<Property>>,
    /// The tags in them.
    pub tags: Arc<dyn TagRepo>,
    /// The types of resources that they are for.
    pub resource_types: Arc<dyn ResourceTypeRepo>,
}

/// Keeps namespaces. Admins see all of them, projects their own and the public ones, everybody else the public ones.
#[async_trait]
pub trait NamespaceRepo: fmt::Debug + Send + Sync {
    /// Writes a new namespace with all that it holds, all or nothing. Types of resources that are not known yet become
    /// so.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when there is a namespace of this name, or a name comes twice in its content;
    /// [`crate::Error::LimitExceeded`] for more than [`Content::MOST_ITEMS`] of a kind.
    async fn create(&self, namespace: &Namespace, content: &Content) -> Result<()>;

    /// Reads one namespace, unless the viewer may not see it.
    ///
    /// # Errors
    /// Those of the database.
    async fn get(&self, viewer: &Viewer, name: &Name) -> Result<Option<Namespace>>;

    /// Reads one namespace with all that it holds, unless the viewer may not see it: one query for each kind of it.
    /// Everything comes in the order in which it came.
    ///
    /// # Errors
    /// Those of the database.
    async fn whole(&self, viewer: &Viewer, name: &Name) -> Result<Option<(Namespace, Content)>>;

    /// Reads the namespaces that match, in the order of the query, from the one behind `after` on, `limit` of them at
    /// most.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no namespace `after`.
    async fn list(
        &self,
        viewer: &Viewer,
        query: &NamespaceQuery,
        after: Option<&Name>,
        limit: u32,
    ) -> Result<Vec<Namespace>>;

    /// Writes a namespace as it is now, in the place of the one called `name`, which may thereby get another name; when
    /// it was created stays. `false` if there is none.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when another one has the new name.
    async fn save(&self, name: &Name, namespace: &Namespace) -> Result<bool>;

    /// Deletes a namespace and all that it holds; `false` if there is none. Types of resources stay.
    ///
    /// # Errors
    /// Those of the database.
    async fn delete(&self, name: &Name) -> Result<bool>;

    /// Writes what files say one after the other, all or nothing, and tells what became of each. Types of resources that
    /// are not known yet become so, and are protected.
    ///
    /// A few dozen files at once take a fraction of the time that they take one by one; others who write to the database
    /// wait until all are written.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when the database takes two of the names in a file for one,
    /// [`crate::Error::LimitExceeded`] when a namespace would hold more than [`Content::MOST_ITEMS`] of a kind. They do not
    /// tell which file it is.
    async fn load(&self, files: &[NamespaceFile], existing: Existing) -> Result<Vec<Loaded>>;

    /// Deletes all namespaces, all that they hold, and all types of resources. Returns how many namespaces there were.
    ///
    /// # Errors
    /// Those of the database.
    async fn clear(&self) -> Result<usize>;
}

/// What becomes of a namespace that is there already when a file of it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays as it is.
    Keep,
    /// It gets what it lacks.
    Complete,
    /// It gets what it lacks, and what it has of the same name becomes what the file says.
    Update,
    /// It goes away with all that it holds, and comes back as the file says.
    Replace,
}

/// What became of a file of definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// There was no such namespace.
    Created,
    /// There was one, and it stayed as it was.
    Kept,
    /// There was one, and it has now what the file says besides.
    Merged,
    /// There was one, and it made room for the file's.
    Replaced,
}

/// Keeps one kind of what namespaces hold. What a namespace that does not exist holds is nothing; to add to it is an
/// error.
#[async_trait]
pub trait ItemRepo<T: Item>: fmt::Debug + Send + Sync {
    /// Reads all items of a namespace, in the order in which they came.
    ///
    /// # Errors
    /// Those of the database.
    async fn list(&self, namespace: &Name) -> Result<Vec<T>>;

    /// Reads one item.
    ///
    /// # Errors
    /// Those of the database.
    async fn get(&self, namespace: &Name, name: &Name) -> Result<Option<T>>;

    /// Writes new items, all or nothing.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when one of the names is there already or comes twice, [`crate::Error::NotFound`] when
    /// there is no such namespace, [`crate::Error::LimitExceeded`] for more than [`Content::MOST_ITEMS`] in the end.
    async fn add(&self, namespace: &Name, items: &[T]) -> Result<()>;

    /// Writes an item as it is now, in the place of the one called `name`, which may thereby get another name; when it
    /// was created stays. `false` if there is none.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when another one has the new name, [`crate::Error::NotFound`] when there is no such
    /// namespace.
    async fn save(&self, namespace: &Name, name: &Name, item: &T) -> Result<bool>;

    /// Deletes an item; `false` if there is none.
    ///
    /// # Errors
    /// Those of the database.
    async fn delete(&self, namespace: &Name, name: &Name) -> Result<bool>;

    /// Deletes all items of a namespace. Returns how many there were.
    ///
    /// # Errors
    /// Those of the database.
    async fn clear(&self, namespace: &Name) -> Result<usize>;
}

/// Keeps tags, of which there may be many.
#[async_trait]
pub trait TagRepo: ItemRepo<Tag> {
    /// Reads the tags of a namespace in the order of the query, from the one behind `after` on, `limit` of them at most.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no tag `after`.
    async fn page(&self, namespace: &Name, query: TagQuery, after: Option<&Name>, limit: u32) -> Result<Vec<Tag>>;

    /// Writes these tags in the place of all that are there, all or nothing.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when a name comes twice, [`crate::Error::NotFound`] when there is no such namespace,
    /// [`crate::Error::LimitExceeded`] for more than [`Content::MOST_ITEMS`].
    async fn replace(&self, namespace: &Name, tags: &[Tag]) -> Result<()>;
}

/// Keeps types of resources, and which namespaces are for them.
#[async_trait]
pub trait ResourceTypeRepo: fmt::Debug + Send + Sync {
    /// Reads all types of resources, in the order in which they came.
    ///
    /// # Errors
    /// Those of the database.
    async fn list(&self) -> Result<Vec<ResourceType>>;

    /// Writes those of these types that are not there yet.
    ///
    /// # Errors
    /// Those of the database.
    async fn add(&self, types: &[ResourceType]) -> Result<()>;

    /// Reads what each of these namespaces is for. A namespace that is for nothing in particular has no entry.
    ///
    /// # Errors
    /// Those of the database.
    async fn associations(&self, namespaces: &[Name]) -> Result<BTreeMap<Name, Vec<Association>>>;

    /// Associates a namespace with a type of resources, which need not be known yet.
    ///
    /// # Errors
    /// [`crate::Error::Conflict`] when it is so already, [`crate::Error::NotFound`] when there is no such namespace,
    /// [`crate::Error::LimitExceeded`] for more than [`Content::MOST_ITEMS`] in the end.
    async fn associate(&self, namespace: &Name, association: &Association) -> Result<()>;

    /// Ends an association; `false` if there is none. The type of resources stays.
    ///
    /// # Errors
    /// Those of the database.
    async fn dissociate(&self, namespace: &Name, resource_type: &Name) -> Result<bool>;
}
