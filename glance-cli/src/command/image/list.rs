//! `image-list`

use crate::args::{key_value, parse_flag};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::output::{Column, Document, Look, OutputArgs, row};

/// What lists can be sorted by.
const SORT_KEYS: [&str; 8] =
    ["name", "status", "container_format", "disk_format", "size", "id", "created_at", "updated_at"];
const SORT_DIRECTIONS: [&str; 2] = ["asc", "desc"];

const VERBOSE: [Column; 5] = [
    ("Disk_format", "disk_format"),
    ("Container_format", "container_format"),
    ("Size", "size"),
    ("Status", "status"),
    ("Owner", "owner"),
];

/// Arguments of `image-list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List at most so many images
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Ask the service for so many images at a time
    #[arg(long, value_name = "COUNT", default_value_t = 200)]
    page_size: usize,
    /// List images of this visibility: public, private, community, shared or all
    #[arg(long)]
    visibility: Option<String>,
    /// List shared images that you have not yet decided about (pending), have accepted or rejected, or all
    #[arg(long, value_name = "STATUS")]
    member_status: Option<String>,
    /// List images of this project
    #[arg(long)]
    owner: Option<String>,
    /// List images with this property; may be given many times
    #[arg(long, value_name = "KEY=VALUE")]
    property_filter: Vec<String>,
    /// List images of this MD5 checksum
    #[arg(long)]
    checksum: Option<String>,
    /// List images of this hash value
    #[arg(long, value_name = "HASH_VALUE")]
    hash: Option<String>,
    /// List images with this tag; may be given many times
    #[arg(long)]
    tag: Vec<String>,
    /// Sort by this attribute; may be given many times
    #[arg(long, value_parser = SORT_KEYS, value_name = "KEY")]
    sort_key: Vec<String>,
    /// Sort in this direction: give one, or one for each key
    #[arg(long, value_parser = SORT_DIRECTIONS, value_name = "DIRECTION")]
    sort_dir: Vec<String>,
    /// Sort by these attributes, with commas between them
    #[arg(long, value_name = "KEY[:DIRECTION]")]
    sort: Option<String>,
    /// List hidden images instead of the others
    #[arg(long, value_name = "True|False", num_args = 0..=1, default_missing_value = "true", value_parser = parse_flag)]
    hidden: Option<bool>,
    /// Print the stores that hold the data
    #[arg(long, value_name = "True|False", num_args = 0..=1, default_missing_value = "true", value_parser = parse_flag)]
    include_stores: Option<bool>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Lists images.
///
/// # Errors
/// [`Error::Message`] when the arguments don't fit together, and those of [`Client::list`].
pub(crate) fn run(client: &Client, args: &Args, verbose: bool) -> Result<()> {
    let limit = args.limit.filter(|&limit| limit > 0);
    let mut query = filters(args)?;
    let page_size = limit.map_or(args.page_size, |limit| limit.min(args.page_size));
    if page_size > 0 {
        query.push(("limit", page_size.to_string()));
    }
    query.extend(order(args)?);

    let mut columns = vec![("ID", "id"), ("Name", "name")];
    if verbose {
        columns.extend(VERBOSE);
    }
    if args.include_stores == Some(true) {
        columns.push(("Stores", "stores"));
    }
    let mut rows = Vec::new();
    client.list("images", &query, limit, |image| rows.push(row(&columns, image)))?;
    Document::rows(&columns, rows, Look::Sparse).print(args.output.format)
}

fn filters(args: &Args) -> Result<Vec<(&str, String)>> {
    let mut query: Vec<(&str, String)> = Vec::new();
    for filter in &args.property_filter {
        let (key, value) = key_value("--property-filter", filter)?;
        query.push((key, value.to_owned()));
    }
    let filters = [
        ("visibility", &args.visibility),
        ("member_status", &args.member_status),
        ("owner", &args.owner),
        ("checksum", &args.checksum),
        ("os_hash_value", &args.hash),
    ];
    query.extend(filters.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    query.extend(args.tag.iter().map(|tag| ("tag", tag.clone())));
    if let Some(hidden) = args.hidden {
        query.push(("os_hidden", hidden.to_string()));
    }
    Ok(query)
}

fn order(args: &Args) -> Result<Vec<(&'static str, String)>> {
    let Some(sort) = &args.sort else {
        let (keys, directions) = (args.sort_key.clone(), args.sort_dir.clone());
        if keys.is_empty() && directions.is_empty() {
            return Ok(vec![("sort_key", "name".to_owned()), ("sort_dir", "asc".to_owned())]);
        }
        if directions.len() > 1 && directions.len() != keys.len() {
            return Err(Error::message(
                "HTTP Unexpected number of sort directions: either provide a single sort direction or an equal number of \
                 sort keys and sort directions.",
            ));
        }
        let keys = keys.into_iter().map(|key| ("sort_key", key));
        return Ok(keys.chain(directions.into_iter().map(|direction| ("sort_dir", direction))).collect());
    };
    if !args.sort_key.is_empty() || !args.sort_dir.is_empty() {
        return Err(Error::message("HTTP The 'sort' argument is not supported with 'sort_key' or 'sort_dir'."));
    }
    for term in sort.split(',') {
        let (key, direction) = term.split_once(':').unwrap_or((term, "asc"));
        known("sort key", key.trim(), &SORT_KEYS)?;
        known("sort direction", direction.trim(), &SORT_DIRECTIONS)?;
    }
    Ok(vec![("sort", sort.clone())])
}

fn known(what: &str, given: &str, all: &[&str]) -> Result<()> {
    if all.contains(&given) {
        return Ok(());
    }
    Err(Error::message(format!("HTTP Invalid {what}: {given}. It must be one of the following: {}.", all.join(", "))))
}
