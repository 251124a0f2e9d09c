//! Prints members.

use glance_core::wire::Member;
use serde_json::Value;

use crate::error::Result;
use crate::output::{Document, OutputArgs};

/// Prints members as rows.
///
/// # Errors
/// Those of [`Document::print`].
pub(super) fn print(members: Vec<Member>, output: OutputArgs) -> Result<()> {
    let rows = members
        .into_iter()
        .map(|member| [member.image_id, member.member_id, member.status].map(Value::from).into())
        .collect();
    Document::Rows { columns: vec!["Image ID", "Member ID", "Status"], rows }.print(output.format)
}
