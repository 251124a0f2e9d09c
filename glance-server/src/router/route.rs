use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};

use crate::api::unknown;
use crate::openapi::Operation;
use crate::{ApiError, State};

/// A path, who answers there, and what the description of the API says of each request.
#[derive(Debug)]
pub(crate) struct Route {
    /// The path, with names in braces for what varies.
    pub(crate) path: &'static str,
    /// The methods, as the header has them; none where other methods are told that there is nothing.
    allow: Option<&'static str>,
    methods: MethodRouter<State>,
    /// What each method does.
    pub(crate) operations: Vec<(Method, Operation)>,
}

impl Route {
    pub(super) fn new(path: &'static str, allow: &'static str) -> Self {
        Self { path, allow: Some(allow), methods: MethodRouter::new(), operations: Vec::new() }
    }

    /// Adds a method.
    pub(super) fn on<H, T>(mut self, method: (Method, MethodFilter), handler: H, operation: Operation) -> Self
    where
        H: Handler<T, State>,
        T: 'static,
    {
        let (method, filter) = method;
        self.methods = self.methods.on(filter, handler);
        self.operations.push((method, operation));
        self
    }

    /// Tells other methods of these.
    pub(super) fn telling(self, allow: &'static str) -> Self {
        Self { allow: Some(allow), ..self }
    }

    /// Tells other methods that there is nothing.
    pub(super) fn alone(self) -> Self {
        Self { allow: None, ..self }
    }

    /// Adds a method that is never anything but refused, in its own words.
    pub(super) fn refusing<H, T>(mut self, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.methods = self.methods.on(filter, handler);
        self
    }

    /// Adds it to a router. Methods that are not in the table are refused. `HEAD` is one of them: the Images API has it
    /// nowhere, axum wherever there is `GET`.
    pub(super) fn mount(self, router: Router<State>) -> Router<State> {
        let Some(allow) = self.allow else {
            return router.route(self.path, self.methods.head(unknown).fallback(unknown));
        };
        let refuse = move |method: Method| async move { ApiError::method_not_allowed(&method, allow) };
        router.route(self.path, self.methods.head(refuse).fallback(refuse))
    }
}

/// Writes a table: behind each path its methods, each with the function that answers it. The description of the answer is
/// what the function of the same name says in the module `docs` beside it.
macro_rules! routes {
    ($($path:literal => $first:ident $first_module:ident::$first_handler:ident
        $(, $method:ident $module:ident::$handler:ident)*;)+) => {
        vec![$(
            $crate::router::Route::new($path, concat!(stringify!($first) $(, ", ", stringify!($method))*))
                .on(
                    (axum::http::Method::$first, axum::routing::MethodFilter::$first),
                    $first_module::$first_handler,
                    $first_module::docs::$first_handler(),
                )
                $(.on(
                    (axum::http::Method::$method, axum::routing::MethodFilter::$method),
                    $module::$handler,
                    $module::docs::$handler(),
                ))*
        ),+]
    };
}
pub(super) use routes;
