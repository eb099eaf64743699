//! A restored directory is proved: its records, applied one by one, give the state that the daemon had exported.

use std::sync::Arc;

use journal::{Chance, Disk, Journal, KeyRing, Looks, Manifest, WrappingKey};

use crate::directory::{DirectoryError, Filling, OpenedBy, REQUIRED, open_options};
use crate::export;
use crate::seal::Sealer;

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Records that were applied.
    pub records: u64,
    /// The position at which the state was compared with the export of the daemon; nothing where there was no export.
    pub state_at: Option<u64>,
}

/// Builds the index from the records alone and compares it, at the position of the newest state export, with what the
/// daemon had then.
///
/// # Errors
///
/// [`DirectoryError::Differs`] if the records give another state. Else as for [`crate::open`].
pub fn prove(
    disk: &Arc<dyn Disk>,
    index: &OpenedBy,
    wrapping: WrappingKey,
    (chance, segment_bytes): (Box<dyn Chance>, u32),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Proved, DirectoryError> {
    let _lock = journal::DirectoryLock::take(&**disk)?;
    let manifest = Manifest::load(&**disk, REQUIRED)?;
    let keys = KeyRing::open(Arc::clone(disk), manifest.store_id, wrapping)?;
    let sealer = Arc::new(Sealer::new(keys, manifest.store_id, chance)?);
    let applier = Filling { index, sealer: &sealer, manifest: &manifest }.fresh()?;
    let options = open_options(&manifest, segment_bytes);
    let (journal, _) = Journal::open(Arc::clone(disk), &options)?;
    let (looks, _) = Looks::open(Arc::clone(disk), &options)?;
    applier.claim(manifest.store_id)?;
    let reader = journal.reader();
    let mut proved = Proved { records: 0, state_at: None };
    if let Some((header, path)) = export::usable(&**disk, &manifest).into_iter().next() {
        proved.records += applier.catch_up(&reader, header.position, progress)?;
        let given = export::digest_of(&**disk, &path)?;
        let mut snapshot = applier.index.snapshot()?;
        let found = export::digest(&header, &mut *snapshot)?;
        if found != given {
            return Err(DirectoryError::Differs { position: header.position });
        }
        proved.state_at = Some(header.position);
    }
    proved.records += applier.catch_up(&reader, u64::MAX, progress)?;
    applier.checkpoint()?;
    looks.close()?;
    journal.close()?;
    Ok(proved)
}
