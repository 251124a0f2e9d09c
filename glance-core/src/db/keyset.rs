//! Pages that begin behind a marker, for any table.
//!
//! A page is found by the marker's values, never by counting the rows before it: its cost does not grow with its
//! distance from the first, and a row that comes or goes elsewhere shifts nothing.

use diesel::expression::{ValidGrouping, expression_types::NotSelectable, is_aggregate};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};

use super::conn::MultiBackend;

/// A condition on a table.
pub(crate) type Condition<T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = Nullable<Bool>>>;

/// A term of an order.
pub(crate) type Term<T> = Box<dyn BoxableExpression<T, MultiBackend, SqlType = NotSelectable>>;

/// One key of an order, and what it says of the rows behind the marker, if there is one.
pub(crate) struct Key<T> {
    pub(crate) term: Term<T>,
    pub(crate) side: Option<Side<T>>,
}

/// Where rows lie to a marker, by one key alone.
pub(crate) struct Side<T> {
    pub(crate) equal: Condition<T>,
    pub(crate) beyond: Condition<T>,
    pub(crate) not_before: Condition<T>,
}

/// Makes a [`Key`] of a column, or of another expression that is never NULL: the databases put NULL at different ends.
macro_rules! key {
    ($direction:expr, $column:expr, $marker:expr) => {{
        use diesel::prelude::*;

        use $crate::db::keyset::{Key, Side};
        use $crate::query::Direction;

        let column = $column;
        match $direction {
            Direction::Ascending => Key {
                term: Box::new(column.asc()),
                side: $marker.map(|value| Side {
                    equal: Box::new(column.eq(value.clone()).nullable()),
                    beyond: Box::new(column.gt(value.clone()).nullable()),
                    not_before: Box::new(column.ge(value).nullable()),
                }),
            },
            Direction::Descending => Key {
                term: Box::new(column.desc()),
                side: $marker.map(|value| Side {
                    equal: Box::new(column.eq(value.clone()).nullable()),
                    beyond: Box::new(column.lt(value.clone()).nullable()),
                    not_before: Box::new(column.le(value).nullable()),
                }),
            },
        }
    }};
}
pub(crate) use key;

/// Splits keys, most significant first, into the terms of the order and what is true of exactly the rows behind the
/// marker.
///
/// The first condition says nothing that the second does not, but it is one that an index can begin with.
pub(crate) fn page<T>(keys: Vec<Key<T>>) -> (Vec<Term<T>>, Vec<Condition<T>>)
where
    T: 'static,
    Condition<T>: ValidGrouping<(), IsAggregate = is_aggregate::No>,
{
    let (mut terms, mut sides) = (Vec::new(), Vec::new());
    for key in keys {
        terms.push(key.term);
        sides.extend(key.side);
    }
    let mut conditions = Vec::new();
    let mut later: Option<Condition<T>> = None;
    while let Some(side) = sides.pop() {
        if sides.is_empty() {
            conditions.push(side.not_before);
        }
        later = Some(match later {
            None => side.beyond,
            Some(rest) => Box::new(side.beyond.or(side.equal.and(rest))),
        });
    }
    conditions.extend(later);
    (terms, conditions)
}

/// Functions that put a value in the place of NULL.
pub(crate) mod coalesce {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};

    use crate::db::types::Instant;

    diesel::define_sql_function! {
        #[sql_name = "coalesce"]
        fn text(value: Nullable<Text>, otherwise: Text) -> Text;
    }
    diesel::define_sql_function! {
        #[sql_name = "coalesce"]
        fn number(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
    }
    diesel::define_sql_function! {
        #[sql_name = "coalesce"]
        fn flag(value: Nullable<Bool>, otherwise: Bool) -> Bool;
    }
    diesel::define_sql_function! {
        #[sql_name = "coalesce"]
        fn time(value: Nullable<Instant>, otherwise: Instant) -> Instant;
    }
}
