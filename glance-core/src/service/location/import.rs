//! The task that looks at a location which a client named for a new image.
//!
//! The image is `importing` from the moment the request is taken, and holds a lease of the task. What is to be done next is
//! told by the image and the task as they are stored, so that another process can go on wherever one stopped: place the
//! location, hash its data, end the task, end the lease.

mod held;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::hashing;
use crate::digest::{Algorithm, Sums};
use crate::error::{Error, Result};
use crate::image::{HashClaim, Image, ImageId, Location, LocationRequest, Multihash, NamedLocation, Status};
use crate::repo::HeldLease;
use crate::service::Glance;
use crate::service::lease::Lease;
use crate::service::works::Work;
use crate::task::{Status as TaskStatus, Task, TaskId};

/// A location on its way into an image: the task, and the lease on the image.
pub(in crate::service) struct LocationImport {
    service: Glance,
    image: ImageId,
    lease: Lease,
    /// Leases that may have been written in the place of that one.
    doubtful: Vec<String>,
    task: Task,
    request: LocationRequest,
    work: Work,
}

/// Why an import goes no further.
enum Stop {
    /// Something is wrong with the location; the text is for its client.
    Refused(String),
    /// The image is gone.
    Deleted,
    /// Somebody else goes on with it now, or will: the lease is theirs, or the database is away.
    Left,
}

impl LocationImport {
    /// Moves the image to `importing` and takes the lease, in one step, and stores the task.
    pub(super) async fn begin(service: Glance, image: Image, task: Task, request: LocationRequest) -> Result<Self> {
        let lease = Lease::of_task(&service.parts.settings.worker, task.id, service.now());
        let work = service.works.begin(lease.id, image.id);
        let image = service.take_queued(image, Status::Importing, &lease).await?.id;
        let import = Self { service, image, lease, doubtful: Vec::new(), task, request, work };
        // If that does not work, whoever finds the lease finds no task, and puts the image back into the queue.
        if let Err(error) = import.service.parts.tasks.create(&import.task).await {
            import.let_go().await;
            return Err(error);
        }
        Ok(import)
    }

    /// Takes the lease that somebody else left, or nothing if another one was faster.
    pub(in crate::service) async fn take_over(service: Glance, held: &HeldLease, id: TaskId) -> Result<Option<Self>> {
        let lease = Lease::of_task(&service.parts.settings.worker, id, service.now());
        let work = service.works.begin(lease.id, held.image);
        if !service.parts.leases.exchange(held.image, &held.lease, &lease.to_text()).await? {
            return Ok(None);
        }
        let task = service.stored_task(id).await?;
        let Some(task) = task.filter(|task| !task.status.is_final()) else {
            service.parts.leases.end(held.image, &lease.to_text(), service.now()).await?;
            return Ok(None);
        };
        let request = request_of(&task);
        Ok(Some(Self { image: held.image, service, lease, doubtful: Vec::new(), task, request, work }))
    }

    /// Does what is left to do.
    pub(in crate::service) async fn run(mut self) {
        let outcome = match self.go().await {
            Err(Stop::Refused(reason)) => self.take_back().await.and(Err(Stop::Refused(reason))),
            outcome => outcome,
        };
        match outcome {
            Ok(message) => self.end(TaskStatus::Success, message).await,
            Err(Stop::Refused(reason)) => self.end(TaskStatus::Failure, reason).await,
            Err(Stop::Deleted) => self.end(TaskStatus::Failure, "The image was deleted.".to_owned()).await,
            Err(Stop::Left) => {}
        }
    }

    /// Brings the image to where it is to be. Returns what there is to say of it.
    async fn go(&mut self) -> Result<String, Stop> {
        self.start_task().await?;
        let owner = self.task.owner.clone();
        let slots = std::sync::Arc::clone(&self.service.slots);
        let _slot = self.attend(slots.wait(owner.as_ref())).await?;
        let mut image = self.read().await?;
        if image.status == Status::Queued {
            // Whoever refused the location died before the task could say so.
            return Err(Stop::Refused("The location was refused.".to_owned()));
        }
        if image.status == Status::Importing && self.located(&image).is_none() {
            image = self.place(&image).await?;
        }
        let claim = self.request.claim.clone();
        let hash_is_open = image.multihash.as_ref().is_some_and(|hash| hash.value.is_none());
        match claim.filter(|_| image.status == Status::Importing) {
            Some(claim) => self.verify(&image, &claim).await,
            None if hash_is_open => self.hash(&image).await,
            None => Ok(String::new()),
        }
    }

    /// Puts the location into the image, which becomes active unless the data is to be looked through first.
    async fn place(&mut self, image: &Image) -> Result<Image, Stop> {
        let named = NamedLocation { url: self.request.url.clone(), metadata: Map::new(), claims: None };
        let service = self.service.clone();
        let (location, size_bytes) = self.attend(service.vet(image, &named)).await?.map_err(refusal)?;
        self.promise(size_bytes).await?;
        let id = self.lease.id;
        service.check_room(image.owner.as_ref(), size_bytes, Some(id)).await.map_err(refusal)?;
        service.parts.settings.quotas.check_locations(image.locations.len() + 1).map_err(refusal)?;
        let settings = service.parts.settings.tasks;
        let claim = self.request.claim.clone();
        self.change(|image| {
            image.locations.push(location.clone());
            image.size_bytes = Some(size_bytes);
            if claim.is_some() && settings.hash_locations {
                return Ok(());
            }
            image.multihash = match &claim {
                Some(HashClaim { algorithm, value }) => {
                    Some(Multihash { algorithm: algorithm.clone(), value: Some(value.clone()) })
                }
                None if settings.hash_locations => {
                    Some(Multihash { algorithm: service.parts.settings.hash_algorithm.to_string(), value: None })
                }
                None => None,
            };
            Ok(image.enter(Status::Active)?)
        })
        .await
    }

    /// Makes the image active if its data is what the client says.
    async fn verify(&mut self, image: &Image, claim: &HashClaim) -> Result<String, Stop> {
        let algorithm = claim.algorithm.parse().map_err(|_| Stop::Refused("an unknown algorithm".to_owned()))?;
        let sums = self.look_through(image, algorithm).await?;
        let sums = sums.ok_or_else(|| Stop::Refused("The data at the location could not be read.".to_owned()))?;
        let actual = sums.get(algorithm).unwrap_or_default();
        if actual != claim.value {
            let claimed = &claim.value;
            return Err(Stop::Refused(format!("The data has the {algorithm} digest {actual}, and not {claimed}.")));
        }
        self.change(|image| {
            set_digests(image, &sums, algorithm);
            Ok(image.enter(Status::Active)?)
        })
        .await?;
        Ok(String::new())
    }

    /// Finds out the digests of an image that is active already. It stays so, whatever comes of it.
    async fn hash(&mut self, image: &Image) -> Result<String, Stop> {
        let algorithm = self.service.parts.settings.hash_algorithm;
        let row = self.located(image).and_then(|location| location.row);
        let sums = self.look_through(image, algorithm).await?;
        self.change(|image| {
            match &sums {
                // Others may have put other data in its place meanwhile.
                Some(sums) if image.locations.iter().any(|location| location.row == row) => {
                    set_digests(image, sums, algorithm);
                }
                _ => image.multihash = None,
            }
            Ok(())
        })
        .await?;
        Ok(sums.map_or_else(|| "The digests of the data could not be found out.".to_owned(), |_| String::new()))
    }

    /// Reads the data of the image, again and again if need be; nothing if it cannot be read.
    async fn look_through(&mut self, image: &Image, algorithm: Algorithm) -> Result<Option<Sums>, Stop> {
        let settings = &self.service.parts.settings;
        let (idle, retries) = (settings.idle_timeout, settings.tasks.retries);
        let size_bytes = image.size_bytes.unwrap_or(0);
        for attempt in 0..=retries {
            let Some(location) = self.located(image) else { return Ok(None) };
            let Some(entry) = self.service.parts.stores.find(&location.url, &location.metadata) else {
                return Ok(None);
            };
            let store = std::sync::Arc::clone(&entry.store);
            let reading = hashing::sums(store, location.url.clone(), size_bytes, algorithm, idle);
            match self.attend(reading).await? {
                Ok(sums) => return Ok(Some(sums)),
                Err(error) => {
                    tracing::info!(image.id = %self.image, attempt, %error, "cannot look through the data at a location");
                }
            }
            if attempt < retries {
                self.attend(tokio::time::sleep(Duration::from_millis(500 << attempt.min(6)))).await?;
            }
        }
        Ok(None)
    }

    /// Puts the image back into the queue. A location on a web server stays for people to look at, as in Glance; any other
    /// goes away, and its data with it.
    async fn take_back(&mut self) -> Result<(), Stop> {
        let service = self.service.clone();
        let url = self.request.url.clone();
        let before = self.read().await?;
        if before.status != Status::Importing {
            return Ok(());
        }
        self.change(|image| {
            if image.status == Status::Importing {
                image.enter(Status::Queued)?;
                (image.checksum, image.multihash) = (None, None);
                image.locations.retain(|location| {
                    let entry = service.parts.stores.find(&location.url, &location.metadata);
                    location.url != url || entry.is_some_and(|entry| !entry.store.capabilities().writable)
                });
            }
            Ok(())
        })
        .await?;
        self.service.empty_trash(Some(self.image)).await;
        Ok(())
    }

    /// Where the data is that the task is about, once it is placed.
    fn located<'i>(&self, image: &'i Image) -> Option<&'i Location> {
        image.locations.iter().find(|location| location.url == self.request.url)
    }
}

fn set_digests(image: &mut Image, sums: &Sums, algorithm: Algorithm) {
    image.checksum = sums.get(Algorithm::Md5).map(str::to_owned);
    let value = sums.get(algorithm).map(str::to_owned);
    image.multihash = Some(Multihash { algorithm: algorithm.to_string(), value });
}

/// What the task was asked to do.
fn request_of(task: &Task) -> LocationRequest {
    let member = |name: &str| task.input.as_ref().and_then(|input| input.get(name)).unwrap_or(&Value::Null);
    let document = json!({"url": member("loc_url"), "validation_data": member("validation_data")});
    // What nobody can read is no location, and the task fails.
    LocationRequest::read(&document).unwrap_or(LocationRequest { url: String::new(), claim: None })
}

/// What the client is told of an error, if it is theirs.
fn refusal(error: Error) -> Stop {
    match error {
        Error::DbUnavailable(_) | Error::Db(_) | Error::Internal(_) | Error::LimitsUnavailable(_) => {
            tracing::error!(%error, "a location cannot be looked at now; it is tried again later");
            Stop::Left
        }
        other => Stop::Refused(other.to_string()),
    }
}
