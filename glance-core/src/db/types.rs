//! Column types that the databases do not have in common.
#![allow(unreachable_pub, reason = "the tables of diesel name them publicly")]

use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, SqlType};

use super::conn::MultiBackend;
use crate::clock::Moment;
use crate::image::Visibility;

/// The SQL type of `images.visibility`: an enum in MySQL and PostgreSQL, text in SQLite.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(sqlite_type(name = "Text"), mysql_type(name = "Enum"), postgres_type(name = "image_visibility"))]
pub struct ImageVisibility;

/// The SQL type of times.
///
/// SQLite compares times as text, and SQLAlchemy always writes six digits of a second, where diesel leaves a fraction of
/// zero out. With both in one file, order and equality would go wrong; so six digits are written here too.
#[derive(Clone, Copy, Debug, SqlType, QueryId)]
#[diesel(sqlite_type(name = "Text"), mysql_type(name = "DateTime"), postgres_type(oid = 1114, array_oid = 1115))]
pub struct Instant;

impl diesel::sql_types::SqlOrd for Instant {}

/// A visibility in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = ImageVisibility)]
pub(crate) struct StoredVisibility(pub(crate) Visibility);

/// A time in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Instant)]
pub(crate) struct StoredTime(NaiveDateTime);

impl From<Moment> for StoredTime {
    fn from(moment: Moment) -> Self {
        Self(moment.naive_utc())
    }
}

impl From<StoredTime> for Moment {
    fn from(time: StoredTime) -> Self {
        time.0.and_utc()
    }
}

impl HasSqlType<ImageVisibility> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<ImageVisibility>(lookup)
    }
}

impl HasSqlType<Instant> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Instant>(lookup)
    }
}

impl ToSql<ImageVisibility, MultiBackend> for StoredVisibility {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((ImageVisibility, self));
        Ok(IsNull::No)
    }
}

impl FromSql<ImageVisibility, MultiBackend> for StoredVisibility {
    fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, ImageVisibility>()
    }
}

impl ToSql<Instant, MultiBackend> for StoredTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Instant, self));
        Ok(IsNull::No)
    }
}

impl FromSql<Instant, MultiBackend> for StoredTime {
    fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, Instant>()
    }
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use diesel::sql_types::{Text, Timestamp};
    use diesel::sqlite::Sqlite;

    use super::{
        Backend, FromSql, ImageVisibility, Instant, IsNull, NaiveDateTime, Output, StoredTime, StoredVisibility, ToSql,
        deserialize, serialize,
    };

    impl ToSql<ImageVisibility, Sqlite> for StoredVisibility {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            out.set_value(self.0.as_str());
            Ok(IsNull::No)
        }
    }

    impl FromSql<ImageVisibility, Sqlite> for StoredVisibility {
        fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            let text = <String as FromSql<Text, Sqlite>>::from_sql(bytes)?;
            Ok(Self(text.parse()?))
        }
    }

    impl ToSql<Instant, Sqlite> for StoredTime {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
            out.set_value(self.0.format("%Y-%m-%d %H:%M:%S%.6f").to_string());
            Ok(IsNull::No)
        }
    }

    impl FromSql<Instant, Sqlite> for StoredTime {
        fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
            <NaiveDateTime as FromSql<Timestamp, Sqlite>>::from_sql(bytes).map(Self)
        }
    }
}

/// The two servers send an enum as its name, and read it so.
#[cfg(any(feature = "mysql", feature = "postgres"))]
macro_rules! on_server {
    ($module:ident, $backend:ty, $time:ty) => {
        mod $module {
            use std::io::Write as _;

            use super::{
                Backend, FromSql, ImageVisibility, Instant, IsNull, NaiveDateTime, Output, StoredTime,
                StoredVisibility, ToSql, deserialize, serialize,
            };

            impl ToSql<ImageVisibility, $backend> for StoredVisibility {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $backend>) -> serialize::Result {
                    out.write_all(self.0.as_str().as_bytes())?;
                    Ok(IsNull::No)
                }
            }

            impl FromSql<ImageVisibility, $backend> for StoredVisibility {
                fn from_sql(bytes: <$backend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(Self(std::str::from_utf8(bytes.as_bytes())?.parse()?))
                }
            }

            impl ToSql<Instant, $backend> for StoredTime {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, $backend>) -> serialize::Result {
                    ToSql::<$time, $backend>::to_sql(&self.0, out)
                }
            }

            impl FromSql<Instant, $backend> for StoredTime {
                fn from_sql(bytes: <$backend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                    <NaiveDateTime as FromSql<$time, $backend>>::from_sql(bytes).map(Self)
                }
            }
        }
    };
}

#[cfg(feature = "mysql")]
on_server!(mysql, diesel::mysql::Mysql, diesel::sql_types::Datetime);
#[cfg(feature = "postgres")]
on_server!(postgres, diesel::pg::Pg, diesel::sql_types::Timestamp);
