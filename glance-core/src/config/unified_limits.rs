//! Where the limits of projects are kept: `[oslo_limit]`.

use super::error::ConfigError;
use super::keystone::{KeystoneConnection, ServiceAccount, interface_of};
use super::sources::Sources;

/// Where the limits of projects are kept: options of `[oslo_limit]`, which count with `[DEFAULT] use_keystone_limits`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnifiedLimitsConfig {
    /// As whom Keystone is asked.
    pub account: ServiceAccount,
    /// How Keystone is reached.
    pub connection: KeystoneConnection,
    /// Whose limits these are.
    pub endpoint: LimitedEndpoint,
}

/// The endpoint whose service and region the limits are registered for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitedEndpoint {
    /// The one of this id. `endpoint_id`.
    Id(String),
    /// The one that Keystone's catalog has of a service.
    Service {
        /// `endpoint_service_type`.
        kind: Option<String>,
        /// `endpoint_service_name`.
        name: Option<String>,
        /// `endpoint_region_name`, any.
        region: Option<String>,
        /// `endpoint_interface`, `public`.
        interface: String,
    },
}

impl UnifiedLimitsConfig {
    /// Reads it, if limits are to be asked for.
    pub(super) fn read(sources: &Sources) -> Result<Option<Self>, ConfigError> {
        if !sources.section("DEFAULT").flag("use_keystone_limits", false)? {
            return Ok(None);
        }
        let section = sources.section("oslo_limit");
        let (kind, name) = (section.text("endpoint_service_type")?, section.text("endpoint_service_name")?);
        let endpoint = match section.text("endpoint_id")? {
            Some(id) => LimitedEndpoint::Id(id.trim().to_owned()),
            None if kind.is_none() && name.is_none() => {
                return Err(
                    section.missing("endpoint_id", "[DEFAULT] use_keystone_limits asks for limits of an endpoint")
                );
            }
            None => LimitedEndpoint::Service {
                kind,
                name,
                region: section.text("endpoint_region_name")?,
                interface: interface_of(&section, "endpoint_interface", "public")?,
            },
        };
        let account = ServiceAccount::read(&section)?;
        Ok(Some(Self { account, connection: KeystoneConnection::read_adapter(&section)?, endpoint }))
    }
}
