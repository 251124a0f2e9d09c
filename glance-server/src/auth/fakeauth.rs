//! Identity as the caller claims it.

use async_trait::async_trait;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use glance_core::context::Caller;
use percent_encoding::percent_decode;

use super::{Authenticate, Context};
use crate::ApiError;

/// Takes tokens of the form `USER:PROJECT:ROLES` at their word. For tests of programs that use images.
#[derive(Clone, Copy, Debug, Default)]
pub struct FakeAuth {
    /// What counts for requests without such a token.
    pub context: Context,
}

#[async_trait]
impl Authenticate for FakeAuth {
    async fn caller(&self, request: &Parts) -> Result<Caller, ApiError> {
        self.told(&request.headers)
    }
}

impl FakeAuth {
    fn told(self, headers: &HeaderMap) -> Result<Caller, ApiError> {
        let Some(token) = headers.get("x-auth-token") else { return self.context.told(headers) };
        // The Python client writes its colons as `%3A`.
        let token = percent_decode(token.as_bytes()).decode_utf8().map_err(|_| ApiError::unauthorized())?;
        let parts: Vec<&str> = token.split(':').collect();
        let [user, project, roles] = parts[..] else { return Err(ApiError::unauthorized()) };
        let mut headers = headers.clone();
        let project = if project.eq_ignore_ascii_case("none") { "" } else { project };
        for (name, value) in
            [("x-user-id", user), ("x-project-id", project), ("x-roles", roles), ("x-identity-status", "Confirmed")]
        {
            let value = HeaderValue::from_str(value).map_err(|_| ApiError::unauthorized())?;
            headers.insert(HeaderName::from_static(name), value);
        }
        self.context.told(&headers)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::HeaderMap;

    use super::*;

    fn caller(token: &'static str) -> Option<Caller> {
        let mut headers = HeaderMap::new();
        headers.insert("x-auth-token", HeaderValue::from_static(token));
        headers.insert("x-tenant-id", HeaderValue::from_static("somebody-else"));
        FakeAuth::default().told(&headers).ok()
    }

    #[test]
    fn a_token_says_who_and_where_and_what() {
        let caller = caller("demo:demo-project:reader,Member").unwrap();

        assert_eq!(caller.user.as_deref(), Some("demo"));
        assert_eq!(caller.project.unwrap().as_str(), "demo-project");
        assert_eq!(caller.roles, ["reader", "member"]);
        assert!(!caller.is_admin);
    }

    #[test]
    fn a_token_may_be_escaped() {
        let caller = caller("demo%3Ademo-project%3Amember").unwrap();

        assert_eq!((caller.user.as_deref(), &caller.roles[..]), (Some("demo"), &["member".to_owned()][..]));
    }

    #[test]
    fn nobody_can_be_in_no_project() {
        assert_eq!(caller("admin:None:admin").unwrap().project, None);
        let nobody = caller("::").unwrap();
        assert_eq!((nobody.user, nobody.project, nobody.roles), (None, None, Vec::new()));
    }

    #[test]
    fn a_token_has_exactly_two_colons() {
        assert_eq!(caller("admin:admin"), None);
        assert_eq!(caller("a:b:c:d"), None);
    }
}
