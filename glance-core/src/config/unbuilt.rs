//! Options of Glance's that this service does not honour yet, and must not pass over either: whoever set one of them would
//! get other access, other limits or other records than they asked for.

use super::error::ConfigError;
use super::section::Section;
use super::sources::Sources;

/// Refuses a configuration that counts on something that is not there.
pub(super) fn refuse(sources: &Sources) -> Result<(), ConfigError> {
    let default = sources.section("DEFAULT");
    if_given(&default, "metadata_encryption_key", "locations would be written as plain text")?;
    if_set(&default, "delayed_delete", "data would be removed at once")?;
    if let Some(value) = default.value("use_user_token")?
        && !value.flag()?
    {
        return Err(value.error(
            "requests of users would be made with the rights of the service (OSSN-0060), which is not done any more: \
             remove the option",
        ));
    }
    Ok(())
}

fn if_given(section: &Section<'_>, option: &str, consequence: &str) -> Result<(), ConfigError> {
    section.value(option)?.map_or(Ok(()), |value| Err(value.error(unsupported(consequence))))
}

fn if_set(section: &Section<'_>, option: &str, consequence: &str) -> Result<(), ConfigError> {
    match section.value(option)? {
        Some(value) if value.flag()? => Err(value.error(unsupported(consequence))),
        _ => Ok(()),
    }
}

fn unsupported(consequence: &str) -> String {
    format!("this is not supported yet; {consequence}")
}
