//! Which parts of data need no room on a disk.

/// What file systems leave out as a whole, or not at all.
const BLOCK_BYTES: usize = 4096;

/// Splits data that comes at `offset` of a file into runs that are all zeros and runs that are not, as long as they can be.
pub(super) fn runs(data: &[u8], offset: u64) -> Vec<(bool, &[u8])> {
    let mut runs = Vec::new();
    let before = usize::try_from(offset % BLOCK_BYTES as u64).unwrap_or_default();
    let (mut begin, mut end, mut kind) = (0, 0, None);
    while end < data.len() {
        let length = if end == 0 { BLOCK_BYTES - before } else { BLOCK_BYTES }.min(data.len() - end);
        let is_zero = is_zero(&data[end..end + length]);
        if kind.is_some_and(|kind| kind != is_zero) {
            runs.push((!is_zero, &data[begin..end]));
            begin = end;
        }
        kind = Some(is_zero);
        end += length;
    }
    runs.extend(kind.map(|kind| (kind, &data[begin..end])));
    runs
}

/// Without a way out at the first byte that is set, compilers look at many at once.
fn is_zero(block: &[u8]) -> bool {
    block.first().is_none_or(|byte| *byte == 0) && block.iter().fold(0, |all, byte| all | byte) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(data: &[u8], offset: u64) -> Vec<(bool, usize)> {
        runs(data, offset).into_iter().map(|(is_zero, run)| (is_zero, run.len())).collect()
    }

    #[test]
    fn runs_are_whole_blocks_but_for_the_first_and_the_last() {
        let mut data = vec![0; 3 * BLOCK_BYTES];
        data[BLOCK_BYTES] = 1;

        assert_eq!(lengths(&data, 0), [(true, 4096), (false, 4096), (true, 4096)]);
        assert_eq!(lengths(&data, 4095), [(true, 1), (false, 4096), (true, 8191)]);
        assert_eq!(lengths(&data[..100], 7), [(true, 100)]);
        assert_eq!(lengths(b"", 0), []);
    }
}
