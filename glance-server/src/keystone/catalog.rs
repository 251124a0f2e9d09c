//! Where the services of a cloud are, as Keystone lists them.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The services that the owner of a token may use.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Catalog(Vec<Service>);

#[derive(Debug, Deserialize)]
struct Service {
    #[serde(rename = "type")]
    kind: String,
    name: Option<String>,
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Debug, Deserialize)]
struct Endpoint {
    interface: String,
    region: Option<String>,
    region_id: Option<String>,
    url: String,
}

impl Catalog {
    /// The address of a service, in this region or in any.
    pub(super) fn find(&self, kind: &str, interface: &str, region: Option<&str>) -> Option<&str> {
        let is_here = |endpoint: &&Endpoint| {
            region.is_none() || [endpoint.region.as_deref(), endpoint.region_id.as_deref()].contains(&region)
        };
        let services = self.0.iter().filter(|service| service.kind == kind);
        let mut endpoints = services.flat_map(|service| &service.endpoints).filter(is_here);
        endpoints.find(|endpoint| endpoint.interface == interface).map(|endpoint| endpoint.url.as_str())
    }

    /// The services in the older form that `X-Service-Catalog` has: the addresses of a region stand together.
    pub(crate) fn to_header(&self) -> String {
        self.0.iter().map(Service::to_header).collect::<Value>().to_string()
    }
}

impl Service {
    fn to_header(&self) -> Value {
        let mut regions: Vec<(Option<&str>, Map<String, Value>)> = Vec::new();
        for endpoint in &self.endpoints {
            let region = endpoint.region.as_deref().filter(|region| !region.is_empty());
            let at = regions.iter().position(|(known, _)| *known == region).unwrap_or_else(|| {
                let named = region.map(|region| ("region".to_owned(), Value::from(region)));
                regions.push((region, Map::from_iter(named)));
                regions.len() - 1
            });
            let address = (format!("{}URL", endpoint.interface.to_lowercase()), Value::from(endpoint.url.as_str()));
            regions[at].1.extend([address]);
        }
        let endpoints: Vec<Map<String, Value>> = regions.into_iter().map(|(_, addresses)| addresses).collect();
        let mut service = json!({"type": self.kind, "endpoints": endpoints});
        if let Some(name) = &self.name {
            service["name"] = Value::from(name.as_str());
        }
        service
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let endpoint = |interface: &str, region: &str| json!({"interface": interface, "region": region, "region_id": region, "url": format!("http://{interface}.{region}"), "id": "1"});
        let endpoints = [endpoint("public", "one"), endpoint("internal", "one"), endpoint("public", "two")];
        serde_json::from_value(json!([{"type": "image", "name": "glance", "id": "2", "endpoints": endpoints}])).unwrap()
    }

    #[test]
    fn a_service_is_found_by_interface_and_region() {
        let catalog = catalog();

        assert_eq!(catalog.find("image", "internal", None), Some("http://internal.one"));
        assert_eq!(catalog.find("image", "public", Some("two")), Some("http://public.two"));
        assert_eq!(catalog.find("image", "internal", Some("two")), None);
        assert_eq!(catalog.find("compute", "public", None), None);
    }

    #[test]
    fn a_header_has_the_addresses_of_a_region_together() {
        let written: Value = serde_json::from_str(&catalog().to_header()).unwrap();

        let expected = json!([{"type": "image", "name": "glance", "endpoints": [
            {"region": "one", "publicURL": "http://public.one", "internalURL": "http://internal.one"},
            {"region": "two", "publicURL": "http://public.two"},
        ]}]);
        assert_eq!(written, expected);
    }
}
