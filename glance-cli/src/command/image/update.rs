//! `image-update`

use serde_json::{Value, json};

use super::fields::Fields;
use super::record;
use crate::client::Client;
use crate::error::Result;
use crate::json::Object;
use crate::output::OutputArgs;

/// Arguments of `image-update`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    #[command(flatten)]
    fields: Fields,
    /// Property to remove; may be given many times
    #[arg(long, value_name = "KEY")]
    remove_property: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Changes what differs from the image as it is, and prints what it is then.
///
/// # Errors
/// [`crate::error::Error::Message`] for a property without a value, and those of [`Client::image`].
pub(crate) fn run(client: &Client, args: Args) -> Result<()> {
    let fields = args.fields.into_map()?;
    let image = client.image(&args.id)?;
    let patch = patch(&image, fields, &args.remove_property);
    if patch.is_empty() {
        return record::print(image, args.output);
    }
    client.patch_image(&args.id, &patch)?;
    record::print(client.image(&args.id)?, args.output)
}

/// The steps from the image to the one wanted. A property that is not there need not be removed.
fn patch(image: &Object, fields: Object, removed: &[String]) -> Vec<Value> {
    let mut patch = Vec::new();
    for name in removed.iter().filter(|name| image.contains_key(name) && !fields.contains_key(name)) {
        patch.push(json!({"op": "remove", "path": pointer(name)}));
    }
    for (name, value) in fields {
        match image.get(&name) {
            Some(current) if *current == value => {}
            Some(_) => patch.push(json!({"op": "replace", "path": pointer(&name), "value": value})),
            None => patch.push(json!({"op": "add", "path": pointer(&name), "value": value})),
        }
    }
    patch
}

/// A JSON pointer to a member of this name.
fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_holds_what_differs() {
        let map = |value: Value| serde_json::from_value::<Object>(value).unwrap();
        let image = map(json!({"name": "a", "min_ram": 1, "old": "x", "kept": "y"}));
        let fields = map(json!({"name": "b", "min_ram": 1, "new~/": "z"}));
        let removed = ["old".to_owned(), "unknown".to_owned()];
        assert_eq!(
            patch(&image, fields, &removed),
            [
                json!({"op": "remove", "path": "/old"}),
                json!({"op": "replace", "path": "/name", "value": "b"}),
                json!({"op": "add", "path": "/new~0~1", "value": "z"}),
            ]
        );
    }
}
