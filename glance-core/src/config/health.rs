//! What `/healthcheck` looks at, and what it tells to whom.

use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::ConfigError;
use super::section::Section;
use super::sources::Sources;

/// What `/healthcheck` looks at, and what it tells to whom: section `[healthcheck]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HealthConfig {
    /// What is looked at. `backends`; Glance's own paste file asks for `disable_by_file`, which is the default here.
    pub checks: Vec<HealthCheck>,
    /// Whether it is told what was looked at, and on which machine. `detailed`, false.
    pub detailed: bool,
    /// The addresses from which it may be asked; any if empty. `allowed_source_ranges`, none.
    pub allowed_sources: Vec<IpRange>,
    /// Whether requests that came through a proxy get no answer. `ignore_proxied_requests`, false.
    pub ignore_proxied: bool,
}

/// Something that `/healthcheck` looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HealthCheck {
    /// The service is unhealthy while this file exists; without one, it never is. `disable_by_file` with
    /// `disable_by_file_path`; `disable_by_files_ports` with the entry of `disable_by_file_paths` for the port that the
    /// service listens on.
    DisableByFile(Option<PathBuf>),
    /// The service is unhealthy while one of these files does not exist. `enable_by_files` with `enable_by_file_paths`.
    EnableByFiles(Vec<PathBuf>),
}

/// Addresses that begin with the same bits: `10.0.0.0/8`, or one address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    first: IpAddr,
    prefix_bits: u32,
}

/// A text that is no range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a range of addresses, as in 10.0.0.0/8 or fd00::/8")]
pub struct InvalidIpRange;

impl Default for HealthConfig {
    fn default() -> Self {
        Self {
            checks: vec![HealthCheck::DisableByFile(None)],
            detailed: false,
            allowed_sources: Vec::new(),
            ignore_proxied: false,
        }
    }
}

impl HealthConfig {
    /// Reads the section for a service that listens on `port`, if it listens on one.
    pub(super) fn read(sources: &Sources, port: Option<u16>) -> Result<Self, ConfigError> {
        let section = sources.section("healthcheck");
        let mut allowed_sources = Vec::new();
        if let Some(ranges) = section.value("allowed_source_ranges")? {
            for range in ranges.list() {
                let parsed =
                    range.parse().map_err(|wrong: InvalidIpRange| ranges.error(format!("«{range}» is {wrong}")));
                allowed_sources.push(parsed?);
            }
        }
        Ok(Self {
            checks: checks(&section, port)?,
            detailed: section.flag("detailed", false)?,
            allowed_sources,
            ignore_proxied: section.flag("ignore_proxied_requests", false)?,
        })
    }
}

fn checks(section: &Section<'_>, port: Option<u16>) -> Result<Vec<HealthCheck>, ConfigError> {
    // All are read, so that a wrong one is told even if it does not count.
    let by_file = HealthCheck::DisableByFile(section.path("disable_by_file_path")?);
    let by_port = HealthCheck::DisableByFile(file_of_port(section, port)?);
    let paths = section.list("enable_by_file_paths")?.unwrap_or_default();
    let by_files = HealthCheck::EnableByFiles(paths.into_iter().map(PathBuf::from).collect());
    let Some(backends) = section.value("backends")? else { return Ok(vec![by_file]) };
    let names = backends.list();
    if ["disable_by_file", "enable_by_files"].iter().all(|name| names.iter().any(|given| given == name)) {
        return Err(backends.error("disable_by_file and enable_by_files cannot be combined"));
    }
    let check = |name: &String| match name.as_str() {
        "disable_by_file" => Ok(by_file.clone()),
        "disable_by_files_ports" => Ok(by_port.clone()),
        "enable_by_files" => Ok(by_files.clone()),
        _ => Err(backends
            .error(format!("«{name}» is not a check (disable_by_file, disable_by_files_ports or enable_by_files)"))),
    };
    names.iter().map(check).collect()
}

fn file_of_port(section: &Section<'_>, port: Option<u16>) -> Result<Option<PathBuf>, ConfigError> {
    let Some(paths) = section.value("disable_by_file_paths")? else { return Ok(None) };
    let mut file = None;
    for entry in paths.list() {
        let pair = entry.split_once(':').and_then(|(port, path)| Some((port.trim().parse::<u16>().ok()?, path.trim())));
        let (of, path) =
            pair.ok_or_else(|| paths.error(format!("«{entry}» is not a port and a path, as in 9292:/path")))?;
        if Some(of) == port {
            file = Some(path.into());
        }
    }
    Ok(file)
}

impl IpRange {
    /// Tells whether the range has this address. An IPv4 address that is written as an IPv6 one is taken for what it is.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                same_start(first.to_bits().into(), address.to_bits().into(), 32 - self.prefix_bits)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                same_start(first.to_bits(), address.to_bits(), 128 - self.prefix_bits)
            }
            _ => false,
        }
    }
}

fn same_start(one: u128, other: u128, ignored_bits: u32) -> bool {
    (one ^ other).checked_shr(ignored_bits).unwrap_or(0) == 0
}

impl FromStr for IpRange {
    type Err = InvalidIpRange;

    /// Bits behind the prefix must be zero, as in Python's `ipaddress`: they are mostly a mistake.
    fn from_str(text: &str) -> Result<Self, InvalidIpRange> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let first: IpAddr = address.parse().map_err(|_| InvalidIpRange)?;
        let (bits, width) = match first {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let prefix_bits: u32 = prefix.map_or(Ok(width), str::parse).map_err(|_| InvalidIpRange)?;
        let host_bits = width.checked_sub(prefix_bits).ok_or(InvalidIpRange)?;
        if host_bits > 0 && bits.trailing_zeros() < host_bits {
            return Err(InvalidIpRange);
        }
        Ok(Self { first, prefix_bits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_addresses_that_begin_like_it() {
        let has = |range: &str, address: &str| range.parse::<IpRange>().unwrap().contains(address.parse().unwrap());

        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.1.2.3"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
            ("fd00::/8", "fdff::1", "fe00::1"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("::/0", "2001:db8::1", "203.0.113.9"),
        ] {
            assert!(has(range, inside) && !has(range, outside), "{range}");
        }
        for text in ["", "10", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/64", "example.org"] {
            assert_eq!(text.parse::<IpRange>(), Err(InvalidIpRange), "{text}");
        }
    }
}
