//! Addresses that belong to nobody on the internet, or to this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of IPv4 addresses: its first one, and how many bits all of them share.
type V4 = (Ipv4Addr, u32);
/// A block of IPv6 addresses.
type V6 = (Ipv6Addr, u32);

const fn v4(a: u8, b: u8, c: u8, bits: u32) -> V4 {
    (Ipv4Addr::new(a, b, c, 0), bits)
}

const fn v6(a: u16, b: u16, c: u16, bits: u32) -> V6 {
    (Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

/// The blocks of the IANA registry of special-purpose IPv4 addresses, and those for multicast.
///
/// The private ones of RFC 1918 are left out on purpose: private clouds keep their images there.
const SPECIAL_V4: &[V4] = &[
    v4(0, 0, 0, 8),      // this network
    v4(100, 64, 0, 10),  // shared between carriers and their customers
    v4(127, 0, 0, 8),    // loopback
    v4(169, 254, 0, 16), // link-local, where clouds put their metadata services
    v4(192, 0, 0, 24),   // IETF protocol assignments
    v4(192, 0, 2, 24),   // documentation
    v4(192, 31, 196, 24),
    v4(192, 52, 193, 24),
    v4(192, 88, 99, 24), // relays of 6to4
    v4(192, 175, 48, 24),
    v4(198, 18, 0, 15),   // benchmarks
    v4(198, 51, 100, 24), // documentation
    v4(203, 0, 113, 24),  // documentation
    v4(224, 0, 0, 4),     // multicast
    v4(240, 0, 0, 4),     // reserved, and broadcast at its end
];

/// The only IPv6 blocks that anybody can be reached at: global unicast, and the unique local addresses that are to IPv6 what
/// RFC 1918 is to IPv4. All else is loopback, link-local, multicast, reserved, or another form of an IPv4 address.
const REACHABLE_V6: &[V6] = &[v6(0x2000, 0, 0, 3), v6(0xfc00, 0, 0, 7)];

/// What the IANA registry of special-purpose IPv6 addresses takes out of global unicast.
const SPECIAL_V6: &[V6] = &[
    v6(0x2001, 0, 0, 23),     // IETF protocol assignments: Teredo, benchmarks, ORCHID and others
    v6(0x2001, 0xdb8, 0, 32), // documentation
    v6(0x2002, 0, 0, 16),     // 6to4: an IPv4 address in another form
    v6(0x2620, 0x4f, 0x8000, 48),
    v6(0x3fff, 0, 0, 20), // documentation
];

/// Tells whether an address is one that no server for image data has: one of this machine or this link, of a group, a
/// reserved one, or an IPv4 address in an IPv6 form.
pub(super) fn is_special(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => SPECIAL_V4.iter().any(|block| within_v4(address, *block)),
        IpAddr::V6(address) => {
            let within = |blocks: &[V6]| blocks.iter().any(|block| within_v6(address, *block));
            !within(REACHABLE_V6) || within(SPECIAL_V6)
        }
    }
}

fn within_v4(address: Ipv4Addr, (first, bits): V4) -> bool {
    let mask = u32::MAX << (u32::BITS - bits);
    address.to_bits() & mask == first.to_bits()
}

fn within_v6(address: Ipv6Addr, (first, bits): V6) -> bool {
    let mask = u128::MAX << (u128::BITS - bits);
    address.to_bits() & mask == first.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(text: &str) -> bool {
        is_special(text.parse().unwrap())
    }

    /// Both registries as of 2026, each block by an address in it.
    #[test]
    fn s41_every_special_purpose_block_is_known() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "192.0.0.8",
            "192.0.0.170",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.175.48.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "100:0:0:1::1",
            "2001::1",
            "2001:1::1",
            "2001:2::1",
            "2001:3::1",
            "2001:4:112::1",
            "2001:20::1",
            "2001:30::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2620:4f:8000::1",
            "3fff::1",
            "5f00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ] {
            assert!(special(text), "{text}");
        }
    }

    #[test]
    fn private_and_public_addresses_are_open() {
        for text in [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "169.253.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:2800:220:1::1",
            "2a00:1450::1",
            "fc00::1",
            "fd12:3456::1",
        ] {
            assert!(!special(text), "{text}");
        }
    }
}
