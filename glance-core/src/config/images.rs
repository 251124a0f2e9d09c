//! What images may be like, and what is told about them.

use super::error::ConfigError;
use super::sources::Sources;
use crate::digest::{Algorithm, UnknownAlgorithm};
use crate::image::{CustomProperties, Formats};
use crate::inspect::Rules;

/// What images may be like, and what is told about them.
#[derive(Clone, Debug)]
pub struct ImageConfig {
    /// The formats that images may have. `[image_format] disk_formats` and `container_formats`; the lists of a current
    /// Glance.
    pub formats: Formats,
    /// What image data may be. `[image_format] require_image_format_match`, `vmdk_allowed_types`,
    /// `gpt_safety_checks_nonfatal` and, which Glance does not have, `virtual_size_cap`, none.
    pub inspection: Rules,
    /// The properties that operators describe in `schema-image.json`, which is looked for beside the configuration.
    pub custom: CustomProperties,
    /// The second digest of image data. `[DEFAULT] hashing_algorithm`, `sha512`.
    pub hashing_algorithm: Algorithm,
    /// Whether callers see where an image's data is. `[DEFAULT] show_image_direct_url`, false.
    pub show_direct_url: bool,
    /// Whether callers see all places where an image's data is, and may change them.
    /// `[DEFAULT] show_multiple_locations`, false.
    pub show_multiple_locations: bool,
}

impl ImageConfig {
    pub(super) fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let (default, formats) = (sources.section("DEFAULT"), sources.section("image_format"));
        // Both lists were options of [DEFAULT] once, and oslo.config still reads them there.
        let list = |option: &str| Ok::<_, ConfigError>(formats.list(option)?.or(default.list(option)?));
        let (known, usual) = (Formats::default(), Rules::default());
        let hashing_algorithm = match default.value("hashing_algorithm")? {
            None => Algorithm::Sha512,
            Some(value) => value.text.trim().parse().map_err(|unknown: UnknownAlgorithm| value.is(unknown))?,
        };
        Ok(Self {
            formats: Formats {
                disk: list("disk_formats")?.unwrap_or(known.disk),
                container: list("container_formats")?.unwrap_or(known.container),
            },
            inspection: Rules {
                require_match: formats.flag("require_image_format_match", usual.require_match)?,
                vmdk_types: formats.list("vmdk_allowed_types")?.unwrap_or(usual.vmdk_types),
                gpt_nonfatal: formats.list("gpt_safety_checks_nonfatal")?.unwrap_or(usual.gpt_nonfatal),
                virtual_size_cap_bytes: formats
                    .value("virtual_size_cap")?
                    .map(|value| value.size())
                    .transpose()?
                    .filter(|bytes| *bytes > 0),
            },
            custom: CustomProperties::default(),
            hashing_algorithm,
            show_direct_url: default.flag("show_image_direct_url", false)?,
            show_multiple_locations: default.flag("show_multiple_locations", false)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::inspect::Rules;

    #[test]
    fn the_rules_for_image_data_are_glances_unless_they_are_set() {
        let rules = |text: &str| Config::from_text("glance-api.conf", text).unwrap().images.inspection;

        assert_eq!(rules(""), Rules::default());
        let text = "[image_format]\nrequire_image_format_match = no\nvmdk_allowed_types =\ngpt_safety_checks_nonfatal = mbr, gptmbr\nvirtual_size_cap = 2TB\n";
        let set = Rules {
            require_match: false,
            vmdk_types: vec![],
            gpt_nonfatal: vec!["mbr".into(), "gptmbr".into()],
            virtual_size_cap_bytes: Some(2 << 40),
        };
        assert_eq!(rules(text), set);
    }
}
