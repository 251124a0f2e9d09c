//! What `image-import` and `image-create-via-import` have in common.

use clap::ArgAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::args::{parse_flag, parse_flag_or_true};
use crate::client::Client;
use crate::error::{Error, Result};

/// Sends the data itself.
pub(super) const GLANCE_DIRECT: &str = "glance-direct";
/// Has the service fetch the data from a URL.
pub(super) const WEB_DOWNLOAD: &str = "web-download";
/// Has the service fetch an image of another region.
pub(super) const GLANCE_DOWNLOAD: &str = "glance-download";
/// Has the service copy the image's data to more stores.
pub(super) const COPY_IMAGE: &str = "copy-image";

/// Where imported data comes from and goes to.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// Where the service fetches the data, for web-download
    #[arg(long, value_name = "URL")]
    pub(super) uri: Option<String>,
    /// Region that has the image, for glance-download
    #[arg(long, value_name = "REGION")]
    pub(super) remote_region: Option<String>,
    /// ID of the image in that region, for glance-download
    #[arg(long, value_name = "IMAGE_ID")]
    pub(super) remote_image_id: Option<String>,
    /// Which endpoint of that region, for glance-download
    #[arg(long, value_name = "INTERFACE", default_value = "public")]
    remote_service_interface: String,
    /// Store to import to
    #[arg(long, env = "OS_IMAGE_STORE", hide_env_values = true)]
    store: Option<String>,
    /// Stores to import to, with commas between them
    #[arg(long, env = "OS_IMAGE_STORES", hide_env_values = true)]
    stores: Option<String>,
    /// Whether to import to all stores
    #[arg(long, value_name = "True|False", value_parser = parse_flag)]
    pub(super) all_stores: Option<bool>,
    /// Whether the import may fail in some of the stores
    #[arg(
        long,
        env = "OS_IMAGE_ALLOW_FAILURE",
        hide_env_values = true,
        value_name = "True|False",
        action = ArgAction::Set,
        value_parser = parse_flag_or_true,
        default_value = "True"
    )]
    allow_failure: bool,
}

impl ImportArgs {
    /// The store of `--store`.
    pub(super) fn store(&self) -> Option<&str> {
        self.store.as_deref().filter(|store| !store.is_empty())
    }

    /// The stores of `--stores`.
    pub(super) fn stores(&self) -> Option<Vec<&str>> {
        self.stores.as_deref().filter(|stores| !stores.is_empty()).map(|stores| stores.split(',').collect())
    }

    /// Whether the import goes to all stores.
    pub(super) fn is_to_all_stores(&self) -> bool {
        self.all_stores == Some(true)
    }

    /// Makes sure that there is one way to say which stores, and that the service has them.
    ///
    /// # Errors
    /// [`Error::Message`] when it is otherwise, and those of [`Client::get`].
    pub(super) fn check_stores(&self, client: &Client) -> Result<()> {
        let stores = self.stores();
        let ways = [self.store().is_some(), stores.is_some(), self.is_to_all_stores()];
        if ways.into_iter().filter(|is_given| *is_given).count() > 1 {
            return Err(Error::message("Only one of --store, --stores and --all-stores can be provided"));
        }
        let mut named = self.store().into_iter().chain(stores.into_iter().flatten());
        named.try_for_each(|store| client.check_store(store))
    }

    /// Begins the import of an image.
    ///
    /// # Errors
    /// Those of [`Client::send`].
    pub(super) fn start(&self, client: &Client, id: &str, method: &str) -> Result<()> {
        let mut request = client.request(Method::POST, &["images", id, "import"])?;
        if let Some(store) = self.store() {
            request = request.header("x-image-meta-store", store);
        }
        client.send(request.json(&self.question(method))).map(drop)
    }

    fn question(&self, method: &str) -> Value {
        let mut question = json!({"method": {"name": method}});
        if let Some(uri) = &self.uri {
            question["method"]["uri"] = json!(uri);
        }
        if let (Some(region), Some(id)) = (&self.remote_region, &self.remote_image_id) {
            question["method"]["glance_region"] = json!(region);
            question["method"]["glance_image_id"] = json!(id);
            question["method"]["glance_service_interface"] = json!(self.remote_service_interface);
        }
        let stores = self.stores();
        if self.allow_failure && (stores.is_some() || self.is_to_all_stores()) {
            question["all_stores_must_succeed"] = json!(false);
        }
        if let Some(stores) = stores {
            question["stores"] = json!(stores);
        }
        if self.is_to_all_stores() {
            question["all_stores"] = json!(true);
        }
        question
    }
}

/// Makes sure that the service imports by this method.
///
/// # Errors
/// [`Error::Message`] when it does not, and those of [`Client::get`].
pub(super) fn check_method(client: &Client, method: &str) -> Result<()> {
    let info = client.get(&["info", "import"]).map_err(|error| match error {
        Error::Http { status: 404, .. } => Error::message("Target Glance does not support Image Import workflow"),
        other => other,
    })?;
    let methods = info["import-methods"].as_object().and_then(|methods| methods["value"].as_list());
    if methods.is_some_and(|methods| methods.iter().any(|each| each.as_str() == Some(method))) {
        return Ok(());
    }
    Err(Error::message(format!(
        "Import method '{method}' is not valid for this cloud. Valid values can be retrieved with import-info command."
    )))
}
