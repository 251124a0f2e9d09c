//! Properties that are not everybody's to see or to write.

use std::collections::HashMap;

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::policy::Operation;
use crate::query::{Filter, ListQuery};

impl Glance {
    /// Whether a caller may do something with a property.
    async fn permits(&self, caller: &Caller, name: &str, operation: Operation) -> Result<bool> {
        if !self.parts.policy.protects_properties() {
            return Ok(true);
        }
        let rules = self.rules().await?;
        self.parts.policy.permits(&rules, caller, name, operation).await
    }

    /// Checks that a caller may do something with a property.
    pub(super) async fn check_property(&self, caller: &Caller, name: &str, operation: Operation) -> Result<()> {
        if self.permits(caller, name, operation).await? { Ok(()) } else { Err(Error::Reserved(name.to_owned())) }
    }

    /// Whether an image has a property, as far as a caller can tell.
    pub(super) async fn has_property(&self, caller: &Caller, image: &Image, name: &str) -> Result<bool> {
        Ok(image.properties.contains_key(name) && self.permits(caller, name, Operation::Read).await?)
    }

    /// The image as a caller may see it.
    pub(super) async fn shown(&self, caller: &Caller, mut image: Image) -> Result<Image> {
        self.hide_properties(caller, std::slice::from_mut(&mut image)).await?;
        Ok(image)
    }

    /// Takes away from images what a caller may not see. They must not be stored so: it would be gone.
    pub(super) async fn hide_properties(&self, caller: &Caller, images: &mut [Image]) -> Result<()> {
        if !self.parts.policy.protects_properties() {
            return Ok(());
        }
        let rules = self.rules().await?;
        let mut readable: HashMap<String, bool> = HashMap::new();
        for image in images {
            for name in image.properties.keys() {
                if !readable.contains_key(name) {
                    let is_readable = self.parts.policy.permits(&rules, caller, name, Operation::Read).await?;
                    readable.insert(name.clone(), is_readable);
                }
            }
            image.properties.retain(|name, _| readable.get(name).is_some_and(|is_readable| *is_readable));
        }
        Ok(())
    }

    /// Whether a list is asked for by a property that the caller may not see. Nothing matches then: what matches would tell
    /// its value.
    pub(super) async fn is_hidden_asked(&self, caller: &Caller, query: &ListQuery) -> Result<bool> {
        for filter in &query.filters {
            if let Filter::Property(name, _) = filter
                && !self.permits(caller, name, Operation::Read).await?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
