//! What every store of image data keeps to, and what single ones promise besides.

#![expect(clippy::unwrap_used, reason = "in a test, to panic is to tell what failed")]

mod claims;
mod file;
mod fixture;
mod http;
mod process;
#[path = "../support/web.rs"]
mod web;

/// Expands every claim for every kind of store, and those about reading for stores that are only read.
macro_rules! store_contract {
    ($($backend:ident),+; read only: $($source:ident),+) => {
        $(mod $source {
            store_contract!(@claims $source:
                data_comes_back_byte_for_byte,
                an_image_may_have_no_data,
                a_range_is_a_slice_of_the_data,
                nothing_is_written_or_removed
            );
        })+
        $(mod $backend {
            store_contract!(@claims $backend:
                data_comes_back_byte_for_byte,
                an_image_may_have_no_data,
                a_range_is_a_slice_of_the_data,
                data_is_never_overwritten,
                of_two_writers_of_one_image_one_wins,
                a_broken_stream_leaves_nothing_behind,
                a_dropped_put_leaves_nothing_behind,
                deleted_data_is_gone,
                discarding_takes_away_what_is_there_and_is_content_with_nothing,
                a_location_of_something_else_is_refused,
                a_sweep_leaves_finished_data_and_running_writers_alone
            );
        })+
    };
    (@claims $backend:ident: $($claim:ident),+) => {
        $(#[tokio::test]
        async fn $claim() {
            crate::claims::$claim(&crate::fixture::$backend().await).await;
        })+
    };
}

store_contract!(memory, file_store; read only: http_store);
