//! What namespaces hold by name: one repository for all kinds of it.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;
use diesel::result::QueryResult;

use super::{ROWS_AT_ONCE, check_room, conflict, hold, hold_existing};
use crate::clock::Moment;
use crate::db::conn::Conn;
use crate::db::{Database, Failure, Work};
use crate::error::{Error, Result};
use crate::metadef::{Item, Name};
use crate::repo::ItemRepo;

/// How one kind of items is kept. All of it is by the row of their namespace but for reading, which is by its name.
pub(super) trait Kind: Item + Clone + fmt::Debug + Send + Sync + 'static {
    /// Reads all items, or those of one name, in the order in which they came.
    fn read(conn: &mut Conn, namespace: &Name, name: Option<&Name>) -> Work<Vec<Self>>;

    /// Which of these names, in the eyes of the database, are there already.
    fn taken(conn: &mut Conn, namespace: i32, names: &[&str]) -> QueryResult<Vec<String>>;

    /// How many there are.
    fn count(conn: &mut Conn, namespace: i32) -> QueryResult<i64>;

    /// Writes new rows.
    fn insert(conn: &mut Conn, namespace: i32, items: &[Self]) -> Work<QueryResult<usize>>;

    /// Writes a row anew.
    fn update(conn: &mut Conn, namespace: i32, name: &Name, item: &Self) -> Work<QueryResult<usize>>;

    /// Deletes all rows, or those of one name.
    fn delete(conn: &mut Conn, namespace: i32, name: Option<&Name>) -> QueryResult<usize>;

    /// The same, last changed at a moment.
    fn changed(self, now: Moment) -> Self;

    /// Tells that there is one of this name.
    fn taken_text(namespace: &Name, name: &str) -> String;
}

/// One kind of items in a database.
pub(super) struct Items<T> {
    pub(super) database: Database,
    kind: PhantomData<fn() -> T>,
}

impl<T> Items<T> {
    pub(super) fn new(database: Database) -> Self {
        Self { database, kind: PhantomData }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("kind", &std::any::type_name::<T>()).finish_non_exhaustive()
    }
}

#[async_trait]
impl<T: Kind> ItemRepo<T> for Items<T> {
    async fn list(&self, namespace: &Name) -> Result<Vec<T>> {
        let namespace = namespace.clone();
        self.database.read(move |conn| T::read(conn, &namespace, None)).await
    }

    async fn get(&self, namespace: &Name, name: &Name) -> Result<Option<T>> {
        let (namespace, name) = (namespace.clone(), name.clone());
        self.database.read(move |conn| Ok(T::read(conn, &namespace, Some(&name))?.pop())).await
    }

    async fn add(&self, namespace: &Name, items: &[T]) -> Result<()> {
        let (namespace, items) = (namespace.clone(), items.to_vec());
        self.database
            .write(move |conn| {
                let row = hold_existing(conn, &namespace)?;
                insert(conn, &namespace, row, &items)
            })
            .await
    }

    async fn save(&self, namespace: &Name, name: &Name, item: &T) -> Result<bool> {
        let (namespace, name, item) = (namespace.clone(), name.clone(), item.clone());
        self.database
            .write(move |conn| {
                let row = hold_existing(conn, &namespace)?;
                let changed = T::update(conn, row, &name, &item)?
                    .map_err(conflict(|| T::taken_text(&namespace, item.name().as_str())))?;
                Ok(changed > 0)
            })
            .await
    }

    async fn delete(&self, namespace: &Name, name: &Name) -> Result<bool> {
        let (namespace, name) = (namespace.clone(), name.clone());
        self.database
            .write(move |conn| {
                let Some(row) = hold(conn, &namespace)? else { return Ok(false) };
                Ok(T::delete(conn, row, Some(&name))? > 0)
            })
            .await
    }

    async fn clear(&self, namespace: &Name) -> Result<usize> {
        let namespace = namespace.clone();
        self.database
            .write(move |conn| {
                let Some(row) = hold(conn, &namespace)? else { return Ok(0) };
                Ok(T::delete(conn, row, None)?)
            })
            .await
    }
}

/// Writes new items of a namespace whose row is held.
pub(super) fn insert<T: Kind>(conn: &mut Conn, namespace: &Name, row: i32, items: &[T]) -> Work<()> {
    let Some(first) = items.first() else { return Ok(()) };
    let names: Vec<&str> = items.iter().map(|item| item.name().as_str()).collect();
    let mut seen = BTreeSet::new();
    // The database's complaint about many rows does not tell which of them it is about.
    let twice = names.iter().find(|name| !seen.insert(**name)).map(|name| (*name).to_owned());
    check_room(namespace, T::count(conn, row)?, items.len())?;
    let taken = T::taken(conn, row, &names)?.into_iter().next();
    if let Some(name) = twice.or(taken) {
        return Err(Failure::Own(Error::Conflict(T::taken_text(namespace, &name))));
    }
    for rows in items.chunks(ROWS_AT_ONCE) {
        T::insert(conn, row, rows)?.map_err(conflict(|| T::taken_text(namespace, first.name().as_str())))?;
    }
    Ok(())
}
