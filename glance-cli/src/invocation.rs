//! What was asked: the command line, read with the options that the cloud's own schema adds.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::args::{Cli, Command, ConnectionArgs};
use crate::auth::Settings;
use crate::client::Client;
use crate::error::{Error, Result, complain};
use crate::{command, schema};

/// A command line, understood.
#[derive(Debug)]
pub(crate) struct Invocation {
    cli: Cli,
    /// All that could have been asked.
    program: clap::Command,
    /// The connection, if reading took one.
    client: Option<Client>,
    /// Secrets that stood on the command line, and the variables that would have kept them.
    exposed: Vec<&'static str>,
}

/// Options whose values nobody should see, and their variables.
const SECRETS: [(&str, &str); 2] =
    [("os_password", "OS_PASSWORD"), ("os_application_credential_secret", "OS_APPLICATION_CREDENTIAL_SECRET")];

/// Why a command line is not run.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It can't be understood, or asks for help.
    Usage(clap::Error),
    /// The cloud could not be asked for its schema.
    Failed(Error),
}

/// What a command line says, right or wrong, about where to ask for a schema.
#[derive(Debug, Default)]
struct Hints {
    /// Whether to ask in any case.
    get_schema: bool,
    /// Whether the command has options that are made from a schema.
    uses_schema: bool,
    debug: bool,
    settings: Option<Settings>,
}

impl Invocation {
    /// Reads a command line. An option that is unknown here may be one that the cloud knows, so it is asked once; the
    /// answer is kept.
    ///
    /// # Errors
    /// [`Refusal`]
    pub(crate) fn read(arguments: &[OsString]) -> std::result::Result<Self, Refusal> {
        let hints = Hints::of(arguments);
        let auth_url = hints.settings.as_ref().and_then(|settings| settings.auth_url.clone());
        let program = |schema| schema::add_options(Cli::command(), schema);
        let parse = |program: clap::Command, client| -> std::result::Result<Self, clap::Error> {
            let matches = program.clone().try_get_matches_from(arguments)?;
            let cli = Cli::from_arg_matches(&matches)?;
            Ok(Self { cli, program, client, exposed: exposed(&matches) })
        };

        let (schema, is_here) = schema::known(auth_url.as_deref());
        let refused = match parse(program(&schema), None) {
            Ok(invocation) if !hints.get_schema => return Ok(invocation),
            Ok(_) => None,
            Err(error) if error.kind() == ErrorKind::UnknownArgument && hints.uses_schema && !is_here => Some(error),
            Err(error) if error.kind() == ErrorKind::UnknownArgument && hints.get_schema => Some(error),
            Err(error) => return Err(Refusal::Usage(error)),
        };
        let client = match (hints.refresh(auth_url.as_deref()), refused) {
            (Ok(client), _) => client,
            (Err(_), Some(refused)) => return Err(Refusal::Usage(refused)),
            (Err(error), None) => return Err(Refusal::Failed(error)),
        };
        let (schema, _) = schema::known(auth_url.as_deref());
        parse(program(&schema), Some(client)).map_err(Refusal::Usage)
    }

    /// Does what was asked; without a command, prints help.
    ///
    /// # Errors
    /// Whatever keeps the command from doing what it is for.
    pub(crate) fn run(self) -> Result<()> {
        let connect = || Client::connect(Settings::new(self.cli.connection)?, self.cli.debug);
        match self.cli.command {
            None => command::help::run(self.program, &command::help::Args::default()),
            Some(Command::About(about)) => command::about(self.program, &about),
            Some(Command::Service(asked)) => {
                for variable in self.exposed {
                    complain(&format!(
                        "WARNING: everybody on this machine can see secrets on the command line; use env[{variable}], \
                         clouds.yaml or, for a password, the prompt"
                    ));
                }
                let client = self.client.map_or_else(connect, Ok)?;
                command::run(&client, *asked, self.cli.verbose)
            }
        }
    }
}

/// The variables of those secrets that stand on the command line.
fn exposed(matches: &ArgMatches) -> Vec<&'static str> {
    let on_command_line = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    SECRETS.into_iter().filter(|(id, _)| on_command_line(id)).map(|(_, variable)| variable).collect()
}

impl Hints {
    fn of(arguments: &[OsString]) -> Self {
        let Ok(matches) = Cli::command().ignore_errors(true).try_get_matches_from(arguments) else {
            // Help, which nobody need be asked for.
            return Self::default();
        };
        let settings = || Settings::new(ConnectionArgs::from_arg_matches(&matches).ok()?).ok();
        // After an error, such as a variable that is no text, there need not even be a default.
        let is_set = |id| matches.try_get_one(id).ok().flatten() == Some(&true);
        let command = matches.subcommand_name();
        Self {
            get_schema: is_set("get_schema"),
            uses_schema: schema::COMMANDS.iter().any(|(name, _)| Some(*name) == command),
            debug: is_set("debug"),
            settings: settings(),
        }
    }

    /// Connects, and replaces the copies of the cloud's schemas.
    fn refresh(self, auth_url: Option<&str>) -> Result<Client> {
        let settings = self.settings.ok_or_else(|| Error::message("There is no cloud to ask for a schema"))?;
        let client = Client::connect(settings, self.debug)?;
        schema::refresh(&client, auth_url)?;
        Ok(client)
    }
}
