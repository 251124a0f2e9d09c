use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// Compresses whatever has a body, for clients that say that they understand it. The digest in `Content-MD5` stays that of
/// the data.
pub(crate) fn compress() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(1))
}
