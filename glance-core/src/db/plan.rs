//! How a database goes about a list.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;

use super::conn::{Conn, MultiBackend};
use super::list::{self, Page};
use super::{Database, Work};
use crate::error::Result;
use crate::image::Image;
use crate::query::ListQuery;
use crate::repo::Viewer;

/// A statement that is explained instead of run; the type says what the answer's columns are.
struct Explained<Columns> {
    prefix: &'static str,
    page: Page,
    columns: std::marker::PhantomData<Columns>,
}

impl<Columns> Explained<Columns> {
    fn new(prefix: &'static str, page: Page) -> Self {
        Self { prefix, page, columns: std::marker::PhantomData }
    }
}

impl<Columns> Query for Explained<Columns> {
    type SqlType = Columns;
}

impl<Columns> QueryId for Explained<Columns> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Columns> RunQueryDsl<Conn> for Explained<Columns> {}

impl<Columns> QueryFragment<MultiBackend> for Explained<Columns> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql(self.prefix);
        QueryFragment::<MultiBackend>::walk_ast(&self.page, out)
    }
}

impl Database {
    /// Asks the database how it would make a page of a list, and returns its answer line by line, in its own words.
    ///
    /// For whoever wonders why a list is slow.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn explain_list(
        &self,
        viewer: &Viewer,
        query: &ListQuery,
        after: Option<&Image>,
        limit: u32,
    ) -> Result<Vec<String>> {
        let (viewer, query, after) = (viewer.clone(), query.clone(), after.cloned());
        self.read(move |conn| explain(conn, list::page(conn, &viewer, &query, after.as_ref(), limit))).await
    }
}

fn explain(conn: &mut Conn, page: Page) -> Work<Vec<String>> {
    match conn {
        #[cfg(feature = "sqlite")]
        Conn::Sqlite(_) => {
            use diesel::sql_types::Integer;

            type Columns = (Integer, Integer, Integer, Text);
            let steps: Vec<(i32, i32, i32, String)> =
                Explained::<Columns>::new("EXPLAIN QUERY PLAN ", page).load(conn)?;
            Ok(steps.into_iter().map(|(_, _, _, step)| step).collect())
        }
        #[cfg(feature = "mysql")]
        Conn::Mysql(_) => Ok(Explained::<Text>::new("EXPLAIN FORMAT=JSON ", page).load(conn)?),
        #[cfg(feature = "postgres")]
        Conn::Postgres(_) => Ok(Explained::<Text>::new("EXPLAIN ", page).load(conn)?),
    }
}
