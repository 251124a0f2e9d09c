//! `image-show`

use super::{explain, record};
use crate::client::Client;
use crate::error::Result;
use crate::output::{DEFAULT_COLUMN_WIDTH, Document, OutputArgs};

/// Arguments of `image-show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// ID of the image
    #[arg(value_name = "IMAGE_ID")]
    id: String,
    /// Print the size in units of 1024 bytes and their like
    #[arg(long)]
    human_readable: bool,
    /// Wrap columns of the table at this width
    #[arg(long, value_name = "CHARACTERS", default_value_t = DEFAULT_COLUMN_WIDTH)]
    max_column_width: usize,
    /// Say of each property what it is, and whether its value is one that the cloud's metadata definitions allow
    #[arg(long, conflicts_with_all = ["human_readable", "max_column_width"])]
    explain: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Shows an image.
///
/// # Errors
/// Those of [`Client::image`] and, with `--explain`, of [`Client::list_at`].
pub(crate) fn run(client: &Client, args: &Args) -> Result<()> {
    let mut image = client.image(&args.id)?;
    if args.explain {
        return explain::run(client, &image, args.output);
    }
    if args.human_readable {
        let size = human_readable(image["size"].as_u64().unwrap_or_default());
        image.insert("size", size);
    }
    let mut document = record::document(image, args.output);
    if let Document::Record { column_width, .. } = &mut document {
        *column_width = args.max_column_width;
    }
    document.print(args.output.format)
}

/// `1.5MB` for 1.5 MiB: one decimal, unless it is zero.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn human_readable(size_bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut size = size_bytes as f64;
    let mut unit = 0;
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let number = format!("{size:.1}");
    format!("{}{}", number.strip_suffix(".0").unwrap_or(&number), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_decimal_unless_it_is_zero() {
        let shown: Vec<String> = [0, 1023, 1024, 100_000, 1_572_864, u64::MAX].map(human_readable).into();
        assert_eq!(shown, ["0B", "1023B", "1kB", "97.7kB", "1.5MB", "16EB"]);
    }
}
