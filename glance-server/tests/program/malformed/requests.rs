//! Malformed requests, made of random numbers.

use crate::fixture::OCTETS;

/// Numbers that look random and are the same for the same seed.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        // SplitMix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % end
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// One request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) accept: &'static str,
    /// Further headers, each with its line's end.
    pub(super) headers: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// A request that has at least one fault, to one of these images or beside them. The first has no data.
    pub(super) fn malformed(random: &mut Random, images: &[String; 2]) -> Self {
        let mut request = match random.below(6) {
            0 => bad_document(random, images),
            1 => bad_value(random, images),
            2 => bad_query(random),
            3 => bad_header(random, images),
            4 => bad_path(random),
            _ => bad_method(random, images),
        };
        request.accept = random.of(&["application/json", "text/html", "text/plain", "garbage;;q"]);
        request
    }

    fn new(method: &'static str, path: impl Into<String>, headers: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { method, path: path.into(), accept: "", headers: headers.to_owned(), body: body.into() }
    }
}

const PATCH: &str = "content-type: application/openstack-images-v2.1-json-patch\r\n";

/// One of the requests that take a document.
fn with_document(random: &mut Random, images: &[String; 2], document: impl Into<Vec<u8>>) -> Request {
    let image = &images[random.below(2)];
    match random.below(4) {
        0 => Request::new("POST", "/v2/images", "", document),
        1 => Request::new("PATCH", image, PATCH, document),
        2 => Request::new("POST", format!("{image}/members"), "", document),
        _ => Request::new("PUT", format!("{image}/members/somebody"), "", document),
    }
}

/// A document that is none.
fn bad_document(random: &mut Random, images: &[String; 2]) -> Request {
    let depth = 33 + random.below(50_000);
    let document = match random.below(10) {
        0 => b"{\"name\": \"a".to_vec(),
        1 => b"{\"name\": \"\xff\xfe\"}".to_vec(),
        2 => random.of(&["1", "\"text\"", "null", "true", "1e999", "-", "NaN", "\u{feff}{}"]).into(),
        3 => ["[".repeat(depth), "]".repeat(depth)].concat().into(),
        4 => ["{\"a\":".repeat(depth), "1".to_owned(), "}".repeat(depth)].concat().into(),
        5 => b"{\"name\": \"\\ud800\"}".to_vec(),
        6 => b"{\"min_ram\": 1e999}".to_vec(),
        7 => b"{'name': 'x'}".to_vec(),
        8 => b"{\"name\": \"x\"} {\"name\": \"y\"}".to_vec(),
        _ => (0..=random.below(200)).map(|_| u8::try_from(random.below(256)).unwrap()).chain([b'\\']).collect(),
    };
    with_document(random, images, document)
}

/// A document with a value that an attribute cannot have.
fn bad_value(random: &mut Random, images: &[String; 2]) -> Request {
    let long = format!("\"{}\"", "x".repeat(256 + random.below(5000)));
    let (name, value) = match random.below(12) {
        0 => {
            ("min_ram", random.of(&["-1", "1.5", "\"1\"", "1e30", "2147483648", "99999999999999999999", "true", "[]"]))
        }
        1 => ("min_disk", random.of(&["-1", "0.1", "{}", "9223372036854775808", "-9223372036854775809"])),
        2 => ("name", random.of(&["1", "[]", "{}", "true", &long, "\"\u{1f4a3}\""])),
        3 => ("tags", random.of(&["{}", "\"tag\"", "[1]", "[null]", "[[\"a\"]]", "1"])),
        4 => ("visibility", random.of(&["\"secret\"", "1", "[]", "\"PUBLIC\"", "\"\""])),
        5 => ("protected", random.of(&["1", "\"true\"", "[]", "{}"])),
        6 => ("os_hidden", random.of(&["0", "\"false\"", "[]"])),
        7 => ("disk_format", random.of(&["\"floppy\"", "1", "[]", "\"RAW\""])),
        8 => ("container_format", random.of(&["\"box\"", "1", "{}"])),
        9 => ("os_distro", random.of(&["1", "[]", "{}", "true", "1e3"])),
        10 => ("status", random.of(&["\"active\"", "1"])),
        _ => (
            "id",
            random.of(&["\"nonsense\"", "1", "\"../../etc/passwd\"", "\"11111111-1111-1111-1111-11111111111g\""]),
        ),
    };
    if random.below(2) == 0 {
        return Request::new("POST", "/v2/images", "", format!("{{\"{name}\": {value}}}"));
    }
    let patch = format!("[{{\"op\": \"add\", \"path\": \"/{name}\", \"value\": {value}}}]");
    Request::new("PATCH", &images[random.below(2)], PATCH, patch)
}

fn bad_query(random: &mut Random) -> Request {
    let number = random.of(&["-1", "1.5", "x", "-99999999999999999999999", "0x10", "%00", "%ff"]);
    let query = match random.below(10) {
        0 => format!("limit={number}"),
        1 => format!("size_min={number}x"),
        2 => "marker=nonsense".to_owned(),
        3 => format!("sort={}", random.of(&["nonsense", "name:up", ",,,", "name:asc:desc", ":"])),
        4 => format!("sort_key={}", random.of(&["nonsense", "locations", "%00", ""])),
        5 => format!("sort_dir={}", random.of(&["up", "ASCENDING", "%27"])),
        6 => format!("created_at={}", random.of(&["gt:nonsense", "near:2026-01-01T00:00:00Z", "2026-13-45", ":"])),
        7 => format!("name={}", random.of(&["in:%22unbalanced", "like:a", "in:%22a%22b"])),
        8 => format!("visibility={}", random.of(&["secret", "PUBLIC", "1"])),
        _ => format!("{}={}", random.of(&["member_status", "os_hidden", "protected"]), random.of(&["x", "2", "yes"])),
    };
    Request::new("GET", format!("/v2/images?{query}"), "", "")
}

fn bad_header(random: &mut Random, images: &[String; 2]) -> Request {
    let [empty, full] = images.each_ref().map(|image| format!("{image}/file"));
    match random.below(5) {
        0 => {
            let range =
                random.of(&["bytes=99-", "bytes=5-2", "bytes=a-b", "lines=0-1", "bytes=", "bytes=-", "bytes=0-1,3-4"]);
            Request::new("GET", full, &format!("range: {range}\r\n"), "")
        }
        1 => Request::new("PUT", empty, "content-type: text/plain\r\n", "data"),
        2 => {
            let size = random.of(&["-1", "x", "1e3", "99999999999999999999999"]);
            Request::new("PUT", empty, &format!("{OCTETS}x-openstack-image-size: {size}\r\n"), "data")
        }
        3 => {
            let media = random.of(&["application/json", "application/openstack-images-v9.9-json-patch", ";", "a/b/c"]);
            Request::new("PATCH", &images[0], &format!("content-type: {media}\r\n"), "[]")
        }
        _ => {
            let id = "i".repeat(65 + random.below(2000));
            Request::new("GET", "/v2/images", &format!("x-openstack-request-id: {id}\r\n"), "")
        }
    }
}

fn bad_path(random: &mut Random) -> Request {
    let segment = match random.below(8) {
        0 => "%ff%fe".to_owned(),
        1 => "%00".to_owned(),
        2 => "..%2f..%2fetc%2fpasswd".to_owned(),
        3 => "x".repeat(1 + random.below(4000)),
        4 => "%zz".to_owned(),
        5 => "'%20or%201=1%20--".to_owned(),
        6 => "/".to_owned(),
        _ => "%E2%80%AE".to_owned(),
    };
    let rest = random.of(&["", "/file", "/members", "/members/x", "/tags", "/nonsense", "/"]);
    Request::new("GET", format!("/v2/images/{segment}{rest}"), "", "")
}

/// A method that a resource does not have, or a body where none belongs.
fn bad_method(random: &mut Random, images: &[String; 2]) -> Request {
    let image = &images[random.below(2)];
    match random.below(3) {
        0 => Request::new("GET", format!("{image}{}", random.of(&["/tags/x", "/actions/deactivate"])), "", ""),
        1 => Request::new(random.of(&["PUT", "DELETE", "PATCH", "BREW"]), "/v2/images", "", "{}"),
        _ => {
            let path = random.of(&["/actions/deactivate", "/actions/reactivate"]);
            Request::new("POST", format!("{image}{path}"), "", "unexpected")
        }
    }
}
