//! `/v2/metadefs/namespaces` and `/v2/metadefs/namespaces/{namespace_name}`

pub(crate) mod docs;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use glance_core::metadef::{NamespaceDraft, NamespaceList, Purpose};
use glance_core::service::metadef::Metadefs;
use glance_core::wire::metadef as wire;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::error::ApiResult;
use crate::extract::{BaseUrl, Caller, JsonBody, NamespacePath, NoBody, Query};

const PATH: &str = "/v2/metadefs/namespaces";

/// What a name may not have where it stands in a path; the colons that most names have stay.
const ESCAPED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'/').add(b'<').add(b'>').add(b'?').add(b'`');

/// `GET /v2/metadefs/namespaces`
pub(crate) async fn list(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    query: Query,
) -> ApiResult<Json<wire::Namespaces>> {
    let page = metadefs.list_namespaces(&caller, &NamespaceList::read(query.pairs())?).await?;
    let shown = page.namespaces.iter().map(|(namespace, types)| wire::Namespace::listed(namespace, types));
    Ok(Json(wire::Namespaces {
        namespaces: shown.collect(),
        next: page.next.map(|marker| query.link(PATH, Some(marker.as_str()))),
        schema: "/v2/schemas/metadefs/namespaces".to_owned(),
        first: query.link(PATH, None),
    }))
}

/// `POST /v2/metadefs/namespaces`
pub(crate) async fn create(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    base: BaseUrl,
    JsonBody(document): JsonBody,
) -> ApiResult<impl IntoResponse> {
    let draft = NamespaceDraft::read(&document, Purpose::Create)?;
    let namespace = metadefs.create_namespace(&caller, &draft).await?;
    let name = utf8_percent_encode(namespace.name.as_str(), ESCAPED);
    let location = [(header::LOCATION, format!("{}{PATH}/{name}", base.0))];
    Ok((StatusCode::CREATED, location, Json(wire::Namespace::written(&namespace, &draft))))
}

/// `GET /v2/metadefs/namespaces/{namespace_name}`
pub(crate) async fn show(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(name): NamespacePath,
    query: Query,
) -> ApiResult<Json<wire::Namespace>> {
    NamespaceList::read(query.pairs().filter(|(name, _)| *name == "visibility"))?;
    let (namespace, content) = metadefs.show_namespace(&caller, &name, query.last("resource_type")).await?;
    Ok(Json(wire::Namespace::whole(&namespace, &content)))
}

/// `PUT /v2/metadefs/namespaces/{namespace_name}`
pub(crate) async fn change(
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(name): NamespacePath,
    JsonBody(document): JsonBody,
) -> ApiResult<Json<wire::Namespace>> {
    let draft = NamespaceDraft::read(&document, Purpose::Update)?;
    let namespace = metadefs.change_namespace(&caller, &name, &draft).await?;
    Ok(Json(wire::Namespace::new(&namespace)))
}

/// `DELETE /v2/metadefs/namespaces/{namespace_name}`
pub(crate) async fn delete(
    _: NoBody,
    State(metadefs): State<Metadefs>,
    Caller(caller): Caller,
    NamespacePath(name): NamespacePath,
) -> ApiResult<StatusCode> {
    metadefs.delete_namespace(&caller, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
