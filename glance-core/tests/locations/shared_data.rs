//! Data in a store of the service's own that more than one image names, or wants to, and in a store that is not there.

use glance_core::Error;

use crate::fixture::{House, owner};

#[tokio::test]
async fn s29_ossn_0065_data_that_an_image_owns_is_nobody_elses_to_name() {
    let house = House::open().await;
    let (first, second) = (house.queued().await, house.queued().await);
    let url = house.foreign_data().await;

    house.add(first.id, &url).await.unwrap();
    let refused = house.add(second.id, &url).await;

    assert!(matches!(&refused, Err(Error::Invalid(text)) if text == "Invalid location"), "{refused:?}");
}

#[tokio::test]
async fn s29_ossn_0090_data_that_two_images_name_stays_until_both_are_gone() {
    let house = House::open().await;
    let (first, second) = (house.queued().await, house.queued().await);
    let url = house.foreign_data().await;
    house.force(&first, &url).await;
    house.force(&second, &url).await;

    house.glance.delete_image(&owner(), first.id).await.unwrap();
    assert_eq!(house.bucket.0.len(), 1);
    house.glance.delete_image(&owner(), second.id).await.unwrap();
    assert_eq!(house.bucket.0.len(), 0);
}

#[tokio::test]
async fn a_location_on_the_web_is_nobodys_own() {
    let house = House::open().await;
    house.web.put("disk", "data");
    let (first, second) = (house.queued().await, house.queued().await);

    for id in [first.id, second.id] {
        house.add(id, &house.web.url("/data/disk")).await.unwrap();
    }
}

#[tokio::test]
async fn data_in_a_store_that_is_not_there_waits_for_it() {
    let house = House::open().await;
    let image = house.queued().await;
    house.force(&image, "rbd://cluster/pool/image/snap").await;

    house.glance.delete_image(&owner(), image.id).await.unwrap();

    assert_eq!(house.glance.recover().await.unwrap().removals, 0);
    let waiting = house.db.database.trash().waiting(None).await.unwrap();
    assert_eq!(waiting.iter().map(|trash| trash.image).collect::<Vec<_>>(), [image.id]);
}
