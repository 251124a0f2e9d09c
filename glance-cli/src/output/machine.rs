//! Results for other programs: JSON, YAML, CSV and bare values.

use super::Document;
use crate::error::{Error, Result};
use crate::json::{Json, Object};

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
            let values = fields.iter().map(|(_, value)| cell(value, ""));
            writer.write_record(fields.iter().map(|(name, _)| name)).and_then(|()| writer.write_record(values))
        }
        Document::Rows { columns, rows, .. } => writer.write_record(columns).and_then(|()| {
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
        Document::Record { fields, .. } => fields.iter().map(|(_, value)| cell(value, "None")).collect(),
        Document::Rows { rows, .. } => {
            rows.iter().map(|row| row.iter().map(|value| cell(value, "None")).collect::<Vec<_>>().join(" ")).collect()
        }
    };
    lines.into_iter().map(|line| line + "\n").collect()
}

fn value(document: &Document) -> Json {
    match document {
        Document::Record { fields, .. } => Json::Object(fields.clone()),
        Document::Rows { columns, rows, .. } => {
            let object = |row: &Vec<Json>| columns.iter().copied().zip(row.iter().cloned()).collect::<Object>();
            Json::List(rows.iter().map(object).map(Json::Object).collect())
        }
    }
}

fn cell(value: &Json, nothing: &str) -> String {
    match value {
        Json::Null => nothing.to_owned(),
        Json::Bool(true) => "True".to_owned(),
        Json::Bool(false) => "False".to_owned(),
        Json::Text(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        parts @ (Json::List(_) | Json::Object(_)) => serde_json::to_string(parts).unwrap_or_default(),
    }
}

fn unwritable(error: &dyn std::fmt::Display) -> Error {
    Error::message(format!("the result can't be written in this format: {error}"))
}
