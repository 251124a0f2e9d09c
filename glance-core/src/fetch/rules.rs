//! Where an operator lets fetches go.

use std::net::IpAddr;

use super::FetchError;
use super::address::is_special;
use super::target::{Host, Target, read_host};

/// What is let through of one kind of thing: if something is allowed by name, only that, and else all but what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<T> {
    /// If there are any, these alone are let through.
    pub allowed: Vec<T>,
    /// These are not; without meaning if some are allowed by name.
    pub disallowed: Vec<T>,
}

impl<T: PartialEq> Filter<T> {
    fn lets(&self, matches: impl Fn(&T) -> bool) -> bool {
        if self.allowed.is_empty() { !self.disallowed.iter().any(matches) } else { self.allowed.iter().any(matches) }
    }
}

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self { allowed: Vec::new(), disallowed: Vec::new() }
    }
}

/// Where fetches may go: Glance's `[import_filtering_opts]`. The defaults are Glance's, too.
///
/// Besides, no fetch goes to an address of this machine, of its link, or of another special purpose, unless its host is
/// allowed by name. Private networks are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRules {
    /// Schemes, `allowed_schemes` and `disallowed_schemes`. Only `http` and `https` are understood at all.
    pub schemes: Filter<String>,
    /// Hosts, `allowed_hosts` and `disallowed_hosts`: names or addresses.
    pub hosts: Filter<String>,
    /// Ports, `allowed_ports` and `disallowed_ports`. A URL without a port has the one of its scheme.
    pub ports: Filter<u16>,
}

impl Default for FetchRules {
    fn default() -> Self {
        Self {
            schemes: Filter { allowed: vec!["http".to_owned(), "https".to_owned()], disallowed: Vec::new() },
            hosts: Filter::default(),
            ports: Filter { allowed: vec![80, 443], disallowed: Vec::new() },
        }
    }
}

impl FetchRules {
    /// Checks everything but the addresses of a name.
    pub(super) fn check(&self, target: &Target) -> Result<(), FetchError> {
        let passes = self.schemes.lets(|scheme| scheme.eq_ignore_ascii_case(target.scheme.as_str()))
            && self.hosts.lets(|host| is_host(host, &target.host))
            && self.ports.lets(|port| *port == target.port);
        match &target.host {
            _ if !passes => Err(FetchError::Refused),
            Host::Address(address) => self.check_addresses(&target.host, &[*address]),
            Host::Name(_) => Ok(()),
        }
    }

    /// Checks the addresses of a host. One bad address among good ones is reason enough.
    pub(super) fn check_addresses(&self, host: &Host, addresses: &[IpAddr]) -> Result<(), FetchError> {
        if self.hosts.allowed.iter().any(|allowed| is_host(allowed, host)) {
            return Ok(());
        }
        let is_bad =
            |address: &IpAddr| is_special(*address) || !self.hosts.lets(|host| is_host(host, &Host::Address(*address)));
        if addresses.is_empty() || addresses.iter().any(is_bad) { Err(FetchError::Refused) } else { Ok(()) }
    }
}

/// Whether an entry of a list means this host, in whatever form it is written there.
fn is_host(entry: &str, host: &Host) -> bool {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    match (bare.parse::<IpAddr>(), host) {
        (Ok(address), Host::Address(of)) => address == *of,
        (Ok(_), Host::Name(_)) => false,
        (Err(_), host) => read_host(bare).is_ok_and(|entry| entry == *host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(rules: &FetchRules, url: &str, addresses: &[&str]) -> bool {
        let target = Target::parse(url).unwrap();
        let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
        rules.check(&target).is_ok() && rules.check_addresses(&target.host, &addresses).is_ok()
    }

    fn hosts(allowed: &[&str], disallowed: &[&str]) -> FetchRules {
        let list = |hosts: &[&str]| hosts.iter().map(ToString::to_string).collect();
        let hosts = Filter { allowed: list(allowed), disallowed: list(disallowed) };
        FetchRules { hosts, ..FetchRules::default() }
    }

    #[test]
    fn what_is_allowed_by_name_beats_what_is_not() {
        let rules = hosts(&["Good.example", "127.0.0.1", "[::1]"], &["good.example"]);

        assert!(passes(&rules, "http://good.example./", &["192.168.0.1"]));
        assert!(passes(&rules, "http://good.example/", &["127.0.0.1", "::1"]), "an operator knows what they allow");
        assert!(passes(&rules, "http://127.0.0.1/", &["127.0.0.1"]));
        assert!(passes(&rules, "http://[0::1]/", &["::1"]));
        assert!(!passes(&rules, "http://other.example/", &["8.8.8.8"]));
        assert!(!passes(&rules, "http://localhost/", &["127.0.0.1"]));
    }

    #[test]
    fn what_is_not_allowed_is_not_reached_by_another_name() {
        let rules = hosts(&[], &["evil.example", "10.0.0.5"]);

        assert!(passes(&rules, "http://good.example/", &["10.0.0.4"]));
        assert!(!passes(&rules, "http://EVIL.example./", &["10.0.0.4"]));
        assert!(!passes(&rules, "http://10.0.0.5/", &["10.0.0.5"]));
        assert!(!passes(&rules, "http://good.example/", &["10.0.0.4", "10.0.0.5"]));
    }

    #[test]
    fn s42_one_bad_address_among_good_ones_is_refused() {
        let rules = FetchRules::default();

        assert!(passes(&rules, "http://h/", &["10.0.0.1", "2606:2800::1"]));
        assert!(!passes(&rules, "http://h/", &["10.0.0.1", "169.254.169.254"]));
        assert!(!passes(&rules, "http://h/", &["::ffff:127.0.0.1"]));
        assert!(!passes(&rules, "http://h/", &[]));
    }

    #[test]
    fn a_url_without_a_port_has_the_one_of_its_scheme() {
        let ports = Filter { allowed: vec![8080], disallowed: Vec::new() };
        let rules = FetchRules { ports, ..FetchRules::default() };

        assert!(passes(&rules, "http://h:8080/", &["10.0.0.1"]));
        assert!(!passes(&rules, "http://h/", &["10.0.0.1"]));
        assert!(!passes(&FetchRules::default(), "http://h:8080/", &["10.0.0.1"]));
    }

    #[test]
    fn a_scheme_may_be_closed() {
        let schemes = Filter { allowed: Vec::new(), disallowed: vec!["http".to_owned()] };
        let rules = FetchRules { schemes, ..FetchRules::default() };

        assert!(passes(&rules, "https://h/", &["10.0.0.1"]));
        assert!(!passes(&rules, "http://h/", &["10.0.0.1"]));
    }
}
