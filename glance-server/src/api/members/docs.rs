//! What is done with members, for the description of the API.

use glance_core::image::MemberStatus;
use serde_json::json;

use crate::openapi::{Answer, Operation, named};

pub(crate) fn list() -> Operation {
    Operation::new("listMembers", "List the projects that an image is shared with")
        .answers(200, Answer::document("The members that the caller may see.", named("Members")))
        .refuses([403, 404])
}

pub(crate) fn add() -> Operation {
    let request = json!({
        "title": "NewMember",
        "type": "object",
        "properties": {"member": {"type": "string", "minLength": 1, "description": "The id of the project"}},
        "required": ["member"],
    });
    Operation::new("addMember", "Share an image with a project")
        .takes(request)
        .answers(200, Answer::document("The new member.", named("Member")))
        .refuses([403, 404, 409])
}

pub(crate) fn show() -> Operation {
    Operation::new("showMember", "Show a member of an image")
        .answers(200, Answer::document("The member.", named("Member")))
        .refuses([403, 404])
}

pub(crate) fn set_status() -> Operation {
    let status = json!({"type": "string", "enum": MemberStatus::ALL.map(MemberStatus::as_str)});
    let request = json!({
        "title": "NewMemberStatus",
        "type": "object",
        "properties": {"status": status},
        "required": ["status"],
    });
    Operation::new("setMemberStatus", "Say what the caller's project thinks of an image that is shared with it")
        .takes(request)
        .answers(200, Answer::document("The member as it is now.", named("Member")))
        .refuses([403, 404])
}

pub(crate) fn remove() -> Operation {
    Operation::new("removeMember", "Share an image with a project no more")
        .answers(204, Answer::empty("The project is no member."))
        .refuses([403, 404])
}
