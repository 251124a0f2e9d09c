//! What a service is made of, as callers may know it.

use super::Glance;
use crate::context::Caller;
use crate::error::{Error, Result};
use crate::policy::{Action, Target};
use crate::store::Stores;

impl Glance {
    /// Returns the stores among which users may choose.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to choose.
    pub fn list_stores(&self) -> Result<&Stores> {
        let stores = &self.parts.stores;
        if stores.is_multi() {
            Ok(stores)
        } else {
            Err(Error::NotFound("Multi backend is not supported at this site.".to_owned()))
        }
    }

    /// Returns the same to a caller who may also know how they are set up.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to choose, [`Error::NotAuthorized`].
    pub async fn inspect_stores(&self, caller: &Caller) -> Result<&Stores> {
        let stores = self.list_stores()?;
        self.require(caller, Action::StoresInfoDetail, Target::Nothing).await?;
        Ok(stores)
    }
}
