//! What was found, in the three formats in which it can be asked for.

use serde_json::{Value, json};

use crate::error::escape;

/// What one check found.
pub(super) struct Finding {
    pub(super) is_healthy: bool,
    /// The word for it that is always told.
    pub(super) reason: &'static str,
    /// The rest, which only a detailed report has.
    pub(super) details: String,
}

/// What all checks found.
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) detailed: bool,
}

impl Report {
    pub(super) fn plain(&self) -> String {
        let reasons: Vec<&str> = self.findings.iter().map(|finding| finding.reason).collect();
        reasons.join("\n")
    }

    pub(super) fn json(&self) -> String {
        let document = if self.detailed {
            let reasons = self.findings.iter().map(
                |finding| json!({"reason": finding.reason, "details": finding.details, "class": "HealthcheckResult"}),
            );
            let reasons: Vec<Value> = reasons.collect();
            json!({"detailed": true, "platform": Platform::here().system, "reasons": reasons})
        } else {
            let reasons: Vec<&str> = self.findings.iter().map(|finding| finding.reason).collect();
            json!({"detailed": false, "reasons": reasons})
        };
        format!("{document:#}")
    }

    pub(super) fn html(&self) -> String {
        let mut head = String::new();
        if self.detailed {
            let Platform { machine, system } = Platform::here();
            head = format!(
                "<h1>Server status</h1>\n<p>Host: {}<br>\nPlatform: {}</p>\n",
                escape(&machine),
                escape(&system)
            );
        }
        let row = |finding: &Finding| {
            let details = if self.detailed { format!("<td>{}</td>", escape(&finding.details)) } else { String::new() };
            format!("<tr><td>{}</td>{details}</tr>\n", finding.reason)
        };
        let rows: String = self.findings.iter().map(row).collect();
        let count = self.findings.len();
        format!(
            "<html>\n<head><title>Healthcheck Status</title></head>\n<body>\n{head}<h2>Result of {count} checks:</h2>\n\
             <table>\n{rows}</table>\n</body>\n</html>"
        )
    }
}

struct Platform {
    machine: String,
    system: String,
}

impl Platform {
    fn here() -> Self {
        let name = rustix::system::uname();
        let text = |part: &std::ffi::CStr| part.to_string_lossy().into_owned();
        let parts = [text(name.sysname()), text(name.release()), text(name.machine())];
        Self { machine: text(name.nodename()), system: parts.join("-") }
    }
}
