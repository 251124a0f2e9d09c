//! Prints members.

use glance_core::wire::Member;

use crate::error::Result;
use crate::json::Json;
use crate::output::{Column, Document, Look, OutputArgs};

const COLUMNS: [Column; 3] = [("Image ID", "image_id"), ("Member ID", "member_id"), ("Status", "status")];

/// Prints members as rows.
///
/// # Errors
/// Those of [`Document::print`].
pub(super) fn print(members: Vec<Member>, output: OutputArgs) -> Result<()> {
    let rows = members
        .into_iter()
        .map(|member| [member.image_id, member.member_id, member.status].map(Json::from).into())
        .collect();
    Document::rows(&COLUMNS, rows, Look::Sparse).print(output.format)
}
