//! What commands print: one record or some rows, as a table or for other programs.

mod machine;
mod python;
mod table;
mod wrap;

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::json::{Json, Object};

/// How wide a column of a record may grow before its text is wrapped.
pub(crate) const DEFAULT_COLUMN_WIDTH: usize = 80;

/// The notations of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people.
    Table,
    /// One JSON document.
    Json,
    /// One YAML document.
    Yaml,
    /// Comma-separated values under a line of names.
    Csv,
    /// Bare values: a record's one a line, a row's with spaces between them.
    Value,
}

/// The options of every command that prints a result.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct OutputArgs {
    /// How to print the result: table, json, yaml, csv or value
    #[arg(
        short = 'f',
        long = "format",
        value_enum,
        value_name = "FORMAT",
        default_value = "table",
        hide_possible_values = true
    )]
    pub(crate) format: Format,
}

/// The title of a column, and the member of an object that it shows.
pub(crate) type Column = (&'static str, &'static str);

/// What the columns show of an object.
pub(crate) fn row(columns: &[Column], mut thing: Object) -> Vec<Json> {
    columns.iter().map(|(_, name)| thing.take(name)).collect()
}

/// A result.
#[derive(Clone, Debug)]
pub(crate) enum Document {
    /// One thing: its fields are sorted by name.
    Record {
        /// The fields.
        fields: Object,
        /// How wide a table's columns may be, in characters.
        column_width: usize,
    },
    /// Many things of a kind.
    Rows {
        /// Titles of the columns.
        columns: Vec<&'static str>,
        /// Values in the order of the columns.
        rows: Vec<Vec<Json>>,
        /// How a table shows them.
        look: Look,
    },
}

/// How a table shows rows. The Python client has three ways to draw one, and scripts rely on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing stands for whatever is empty, zero or false.
    Sparse,
    /// Every value is spelled out.
    Full,
    /// As `Full`, and in the middle of the columns.
    Centred,
    /// As `Sparse`, with the last column no wider than this.
    LastWithin(usize),
}

impl Document {
    /// Makes a record of a usual width.
    pub(crate) fn record(mut fields: Object) -> Self {
        fields.sort();
        Self::Record { fields, column_width: DEFAULT_COLUMN_WIDTH }
    }

    /// Makes a table of these rows.
    pub(crate) fn rows(columns: &[Column], rows: Vec<Vec<Json>>, look: Look) -> Self {
        Self::Rows { columns: columns.iter().map(|(title, _)| *title).collect(), rows, look }
    }

    /// Writes the document to standard output.
    ///
    /// # Errors
    /// [`Error::BrokenPipe`] when its reader has gone, [`Error::Message`] when it can't be written otherwise.
    pub(crate) fn print(&self, format: Format) -> Result<()> {
        let text = match (format, self) {
            (Format::Table, Self::Record { fields, column_width }) => table::record(fields, *column_width),
            (Format::Table, Self::Rows { columns, rows, look }) => table::rows(columns, rows, *look),
            (Format::Json, _) => machine::json(self)?,
            (Format::Yaml, _) => machine::yaml(self)?,
            (Format::Csv, _) => machine::csv(self)?,
            (Format::Value, _) => machine::values(self),
        };
        write(&text)
    }
}

/// Writes a text to standard output.
///
/// # Errors
/// [`Error::BrokenPipe`] when its reader has gone, [`Error::Message`] when it can't be written otherwise.
pub(crate) fn write(text: &str) -> Result<()> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| Error::stdout(&error))
}

/// Writes a text with escape sequences, which only a terminal gets to see.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_styled(text: &str) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| Error::stdout(&error))
}
