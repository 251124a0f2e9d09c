//! `cache-list`

use chrono::{DateTime, SecondsFormat, Utc};

use super::{VERSION, unsupported};
use crate::client::Client;
use crate::error::Result;
use crate::json::{Json, Object};
use crate::output::{Column, Document, Look, OutputArgs, row};

const COLUMNS: [Column; 6] = [
    ("ID", "image_id"),
    ("State", "state"),
    ("Last Accessed (UTC)", "last_accessed"),
    ("Last Modified (UTC)", "last_modified"),
    ("Size", "size"),
    ("Hits", "hits"),
];

/// What stands where a queued image has nothing to show.
const NOTHING: &str = "N/A";

/// Arguments of `cache-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists what a server holds in its cache, and what waits for that.
///
/// # Errors
/// Those of [`Client::get`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let found = client.get(&["cache"]).map_err(|error| unsupported(client, VERSION, error))?;
    let mut rows = Vec::new();
    for (state, images) in found.iter() {
        for image in images.as_list().unwrap_or_default() {
            let image = if state == "cached_images" { cached(image) } else { queued(image) };
            rows.push(row(&COLUMNS, image));
        }
    }
    Document::rows(&COLUMNS, rows, Look::Centred).print(args.output.format)
}

fn cached(image: &Json) -> Object {
    let mut image = image.as_object().cloned().unwrap_or_else(Object::default);
    image.insert("state", "cached");
    for name in ["last_accessed", "last_modified"] {
        let moment = image[name].as_f64().filter(|moment| *moment != 0.0).and_then(time);
        image.insert(name, moment.unwrap_or_else(|| NOTHING.to_owned()));
    }
    image
}

fn queued(id: &Json) -> Object {
    let mut image = Object::default();
    image.insert("image_id", id.clone());
    image.insert("state", "queued");
    image.extend(["last_accessed", "last_modified", "size", "hits"].map(|name| (name, NOTHING)));
    image
}

/// Seconds since 1970 as ISO 8601, with a fraction where there is one.
#[expect(clippy::cast_possible_truncation, reason = "microseconds of any date fit")]
fn time(seconds: f64) -> Option<String> {
    let moment: DateTime<Utc> = DateTime::from_timestamp_micros((seconds * 1e6).round() as i64)?;
    let format = if moment.timestamp_subsec_micros() == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
    Some(moment.to_rfc3339_opts(format, true).trim_end_matches('Z').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_fraction_where_they_need_one() {
        assert_eq!(time(1_795_392_000.0).unwrap(), "2026-11-23T00:00:00");
        assert_eq!(time(1_795_392_000.5).unwrap(), "2026-11-23T00:00:00.500000");
        assert_eq!(time(f64::MAX), None);
    }
}
