//! Where fetches from servers that users name may go.

use super::error::ConfigError;
use super::section::Section;
use super::sources::Sources;
use crate::fetch::{FetchRules, Filter};

/// Reads `[import_filtering_opts]`, which holds for imports and for locations on web servers alike.
pub(super) fn read(sources: &Sources) -> Result<FetchRules, ConfigError> {
    let section = sources.section("import_filtering_opts");
    let default = FetchRules::default();
    Ok(FetchRules {
        schemes: Filter {
            allowed: section.bracketed("allowed_schemes")?.unwrap_or(default.schemes.allowed),
            disallowed: section.bracketed("disallowed_schemes")?.unwrap_or_default(),
        },
        hosts: Filter {
            allowed: section.bracketed("allowed_hosts")?.unwrap_or_default(),
            disallowed: section.bracketed("disallowed_hosts")?.unwrap_or_default(),
        },
        ports: Filter {
            allowed: ports(&section, "allowed_ports")?.unwrap_or(default.ports.allowed),
            disallowed: ports(&section, "disallowed_ports")?.unwrap_or_default(),
        },
    })
}

fn ports(section: &Section<'_>, option: &str) -> Result<Option<Vec<u16>>, ConfigError> {
    let Some(value) = section.given(option)? else { return Ok(None) };
    let port = |text: String| text.parse().ok().filter(|port| *port > 0);
    let wrong = || value.is_not("a list of ports (1 to 65535)");
    value.bracketed().into_iter().map(|text| port(text).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
}
