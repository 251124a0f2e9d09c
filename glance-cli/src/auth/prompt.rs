//! Asks for a password at the terminal.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr, ttyname};

use super::Secret;
use crate::error::{Error, Result};
use crate::interrupt;

/// Asks for a password, which the terminal does not show; none if there is no terminal, or no answer.
///
/// # Errors
/// [`Error::Message`] when the terminal can't be read from.
pub(super) fn password() -> Result<Option<Secret>> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Ok(None);
    }
    let failed = |error: io::Error| Error::message(format!("the password could not be asked for: {error}"));
    let usual = tcgetattr(&stdin).map_err(|error| failed(error.into()))?;
    let mut silent = usual.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    interrupt::set_terminal(Some(usual.clone()));
    tcsetattr(&stdin, OptionalActions::Flush, &silent).map_err(|error| failed(error.into()))?;
    let mut screen = screen();
    let _ = screen.write_all(b"OS Password: ");
    let mut line = String::new();
    let answered = stdin.lock().read_line(&mut line);
    let restored = tcsetattr(&stdin, OptionalActions::Flush, &usual);
    interrupt::set_terminal(None);
    let _ = screen.write_all(b"\n");
    answered.map_err(failed)?;
    restored.map_err(|error| failed(error.into()))?;
    let password = line.trim_end_matches(['\r', '\n']);
    Ok((!password.is_empty()).then(|| Secret::from(password.to_owned())))
}

/// The terminal itself: standard error may go elsewhere.
fn screen() -> Box<dyn Write> {
    let terminal = ttyname(io::stdin(), Vec::new()).ok();
    let opened = terminal.and_then(|name| {
        File::options().write(true).open(Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()))).ok()
    });
    match opened {
        Some(terminal) => Box::new(terminal),
        None => Box::new(io::stderr()),
    }
}
