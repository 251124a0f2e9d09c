//! The digests of aws-lc behind the trait of the `digest` crate.

use aws_lc_rs::digest::{Algorithm, Context};
use digest::{DynDigest, InvalidBufferSize};

/// A digest that aws-lc works out.
#[derive(Clone)]
pub(super) struct AwsLc(Context);

impl AwsLc {
    pub(super) fn new(algorithm: &'static Algorithm) -> Self {
        Self(Context::new(algorithm))
    }
}

impl DynDigest for AwsLc {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize_into(self, out: &mut [u8]) -> Result<(), InvalidBufferSize> {
        if out.len() != self.output_size() {
            return Err(InvalidBufferSize);
        }
        out.copy_from_slice(self.0.finish().as_ref());
        Ok(())
    }

    fn finalize_into_reset(&mut self, out: &mut [u8]) -> Result<(), InvalidBufferSize> {
        let finished = self.clone();
        finished.finalize_into(out)?;
        self.reset();
        Ok(())
    }

    fn reset(&mut self) {
        *self = Self::new(self.0.algorithm());
    }

    fn output_size(&self) -> usize {
        self.0.algorithm().output_len()
    }

    fn box_clone(&self) -> Box<dyn DynDigest> {
        Box::new(self.clone())
    }
}
