//! What data may be that somebody says is of a format.

use super::finding::{Check, Finding};
use super::format::Format;
use super::report::{Detected, Report};

/// The container format of images whose data is the disk itself.
const BARE: &str = "bare";

/// What an operator decided. The defaults are Glance's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether data must be of the format that its image says. `[image_format] require_image_format_match`.
    pub require_match: bool,
    /// The kinds of VMDK that are taken, of those that are in one file. `[image_format] vmdk_allowed_types`.
    pub vmdk_types: Vec<String>,
    /// The checks that disks with partitions may fail. `[image_format] gpt_safety_checks_nonfatal`.
    pub gpt_nonfatal: Vec<String>,
    /// How many bytes the disk in the data may have; any number if `None`. `[image_format] virtual_size_cap`.
    pub virtual_size_cap_bytes: Option<u64>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            require_match: true,
            vmdk_types: vec!["streamOptimized".to_owned(), "monolithicSparse".to_owned()],
            gpt_nonfatal: Vec::new(),
            virtual_size_cap_bytes: None,
        }
    }
}

/// Data that is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many bytes the disk in it has, if that is known.
    pub virtual_size_bytes: Option<u64>,
    /// What would be refused under other rules; for a log.
    pub tolerated: Vec<Refusal>,
}

/// Why data is not taken. The texts are for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is of another format than its image says.
    #[error("Image disk_format {declared} does not match stream data {found}")]
    Mismatch {
        /// The format that its image says.
        declared: String,
        /// The format that it is of.
        found: Format,
    },
    /// It is of several formats at once.
    #[error("Multiple formats detected: {}", names(.0))]
    Several(Vec<Format>),
    /// The disk in it is larger than one may be here.
    #[error("The disk in the data has {bytes} bytes, and no more than {most} are allowed")]
    TooLarge {
        /// How large the disk is.
        bytes: u64,
        /// How large it may be.
        most: u64,
    },
    /// It is not safe to open. What it is that is not safe is for a log.
    #[error("{}", unsafe_text(finding.check))]
    Unsafe {
        /// The format that it is of.
        format: Format,
        /// What is not safe about it.
        finding: Finding,
    },
}

impl Rules {
    /// Decides about data for an image of these formats.
    ///
    /// What [`Inspector::so_far`](super::Inspector::so_far) tells can be held against the rules as well: what is refused
    /// then would be refused in the end.
    ///
    /// Data in a container other than `bare` is not a disk itself, so that its format is nobody's business; but nothing
    /// keeps a consumer from using it as one, and it has to be safe.
    ///
    /// # Errors
    /// [`Refusal`] when the data is not to be taken.
    pub fn judge(&self, report: &Report, disk_format: &str, container_format: &str) -> Result<Verdict, Refusal> {
        let mut verdict = Verdict::default();
        if container_format == BARE {
            match identify(report, disk_format) {
                Ok(size) => verdict.virtual_size_bytes = size,
                Err(refusal) if self.require_match => return Err(refusal),
                Err(refusal) => verdict.tolerated.push(refusal),
            }
        }
        // A partition table makes a disk. In front of anything else it is there by chance, or for a disc to boot.
        let parts = report.only().map_or(report.detected.as_slice(), std::slice::from_ref);
        let is_disk = container_format == BARE && matches!(disk_format, "raw" | "gpt") && parts.len() == 1;
        for detected in parts {
            if let (Some(bytes), Some(most)) = (detected.virtual_size_bytes, self.virtual_size_cap_bytes)
                && bytes > most
                && (is_disk || detected.format != Format::Gpt)
            {
                return Err(Refusal::TooLarge { bytes, most });
            }
            for finding in self.faults(detected) {
                let refusal = Refusal::Unsafe { format: detected.format, finding };
                let is_tolerable = detected.format == Format::Gpt
                    && (!is_disk || self.gpt_nonfatal.iter().any(|name| name == finding.check.as_str()));
                if !is_tolerable {
                    return Err(refusal);
                }
                verdict.tolerated.push(refusal);
            }
        }
        Ok(verdict)
    }

    /// What is not safe about data, and what is not wanted here.
    fn faults(&self, detected: &Detected) -> Vec<Finding> {
        let is_wanted = detected
            .subformat
            .is_none_or(|kind| self.vmdk_types.iter().any(|allowed| allowed.eq_ignore_ascii_case(kind)));
        let unwanted = Finding { check: Check::Descriptor, reason: "its kind is not allowed here" };
        detected.findings.iter().copied().chain((!is_wanted).then_some(unwanted)).collect()
    }
}

/// Finds out whether data is what it is said to be, and how large the disk in it then is.
fn identify(report: &Report, disk_format: &str) -> Result<Option<u64>, Refusal> {
    let detected = report.only().ok_or_else(|| Refusal::Several(report.formats()))?;
    match (disk_format, detected.format) {
        (declared, found) if declared == found.as_str() => match detected.virtual_size_bytes {
            // A database could not keep it.
            Some(size) if i64::try_from(size).is_err() => {
                let finding = Finding { check: Check::VirtualSize, reason: "no disk is as large as it says" };
                Err(Refusal::Unsafe { format: found, finding })
            }
            size => Ok(size),
        },
        // Who says that it is raw data wants it to be taken for just that.
        ("raw", _) => Ok(Some(report.size_bytes).filter(|size| *size > 0)),
        (declared, Format::Raw) if Format::named(declared).is_none() => Ok(None),
        (declared, found) => Err(Refusal::Mismatch { declared: declared.to_owned(), found }),
    }
}

fn unsafe_text(check: Check) -> &'static str {
    match check {
        Check::Complete => "Incomplete file cannot be safety checked",
        Check::BackingFile
        | Check::DataFile
        | Check::UnknownFeatures
        | Check::Descriptor
        | Check::Footer
        | Check::Banned
        | Check::Mbr
        | Check::Version
        | Check::VirtualSize => "Image failed safety checks",
    }
}

fn names(formats: &[Format]) -> String {
    formats.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(",")
}
