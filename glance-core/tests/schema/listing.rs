//! What tables a database has, as text that can be compared: one line for each column, index and constraint.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::support::{Backend, Db};

/// The lines of each table, its columns first and in their order.
pub(crate) type Listing = BTreeMap<String, Vec<String>>;

/// Lists a database.
pub(crate) fn of(db: &Db) -> Listing {
    match db.backend {
        Backend::Sqlite => sqlite(db),
        Backend::Mysql => mysql(db),
        Backend::Postgres => postgres(db),
    }
}

/// Writes a listing as it is kept in a file.
pub(crate) fn text(listing: &Listing) -> String {
    let tables: Vec<String> = listing.iter().map(|(table, lines)| format!("{table}\n{}\n", lines.concat())).collect();
    tables.concat()
}

/// Runs statements on a connection of its own.
pub(crate) fn run(db: &Db, statements: &str) {
    use diesel::connection::SimpleConnection;

    match db.backend {
        Backend::Sqlite => sqlite_connection(db).batch_execute(statements).unwrap(),
        #[cfg(feature = "mysql")]
        Backend::Mysql => diesel::MysqlConnection::establish(&db.url).unwrap().batch_execute(statements).unwrap(),
        #[cfg(feature = "postgres")]
        Backend::Postgres => diesel::PgConnection::establish(&db.url).unwrap().batch_execute(statements).unwrap(),
        #[cfg(not(all(feature = "mysql", feature = "postgres")))]
        _ => unreachable!("such a database was not made"),
    }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    line: String,
}

/// Reads a column of text, in the order of its values.
pub(crate) fn column(db: &Db, table: &str, column: &str) -> Vec<String> {
    let query = diesel::sql_query(format!("SELECT '' AS name, {column} AS line FROM {table} ORDER BY {column}"));
    let found: Vec<Named> = match db.backend {
        Backend::Sqlite => query.load(&mut sqlite_connection(db)).unwrap(),
        #[cfg(feature = "mysql")]
        Backend::Mysql => query.load(&mut diesel::MysqlConnection::establish(&db.url).unwrap()).unwrap(),
        #[cfg(feature = "postgres")]
        Backend::Postgres => query.load(&mut diesel::PgConnection::establish(&db.url).unwrap()).unwrap(),
        #[cfg(not(all(feature = "mysql", feature = "postgres")))]
        _ => unreachable!("such a database was not made"),
    };
    found.into_iter().map(|row| row.line).collect()
}

fn sqlite_connection(db: &Db) -> diesel::SqliteConnection {
    diesel::SqliteConnection::establish(db.url.strip_prefix("sqlite:///").unwrap()).unwrap()
}

/// SQLite keeps the statements that made its tables; what they say is all there is.
fn sqlite(db: &Db) -> Listing {
    let mut conn = sqlite_connection(db);
    let found: Vec<Named> = diesel::sql_query(
        "SELECT tbl_name AS name, sql AS line FROM sqlite_master
         WHERE sql IS NOT NULL ORDER BY type = 'index', sqlite_master.name",
    )
    .load(&mut conn)
    .unwrap();
    let mut listing = Listing::new();
    for Named { name, line } in found {
        let statement = line.replace('"', "").split_whitespace().collect::<Vec<_>>().join(" ");
        let statement = statement.replace(" (", "(");
        let lines = listing.entry(name).or_default();
        if statement.starts_with("CREATE TABLE") {
            let (_, body) = statement.split_once('(').unwrap();
            lines.extend(parts(body.strip_suffix(')').unwrap()));
        } else {
            lines.push(format!("  {statement}\n"));
        }
    }
    listing
}

/// Splits the body of a statement at the commas that are not within parentheses. Columns keep their order.
fn parts(body: &str) -> Vec<String> {
    let (mut depth, mut all) = (0_u32, vec![String::new()]);
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 { all.push(String::new()) } else { all.last_mut().unwrap().push(c) }
    }
    let is_constraint = |part: &String| {
        ["PRIMARY KEY", "FOREIGN KEY", "CONSTRAINT", "CHECK", "UNIQUE"].iter().any(|word| part.starts_with(word))
    };
    let (mut constraints, columns): (Vec<String>, Vec<String>) =
        all.into_iter().map(|part| part.trim().to_owned()).partition(is_constraint);
    constraints.sort();
    columns.into_iter().chain(constraints).map(|part| format!("  {part}\n")).collect()
}

/// MySQL and MariaDB can say which statement would make a table; their releases do not say it alike.
#[cfg(feature = "mysql")]
fn mysql(db: &Db) -> Listing {
    #[derive(QueryableByName)]
    struct Statement {
        #[diesel(sql_type = Text, column_name = "Create Table")]
        statement: String,
    }

    let mut conn = diesel::MysqlConnection::establish(&db.url).unwrap();
    let tables: Vec<Named> = diesel::sql_query(
        "SELECT table_name AS name, engine AS line FROM information_schema.tables WHERE table_schema = DATABASE()",
    )
    .load(&mut conn)
    .unwrap();
    tables
        .into_iter()
        .map(|Named { name, line: engine }| {
            let shown: Statement =
                diesel::sql_query(format!("SHOW CREATE TABLE `{name}`")).get_result(&mut conn).unwrap();
            let (_, body) = shown.statement.split_once('\n').unwrap();
            let (body, options) = body.rsplit_once('\n').unwrap();
            let mut columns = Vec::new();
            let mut others = Vec::new();
            for line in body.lines() {
                let line = line.trim().trim_end_matches(',');
                if line.starts_with('`') { columns.push(mysql_line(line)) } else { others.push(mysql_line(line)) }
            }
            others.sort();
            let charset = options.split_whitespace().find_map(|word| word.strip_prefix("CHARSET=")).unwrap();
            others.push(format!("  {engine} {}\n", if charset == "utf8" { "utf8mb3" } else { charset }));
            (name, columns.into_iter().chain(others).collect())
        })
        .collect()
}

#[cfg(feature = "mysql")]
fn mysql_line(line: &str) -> String {
    let mut line = line.replace('`', "").replace(" DEFAULT NULL", "").replace("DEFAULT '0'", "DEFAULT 0");
    for (width, plain) in [("bigint(20)", "bigint"), ("int(11)", "int")] {
        line = line.replace(width, plain);
    }
    // The names of constraints that nobody named are the server's own.
    for kind in ["FOREIGN KEY", "CHECK"] {
        if let Some((name, rest)) = line.split_once(kind)
            && name.starts_with("CONSTRAINT")
        {
            line = format!("{kind}{rest}");
        }
    }
    // MySQL puts parentheses of its own around a condition.
    if let Some(condition) = line.strip_prefix("CHECK ((").and_then(|rest| rest.strip_suffix("))")) {
        line = format!("CHECK ({condition})");
    }
    format!("  {line}\n")
}

#[cfg(feature = "postgres")]
fn postgres(db: &Db) -> Listing {
    const QUERIES: [&str; 5] = [
        "SELECT c.relname::text AS name,
                concat(a.attname, ' ', format_type(a.atttypid, a.atttypmod),
                       CASE WHEN a.attnotnull THEN ' NOT NULL' END, ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
                AS line
         FROM pg_attribute a
         JOIN pg_class c ON c.oid = a.attrelid
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
         ORDER BY c.relname, a.attnum",
        "SELECT conrelid::regclass::text AS name, concat('CONSTRAINT ', conname, ' ', pg_get_constraintdef(oid)) AS line
         FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c') ORDER BY conname",
        "SELECT tablename::text AS name, indexdef AS line FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
        "SELECT t.relname::text AS name, concat('SEQUENCE ', s.relname, ' AS ', format_type(q.seqtypid, NULL)) AS line
         FROM pg_sequence q
         JOIN pg_class s ON s.oid = q.seqrelid
         JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'
         JOIN pg_class t ON t.oid = d.refobjid ORDER BY s.relname",
        "SELECT t.typname::text AS name, concat('ENUM ', string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)) AS line
         FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname ORDER BY t.typname",
    ];

    let mut conn = diesel::PgConnection::establish(&db.url).unwrap();
    let mut listing = Listing::new();
    for query in QUERIES {
        let found: Vec<Named> = diesel::sql_query(query).load(&mut conn).unwrap();
        for Named { name, line } in found {
            listing.entry(name).or_default().push(format!("  {line}\n"));
        }
    }
    listing
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &Db) -> Listing {
    unreachable!("such a database was not made")
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &Db) -> Listing {
    unreachable!("such a database was not made")
}
