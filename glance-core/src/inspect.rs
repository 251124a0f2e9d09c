//! What a disk image really is.
//!
//! An [`Inspector`] looks at image data as it passes, chunk by chunk, and tells at the end of which formats the data is, how
//! large the disk in it is, and what makes it unsafe to open: above all whatever makes a tool that opens the image read
//! another file. [`Rules`] hold that against the format that somebody says it is. Nothing is ever opened, run or guessed.
//!
//! Only a few places of the data are looked at; the rest is passed over without being copied. An inspector holds less than
//! [`Inspector::MAX_BYTES`] of it, however long the data is and whatever it says of itself. Each parser asks for one piece
//! of the data after the other, in ascending order, so that it does not matter how the data is cut into chunks.
//!
//! ```
//! use glance_core::inspect::{Format, Inspector};
//!
//! let mut inspector = Inspector::new();
//! inspector.push(b"neither a header");
//! inspector.push(b" nor a partition table");
//! let report = inspector.finish();
//!
//! assert_eq!(report.formats(), [Format::Raw]);
//! assert_eq!(report.size_bytes, 38);
//! ```

#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing)]

mod field;
mod finding;
mod format;
mod gpt;
mod inspector;
mod iso;
mod luks;
mod parser;
mod qcow2;
mod qed;
mod report;
mod rules;
mod vdi;
mod vhd;
mod vhdx;
mod vmdk;
mod watcher;

pub use finding::{Check, Finding};
pub use format::Format;
pub use inspector::Inspector;
pub use report::{Detected, Report};
pub use rules::{Refusal, Rules, Verdict};
