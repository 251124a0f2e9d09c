//! The options that set attributes and properties, alike for a new image and an old one.

use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::args::{key_value, parse_flag};
use crate::error::{Error, Result};
use crate::json::Object;
use crate::schema::{self, HEADING};

/// Attributes and properties to set. Most of their options are made from the cloud's schema.
#[derive(Debug)]
pub(super) struct Fields {
    own: OwnArgs,
    attributes: Object,
}

#[derive(Debug, Args)]
struct OwnArgs {
    /// Whether the image is left out of lists
    #[arg(
        long,
        help_heading = HEADING,
        value_name = "True|False",
        num_args = 0..=1,
        default_missing_value = "true",
        value_parser = parse_flag
    )]
    hidden: Option<bool>,
    /// Any other property; may be given many times
    #[arg(long, help_heading = HEADING, value_name = "KEY=VALUE")]
    property: Vec<String>,
}

impl Fields {
    /// What to set, by the names that documents have.
    ///
    /// # Errors
    /// [`Error::Message`] for a property without a value.
    pub(super) fn into_map(self) -> Result<Object> {
        let mut map = self.attributes;
        map.extend(self.own.hidden.map(|hidden| ("os_hidden", hidden)));
        for property in &self.own.property {
            let (key, value) = key_value("--property", property)?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

impl FromArgMatches for Fields {
    fn from_arg_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
        Ok(Self { own: OwnArgs::from_arg_matches(matches)?, attributes: schema::given(matches) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> std::result::Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Fields {
    fn augment_args(command: Command) -> Command {
        OwnArgs::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        OwnArgs::augment_args_for_update(command)
    }
}

/// Makes sure that data comes with its formats. `source` is how the data is given.
///
/// # Errors
/// [`Error::Message`] that names what is missing.
pub(super) fn check_formats(fields: &Object, source: &str) -> Result<()> {
    let options = [("container_format", "--container-format"), ("disk_format", "--disk-format")];
    let missing: Vec<&str> =
        options.into_iter().filter(|(name, _)| fields[name].is_nothing()).map(|(_, option)| option).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::message(format!("error: Must provide {} when using {source}.", missing.join(", "))))
}
