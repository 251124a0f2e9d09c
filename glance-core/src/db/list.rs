//! The query of a list: conditions, order, and where a page begins.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Bool, Nullable, Text};

use super::conn::{Conn, MultiBackend};
use super::dialect::{self, living};
use super::keyset::{self, Key, coalesce, key};
use super::rows::ImageRow;
use super::schema::{image_members, image_properties, image_tags, images};
use super::types::{Instant, StoredTime, StoredVisibility};
use crate::clock::Moment;
use crate::image::{ContainerFormat, DiskFormat, Image, Status, Visibility};
use crate::query::{
    Direction, Filter, ListQuery, MemberFilter, NumberColumn, Order, SortKey, TextColumn, TimeColumn, TimeTest,
    VisibilityFilter,
};
use crate::repo::Viewer;

/// A condition on the table of images.
pub(crate) type Condition = keyset::Condition<images::table>;

/// The query of a page. There are as many forms of it as questions, and so it is prepared each time it is asked, except
/// for the usual one: a server that keeps statements keeps them all.
pub(crate) struct Page {
    rows: Rows,
    is_usual: bool,
}

impl Query for Page {
    type SqlType = <Rows as Query>::SqlType;
}

impl QueryId for Page {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<Conn> for Page {}

impl QueryFragment<MultiBackend> for Page {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        if !self.is_usual {
            out.unsafe_to_cache_prepared();
        }
        QueryFragment::<MultiBackend>::walk_ast(&self.rows, out)
    }
}

type Rows = diesel::helper_types::IntoBoxed<
    'static,
    diesel::helper_types::Select<images::table, diesel::helper_types::AsSelect<ImageRow, MultiBackend>>,
    MultiBackend,
>;

/// The rows of one page, in order, for the database of this connection.
pub(crate) fn page(conn: &Conn, viewer: &Viewer, query: &ListQuery, after: Option<&Image>, limit: u32) -> Page {
    let folds = dialect::folds_texts(conn);
    let mut rows = images::table
        .select(ImageRow::as_select())
        .into_boxed::<MultiBackend>()
        .filter(images::deleted.eq(false))
        .filter(images::os_hidden.eq(query.hidden))
        .filter(images::status.ne(Status::Killed.as_str()));
    for condition in query.filters.iter().cloned().map(|filter| matching(filter, folds)).chain(listed(viewer, query)) {
        rows = rows.filter(condition);
    }
    let keys = query.order.keys().iter().map(|(key, direction)| sort_key(*key, *direction, after)).collect();
    let (terms, behind) = keyset::page(keys);
    let rows = behind.into_iter().fold(rows, QueryDsl::filter);
    let rows = terms.into_iter().fold(rows, QueryDsl::then_order_by);
    let is_usual = query.filters.is_empty() && query.order == Order::default();
    Page { rows: rows.limit(i64::from(limit)), is_usual }
}

/// Which images belong into a viewer's list; `None` is all.
fn listed(viewer: &Viewer, query: &ListQuery) -> Option<Condition> {
    let (project, is_admin) = match viewer {
        Viewer::Admin { project } => (project.as_ref(), true),
        Viewer::Project(project) => (Some(project), false),
        Viewer::Anyone => (None, false),
    };
    // Whoever has no project has no images of their own either, and no condition for them: one that is never true
    // leads MySQL away from the index.
    let own = project.map(|project| owned_by(project.as_str()));
    let shared = project.map(|project| shared_with(project.as_str(), query.member_status));
    let own_and =
        |own: Option<Condition>, visibility| own.map(|own| -> Condition { Box::new(own.and(is(visibility))) });
    match (query.visibility, is_admin) {
        (VisibilityFilter::All, true) => None,
        (VisibilityFilter::Only(visibility), true) => Some(is(visibility)),
        (VisibilityFilter::Usual, true) => {
            let others: Condition = Box::new(images::visibility.ne(StoredVisibility(Visibility::Community)).nullable());
            Some(any(std::iter::once(others).chain(own)))
        }
        (VisibilityFilter::Usual, false) => Some(any(std::iter::once(is(Visibility::Public)).chain(own).chain(shared))),
        (VisibilityFilter::All, false) => {
            let open = [is(Visibility::Public), is(Visibility::Community)];
            Some(any(open.into_iter().chain(own).chain(shared)))
        }
        (VisibilityFilter::Only(open @ (Visibility::Public | Visibility::Community)), false) => Some(is(open)),
        (VisibilityFilter::Only(Visibility::Private), false) => Some(any(own_and(own, Visibility::Private))),
        (VisibilityFilter::Only(Visibility::Shared), false) => {
            Some(any(own_and(own, Visibility::Shared).into_iter().chain(shared)))
        }
    }
}

fn is(visibility: Visibility) -> Condition {
    Box::new(images::visibility.eq(StoredVisibility(visibility)).nullable())
}

fn owned_by(project: &str) -> Condition {
    Box::new(images::owner.eq(project.to_owned()))
}

fn nothing() -> Condition {
    Box::new(images::id.eq("").nullable())
}

fn any(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    conditions.into_iter().reduce(|a, b| Box::new(a.or(b))).unwrap_or_else(nothing)
}

fn shared_with(project: &str, status: MemberFilter) -> Condition {
    let member = image_members::table
        .filter(image_members::image_id.eq(images::id))
        .filter(image_members::member.eq(project.to_owned()))
        .filter(living!(image_members));
    let is_shared = images::visibility.eq(StoredVisibility(Visibility::Shared));
    match status {
        MemberFilter::All => Box::new(is_shared.and(exists(member)).nullable()),
        MemberFilter::Only(status) => {
            let member = member.filter(image_members::status.eq(status.as_str()));
            Box::new(is_shared.and(exists(member)).nullable())
        }
    }
}

fn matching(filter: Filter, folds: bool) -> Condition {
    match filter {
        Filter::Text(column, values) => text_is(column, values),
        Filter::Number(column, number) => number_is(column, number),
        Filter::AtLeast(column, number) => match column {
            NumberColumn::Size => Box::new(images::size.ge(number)),
            NumberColumn::VirtualSize => Box::new(images::virtual_size.ge(number)),
            NumberColumn::MinDisk => Box::new(images::min_disk.ge(narrow(number)).nullable()),
            NumberColumn::MinRam => Box::new(images::min_ram.ge(narrow(number)).nullable()),
        },
        Filter::AtMost(column, number) => match column {
            NumberColumn::Size => Box::new(images::size.le(number)),
            NumberColumn::VirtualSize => Box::new(images::virtual_size.le(number)),
            NumberColumn::MinDisk => Box::new(images::min_disk.le(narrow(number)).nullable()),
            NumberColumn::MinRam => Box::new(images::min_ram.le(narrow(number)).nullable()),
        },
        Filter::Time(TimeColumn::CreatedAt, test, moment) => {
            time_is(images::created_at.nullable(), test, moment.into())
        }
        Filter::Time(TimeColumn::UpdatedAt, test, moment) => time_is(images::updated_at, test, moment.into()),
        Filter::Protected(protected) => Box::new(images::protected.eq(protected).nullable()),
        Filter::Tag(tag) => {
            let rows = image_tags::table
                .filter(image_tags::image_id.eq(images::id))
                .filter(image_tags::value.eq(tag))
                .filter(living!(image_tags));
            Box::new(exists(rows).nullable())
        }
        Filter::Property(name, value) => has_property(&name, value, folds),
    }
}

/// The name has to be the same text: a property of another spelling may be one that the caller must not know of.
fn has_property(name: &str, value: String, folds: bool) -> Condition {
    let rows = image_properties::table
        .filter(image_properties::image_id.eq(images::id))
        .filter(image_properties::name.eq(name.to_owned()))
        .filter(image_properties::value.eq(value))
        .filter(living!(image_properties));
    if !folds {
        return Box::new(exists(rows).nullable());
    }
    let is_same = sql::<Bool>("CAST(image_properties.name AS BINARY) = CAST(");
    let is_same = is_same.bind::<Text, _>(name.to_owned()).sql(" AS BINARY)");
    Box::new(exists(rows.filter(is_same)).nullable())
}

fn text_is(column: TextColumn, values: Vec<String>) -> Condition {
    match column {
        TextColumn::Name => Box::new(images::name.eq_any(values)),
        TextColumn::Id => Box::new(images::id.eq_any(values).nullable()),
        TextColumn::Status => Box::new(images::status.eq_any(values).nullable()),
        TextColumn::ContainerFormat => Box::new(images::container_format.eq_any(values)),
        TextColumn::DiskFormat => Box::new(images::disk_format.eq_any(values)),
        TextColumn::Owner => Box::new(images::owner.eq_any(values)),
        TextColumn::Checksum => Box::new(images::checksum.eq_any(values)),
        TextColumn::HashAlgorithm => Box::new(images::os_hash_algo.eq_any(values)),
        TextColumn::HashValue => Box::new(images::os_hash_value.eq_any(values)),
    }
}

fn number_is(column: NumberColumn, number: i64) -> Condition {
    match (column, i32::try_from(number)) {
        (NumberColumn::Size, _) => Box::new(images::size.eq(number)),
        (NumberColumn::VirtualSize, _) => Box::new(images::virtual_size.eq(number)),
        (NumberColumn::MinDisk, Ok(number)) => Box::new(images::min_disk.eq(number).nullable()),
        (NumberColumn::MinRam, Ok(number)) => Box::new(images::min_ram.eq(number).nullable()),
        (NumberColumn::MinDisk | NumberColumn::MinRam, Err(_)) => nothing(),
    }
}

/// No row holds more than the narrow columns can, so a bound beyond them is as good as the last one within.
fn narrow(bound: i64) -> i32 {
    i32::try_from(bound).unwrap_or(if bound < 0 { i32::MIN } else { i32::MAX })
}

fn time_is<C>(column: C, test: TimeTest, moment: StoredTime) -> Condition
where
    C: Expression<SqlType = Nullable<Instant>>
        + BoxableExpression<images::table, MultiBackend, SqlType = Nullable<Instant>>
        + 'static,
    C: diesel::expression::ValidGrouping<(), IsAggregate = diesel::expression::is_aggregate::No>
        + diesel::query_builder::QueryId
        + diesel::AppearsOnTable<images::table>
        + diesel::SelectableExpression<images::table>
        + diesel::query_builder::QueryFragment<MultiBackend>
        + Send,
{
    match test {
        TimeTest::After => Box::new(column.gt(moment)),
        TimeTest::AtOrAfter => Box::new(column.ge(moment)),
        TimeTest::Before => Box::new(column.lt(moment)),
        TimeTest::AtOrBefore => Box::new(column.le(moment)),
        TimeTest::At => Box::new(column.eq(moment)),
        TimeTest::NotAt => Box::new(not(column.eq(moment))),
    }
}

/// What a key sorts by, and where the marker stands in that.
///
/// An empty column sorts as an empty value, and a size that is not known before all others, as in Glance on SQLite and MySQL.
fn sort_key(sort: SortKey, direction: Direction, marker: Option<&Image>) -> Key<images::table> {
    let text = |of: fn(&Image) -> Option<&str>| marker.map(|image| of(image).unwrap_or_default().to_owned());
    let time = |of: fn(&Image) -> Moment| marker.map(|image| StoredTime::from(of(image)));
    match sort {
        SortKey::Name => key!(direction, coalesce::text(images::name, ""), text(|image| image.name.as_deref())),
        SortKey::Status => key!(direction, images::status, text(|image| Some(image.status.as_str()))),
        SortKey::ContainerFormat => {
            let marker = text(|image| image.container_format.as_ref().map(ContainerFormat::as_str));
            key!(direction, coalesce::text(images::container_format, ""), marker)
        }
        SortKey::DiskFormat => {
            let marker = text(|image| image.disk_format.as_ref().map(DiskFormat::as_str));
            key!(direction, coalesce::text(images::disk_format, ""), marker)
        }
        SortKey::Size => {
            let size = |image: &Image| image.size_bytes.map_or(-1, |size| i64::try_from(size).unwrap_or(i64::MAX));
            key!(direction, coalesce::number(images::size, -1), marker.map(size))
        }
        SortKey::Id => key!(direction, images::id, marker.map(|image| image.id.to_string())),
        SortKey::CreatedAt => key!(direction, images::created_at, time(|image| image.created_at)),
        SortKey::UpdatedAt => {
            let column = coalesce::time(images::updated_at, images::created_at);
            key!(direction, column, time(|image| image.updated_at))
        }
    }
}
