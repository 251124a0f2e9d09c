//! A stream that is looked into as it passes.

use bytes::Bytes;
use futures::{StreamExt, stream};
use tokio::sync::oneshot;

use crate::image::{ContainerFormat, DiskFormat, Image};
use crate::inspect::{Inspector, Refusal, Rules, Verdict};
use crate::store::{DataStream, StreamError};

/// What becomes of a stream from [`inspected`].
pub(super) struct Inspection {
    verdict: oneshot::Receiver<Verdict>,
    rest: oneshot::Receiver<DataStream>,
}

/// What is on its way from a stream's sender to its receiver.
struct Passage {
    data: DataStream,
    inspector: Inspector,
    expected: Expected,
    /// Whether more of the data than its end can still make a difference.
    is_open: bool,
    verdict: oneshot::Sender<Verdict>,
    rest: oneshot::Sender<DataStream>,
}

/// What the data has to be.
struct Expected {
    rules: Rules,
    disk_format: String,
    container_format: String,
}

/// Passes `data` on as it comes as long as it may be what the image says. As soon as it is certain that it is not, the
/// stream fails with [`StreamError::Refused`] instead of passing on more; at the end at the latest.
pub(super) fn inspected(data: DataStream, image: &Image, rules: &Rules) -> (DataStream, Inspection) {
    let name = |format: Option<&str>| format.unwrap_or_default().to_owned();
    let expected = Expected {
        rules: rules.clone(),
        disk_format: name(image.disk_format.as_ref().map(DiskFormat::as_str)),
        container_format: name(image.container_format.as_ref().map(ContainerFormat::as_str)),
    };
    let (verdict, verdict_receiver) = oneshot::channel();
    let (rest, rest_receiver) = oneshot::channel();
    let passage = Passage { data, inspector: Inspector::new(), expected, is_open: true, verdict, rest };
    let inspection = Inspection { verdict: verdict_receiver, rest: rest_receiver };
    (Box::pin(stream::unfold(Some(passage), pass)), inspection)
}

async fn pass(passage: Option<Passage>) -> Option<(Result<Bytes, StreamError>, Option<Passage>)> {
    let mut passage = passage?;
    match passage.data.next().await {
        Some(Ok(chunk)) => match passage.look(&chunk) {
            Ok(()) => Some((Ok(chunk), Some(passage))),
            Err(refusal) => {
                // Nobody may be left who wants it.
                _ = passage.rest.send(passage.data);
                Some((Err(refused(&refusal)), None))
            }
        },
        Some(Err(error)) => Some((Err(error), None)),
        None => match passage.expected.judge(passage.inspector) {
            Ok(verdict) => {
                _ = passage.verdict.send(verdict);
                None
            }
            Err(refusal) => Some((Err(refused(&refusal)), None)),
        },
    }
}

fn refused(refusal: &Refusal) -> StreamError {
    tracing::warn!(?refusal, "image data is refused");
    StreamError::Refused(refusal.to_string())
}

impl Passage {
    fn look(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        self.inspector.push(chunk);
        if !self.is_open {
            return Ok(());
        }
        self.is_open = !self.inspector.is_idle();
        let Some(report) = self.inspector.so_far() else { return Ok(()) };
        let Expected { rules, disk_format, container_format } = &self.expected;
        rules.judge(&report, disk_format, container_format).map(drop)
    }
}

impl Expected {
    fn judge(&self, inspector: Inspector) -> Result<Verdict, Refusal> {
        let verdict = self.rules.judge(&inspector.finish(), &self.disk_format, &self.container_format)?;
        for tolerated in &verdict.tolerated {
            tracing::warn!(?tolerated, "image data is taken that other settings would refuse");
        }
        Ok(verdict)
    }
}

impl Inspection {
    /// How many bytes the disk in the data has, if the stream was read to its end and that is known.
    pub(super) fn virtual_size_bytes(&mut self) -> Option<u64> {
        self.verdict.try_recv().ok()?.virtual_size_bytes
    }

    /// Reads what was not passed on any more, so that a sender that answers only when it has sent everything learns why
    /// its data was refused. The data is thrown away.
    pub(super) async fn drain(mut self) {
        if let Ok(mut rest) = self.rest.try_recv() {
            while let Some(Ok(_)) = rest.next().await {}
        }
    }
}
