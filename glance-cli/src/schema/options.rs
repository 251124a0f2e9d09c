//! Options made from attributes.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::property::{Kind, Property, Schema};
use crate::args::parse_flag;
use crate::error::printable;
use crate::json::{Json, Object};

/// The commands with such options, and the attributes that each leaves out.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    ("image-create", &["locations", "os_hidden"]),
    ("image-create-via-import", &["locations", "os_hidden"]),
    ("image-update", &["id", "locations", "tags", "os_hidden"]),
];

/// Where help lists these options.
pub(crate) const HEADING: &str = "Attributes and properties";

/// What the ids of these options begin with; after it comes the attribute's name.
const ONE: &str = "attribute ";
const MANY: &str = "attributes ";

/// Adds an option for each attribute to the commands that set attributes.
pub(crate) fn add_options(program: Command, schema: &Schema) -> Command {
    COMMANDS.iter().fold(program, |program, (name, left_out)| {
        program.mut_subcommand(name, |command| {
            let options = schema.0.iter().filter(|property| !left_out.contains(&property.name.as_str()));
            options.fold(command, |command, property| match option(property) {
                Some(option) if !is_taken(&command, &property.name) => command.arg(option),
                _ => command,
            })
        })
    })
}

/// The attributes that were given, by the names that documents have.
pub(crate) fn given(matches: &ArgMatches) -> Object {
    let mut given = Object::default();
    for id in matches.ids() {
        let id = id.as_str();
        if let Some(name) = id.strip_prefix(ONE) {
            given.extend(matches.get_one::<Json>(id).map(|value| (name, value.clone())));
        } else if let Some(name) = id.strip_prefix(MANY) {
            let values = matches.get_many::<Json>(id).into_iter().flatten();
            given.insert(name, values.cloned().collect::<Vec<Json>>());
        }
    }
    given
}

/// The option of an attribute; none if its name can't be one.
fn option(property: &Property) -> Option<Arg> {
    let name = &property.name;
    let is_usable = |character: char| character.is_alphanumeric() || "_-.:".contains(character);
    if !name.starts_with(char::is_alphanumeric) || !name.chars().all(is_usable) {
        return None;
    }
    let prefix = if property.kind == Kind::Texts { MANY } else { ONE };
    let option = Arg::new(format!("{prefix}{name}"))
        .long(flag(name))
        .value_name(name.to_uppercase())
        .help(printable(&property.help))
        .help_heading(HEADING);
    Some(match property.kind {
        Kind::Text => option.value_parser(|text: &str| Ok::<_, String>(Json::from(text))),
        Kind::NullableText => option.value_parser(|text: &str| Ok::<_, String>(nullable(text))),
        Kind::Integer => option.allow_negative_numbers(true).value_parser(integer),
        Kind::Flag => option
            .value_name("True|False")
            .num_args(0..=1)
            .default_missing_value("true")
            .value_parser(|text: &str| parse_flag(text).map(Json::from)),
        Kind::Texts => {
            option.num_args(1..).action(ArgAction::Append).value_parser(|text: &str| Ok::<_, String>(Json::from(text)))
        }
    })
}

fn flag(name: &str) -> String {
    name.replace('_', "-")
}

/// A cloud may give a property the name of one of our own options.
fn is_taken(command: &Command, name: &str) -> bool {
    let name = flag(name);
    name == "help" || command.get_arguments().any(|known| known.get_long() == Some(&name))
}

fn nullable(text: &str) -> Json {
    if text == "None" { Json::Null } else { text.into() }
}

fn integer(text: &str) -> Result<Json, String> {
    text.trim().parse::<i64>().map(Json::from).map_err(|_| "expected a whole number".to_owned())
}
