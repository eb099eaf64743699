//! How much goes into a group and into a record, so that a segment of the journal has room for both.

/// Bytes of records in one group: the record that reaches it is the group's last.
const GROUP_BYTES_MAX: usize = 1024 * 1024;

/// Bytes that a record takes in its segment beside its payload, and those of a segment's own header, at most.
pub(super) const FRAME_BYTES: usize = 64;
const SEGMENT_HEADER_BYTES: usize = 4096;

/// What fits into a segment of the journal.
pub(super) struct Limits {
    pub(super) group_bytes: usize,
    pub(super) record_bytes: usize,
}

impl Limits {
    /// A group and the record that fills it fit into one segment together.
    pub(super) fn of(segment_bytes: u32) -> Self {
        let segment = usize::try_from(segment_bytes).unwrap_or(usize::MAX);
        let room = segment.saturating_sub(SEGMENT_HEADER_BYTES);
        Self {
            group_bytes: GROUP_BYTES_MAX.min(room / 4),
            record_bytes: journal::RECORD_BYTES_MAX.min((room / 2).saturating_sub(FRAME_BYTES)),
        }
    }
}
