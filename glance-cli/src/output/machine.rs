//! Results for other programs: JSON, YAML, CSV and bare values.

use serde_json::{Map, Value};

use super::Document;
use crate::error::{Error, Result};

/// One JSON document of two-space indentation: an object for a record, an array of objects for rows.
pub(super) fn json(document: &Document) -> Result<String> {
    serde_json::to_string_pretty(&value(document)).map(|text| text + "\n").map_err(|error| unwritable(&error))
}

/// The same document in YAML.
pub(super) fn yaml(document: &Document) -> Result<String> {
    serde_saphyr::to_string(&value(document)).map_err(|error| unwritable(&error))
}

/// A line of names, and a line for the record or for each row.
pub(super) fn csv(document: &Document) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = match document {
        Document::Record { fields, .. } => {
            let values = fields.values().map(|value| cell(value, ""));
            writer.write_record(fields.keys()).and_then(|()| writer.write_record(values))
        }
        Document::Rows { columns, rows } => writer.write_record(columns).and_then(|()| {
            rows.iter().try_for_each(|row| writer.write_record(row.iter().map(|value| cell(value, ""))))
        }),
    };
    written.map_err(|error| unwritable(&error))?;
    let bytes = writer.into_inner().map_err(|error| unwritable(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A record's values one a line, a row's with spaces between them.
pub(super) fn values(document: &Document) -> String {
    let lines: Vec<String> = match document {
        Document::Record { fields, .. } => fields.values().map(|value| cell(value, "None")).collect(),
        Document::Rows { rows, .. } => {
            rows.iter().map(|row| row.iter().map(|value| cell(value, "None")).collect::<Vec<_>>().join(" ")).collect()
        }
    };
    lines.into_iter().map(|line| line + "\n").collect()
}

fn value(document: &Document) -> Value {
    match document {
        Document::Record { fields, .. } => Value::Object(fields.clone()),
        Document::Rows { columns, rows } => rows
            .iter()
            .map(|row| columns.iter().map(|&column| column.to_owned()).zip(row.iter().cloned()).collect::<Map<_, _>>())
            .map(Value::Object)
            .collect(),
    }
}

fn cell(value: &Value, nothing: &str) -> String {
    match value {
        Value::Null => nothing.to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::message(format!("the result can't be written in this format: {error}"))
}
