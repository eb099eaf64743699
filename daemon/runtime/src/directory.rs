//! A data directory: made, opened, recovered, its index rebuilt.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use journal::{
    Chance, ClockMode, Content, DirectoryLock, Disk, Journal, KeyRing, Looks, Manifest, OpenOptions,
    Recovery, StoreId, WrappingKey,
};
use store::{Batch, Bounds, Check, Index, MapIndex, Settings, SledIndex, WriteBehind};

use crate::core::apply::{Applier, ApplyError};
use crate::export::{self, ExportError, Header};
use crate::looks::LookLog;
use crate::meters::Meters;
use crate::rules::Rules;
use crate::seal::{SealError, Sealer};

/// What a program must understand to open a directory: the language of its workflows and the engine's semantics.
///
/// A later number is added when a definition that needs it comes into force; an older program then refuses the
/// directory before it writes anything.
pub const REQUIRED: &[&str] = &["language-1", "semantics-1"];

/// Keys of streams that are made beside one that is needed: 32 KiB in one write and one sync, instead of a sync in every
/// group with a new case.
const KEYS_AHEAD: usize = 63;

/// How a directory is made.
#[derive(Clone, Debug)]
pub struct CreateOptions {
    /// The municipality's number; it stands in every frame.
    pub partition: u16,
    /// The clock that the directory is for.
    pub clock: ClockMode,
    /// Length of a journal segment in bytes.
    pub segment_bytes: u32,
}

/// Where the index is.
pub enum OpenedBy {
    /// sled, in a folder.
    Sled {
        /// The folder.
        folder: PathBuf,
        /// Bytes of its page cache.
        cache_bytes: u64,
    },
    /// In memory, for simulation.
    Map(Arc<MapIndex>),
    /// In memory and written behind, for simulation: without a thread, whenever a bound is reached.
    MapBehind {
        /// What stands below.
        map: Arc<MapIndex>,
        /// How far it may stay behind.
        bounds: Bounds,
    },
}

/// A directory that is open, recovered and up to date.
pub struct Opened {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) lock: DirectoryLock,
    pub(crate) manifest: Manifest,
    pub(crate) journal: Journal,
    pub(crate) looks: LookLog,
    pub(crate) rules: Arc<Rules>,
    pub(crate) applier: Applier,
    pub(crate) segment_bytes: u32,
    /// What opening the journal found.
    pub recovery: Recovery,
    /// Records that were applied again to bring the index up to date.
    pub replayed: u64,
    /// The position of the state export that the index was filled from, 0 if it was not.
    pub loaded: u64,
    /// Why the index was built anew, if it was.
    pub rebuilt_because: Option<String>,
    pub(crate) meters: Meters,
}

impl Opened {
    /// Goes on counting where a runtime before stopped.
    #[must_use]
    pub fn counting_on(self, meters: Meters) -> Self {
        Self { meters, ..self }
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

/// Why a directory cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The journal, the manifest or the lock.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// The keys.
    #[error(transparent)]
    Key(#[from] journal::KeyError),
    /// Sealing.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The index.
    #[error(transparent)]
    Index(#[from] store::Error),
    /// A state export: see [`ExportError`].
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The records do not fit each other or cannot be read.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A backup is not what the daemon had: do not use it.
    #[error(
        "the records up to {position} give another state than the daemon had exported there; use another backup"
    )]
    Differs {
        /// Where the two were compared.
        position: u64,
    },
    /// The machine has no randomness.
    #[error("no randomness: {0}")]
    Chance(std::io::Error),
}

/// Makes a data directory. The manifest is written last: a directory without one was not finished.
///
/// # Errors
///
/// [`DirectoryError`]; empty the directory before trying again.
pub fn create(
    disk: &Arc<dyn Disk>,
    options: &CreateOptions,
    wrapping: WrappingKey,
    chance: &mut dyn Chance,
) -> Result<(), DirectoryError> {
    let mut id = [0; 16];
    chance.fill(&mut id).map_err(DirectoryError::Chance)?;
    let manifest = Manifest {
        store_id: StoreId(id),
        partition: options.partition,
        epoch: 1,
        clock: options.clock,
        required: REQUIRED.iter().map(|name| (*name).to_owned()).collect(),
        optional: Vec::new(),
    };
    let open = open_options(&manifest, options.segment_bytes);
    Journal::create(Arc::clone(disk), &open)?;
    Looks::create(Arc::clone(disk), &open)?;
    let keys = KeyRing::create(Arc::clone(disk), manifest.store_id, wrapping)?;
    keys.create_key(b"authority", chance)?;
    keys.sync()?;
    Content::open(Arc::clone(disk))?;
    manifest.create(&**disk)?;
    Ok(())
}

pub(crate) fn open_options(manifest: &Manifest, segment_bytes: u32) -> OpenOptions {
    let mut options = OpenOptions::new(manifest);
    options.segment_bytes = segment_bytes;
    options
}

/// Opens a data directory, recovers the journal and brings the index up to date.
///
/// `progress` hears the position reached while records are applied again, and the last one.
///
/// # Errors
///
/// [`DirectoryError`]: damage names the record; nothing was changed then.
#[expect(clippy::needless_pass_by_value, reason = "an index is one directory's, as `rebuild` shows")]
pub fn open(
    disk: &Arc<dyn Disk>,
    index: OpenedBy,
    wrapping: WrappingKey,
    (chance, segment_bytes): (Box<dyn Chance>, u32),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Opened, DirectoryError> {
    let lock = DirectoryLock::take(&**disk)?;
    let manifest = Manifest::load(&**disk, REQUIRED)?;
    let keys = KeyRing::open(Arc::clone(disk), manifest.store_id, wrapping)?;
    keys.make_ahead(KEYS_AHEAD);
    let sealer = Arc::new(Sealer::new(keys, manifest.store_id, chance)?);
    let was_clean = disk.exists("journal/clean").unwrap_or(false);
    let filling = Filling { index: &index, sealer: &sealer, manifest: &manifest };
    let (applier, mut rebuilt_because) = filling.find(was_clean)?;
    let exports = export::usable(&**disk, &manifest);
    let mut options = open_options(&manifest, segment_bytes);
    let exported = exports.first().map_or(0, |(header, _)| header.position);
    options.known = Some(applier.applied()?.max(exported)).filter(|known| *known > 0);
    let (journal, recovery) = Journal::open(Arc::clone(disk), &options)?;
    let (looks, _) = Looks::open(Arc::clone(disk), &open_options(&manifest, segment_bytes))?;
    let checkpointed = recovery.checkpoint.as_ref().map_or(0, |head| head.position);
    let applier = filling.held_to(applier, checkpointed, &mut rebuilt_because)?;
    let (applier, loaded) = filling.fill(applier, (&**disk, &exports), &journal.reader())?;
    applier.claim(manifest.store_id)?;
    let replayed = applier.catch_up(&journal.reader(), u64::MAX, progress)?;
    let rules = Arc::new(Rules::new(Content::open(Arc::clone(disk))?));
    Ok(Opened {
        disk: Arc::clone(disk),
        lock,
        manifest,
        journal,
        looks: LookLog::new(looks),
        rules,
        applier,
        segment_bytes,
        recovery,
        replayed,
        loaded,
        rebuilt_because,
        meters: Meters::default(),
    })
}

/// What an index was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The position of the state export that it began with, 0 if with nothing.
    pub loaded: u64,
    /// Records that were applied after it.
    pub replayed: u64,
}

/// Moves the index away and builds it anew: from the newest state export and the records after it, or from the journal
/// alone; the exports are removed then.
///
/// # Errors
///
/// As for [`open`].
pub fn rebuild(
    disk: &Arc<dyn Disk>,
    index: OpenedBy,
    wrapping: WrappingKey,
    (chance, segment_bytes): (Box<dyn Chance>, u32),
    (is_whole, progress): (bool, &mut dyn FnMut(u64, u64)),
) -> Result<Rebuilt, DirectoryError> {
    {
        let _lock = DirectoryLock::take(&**disk)?;
        if is_whole {
            export::remove_all_but(&**disk, 0)?;
        }
        drop(fresh_index(&index)?);
    }
    let opened = open(disk, index, wrapping, (chance, segment_bytes), progress)?;
    opened.applier.checkpoint()?;
    Ok(Rebuilt { loaded: opened.loaded, replayed: opened.replayed })
}

/// An index to be found or made for a directory.
pub(crate) struct Filling<'a> {
    pub(crate) index: &'a OpenedBy,
    pub(crate) sealer: &'a Arc<Sealer>,
    pub(crate) manifest: &'a Manifest,
}

impl Filling<'_> {
    fn applier(&self, index: Arc<dyn Index>) -> Applier {
        Applier::new(index, Arc::clone(self.sealer), self.manifest.partition)
    }

    pub(crate) fn fresh(&self) -> Result<Applier, DirectoryError> {
        Ok(self.applier(fresh_index(self.index)?))
    }

    /// The index as it stands, or an empty one and why.
    fn find(&self, was_clean: bool) -> Result<(Applier, Option<String>), DirectoryError> {
        let mut because = None;
        let applier = self.applier(open_index(self.index, was_clean, &mut because)?);
        if because.is_none()
            && let Some(unfit) = applier.unfit(self.manifest.store_id)?
        {
            drop(applier);
            return Ok((self.fresh()?, Some(unfit)));
        }
        Ok((applier, because))
    }

    /// An index that stands before a checkpoint has lost what it had confirmed, and would lose it again: sled opens at an
    /// earlier position where its log makes no sense any more. It is made anew.
    fn held_to(
        &self,
        applier: Applier,
        checkpointed: u64,
        because: &mut Option<String>,
    ) -> Result<Applier, DirectoryError> {
        let reached = applier.applied()?;
        if reached == 0 || reached >= checkpointed {
            return Ok(applier);
        }
        drop(applier);
        because.get_or_insert_with(|| format!("it ends at {reached} and had confirmed {checkpointed}"));
        self.fresh()
    }

    /// Fills an index that stands at no position from the newest export that can be used. Answers the position.
    fn fill(
        &self,
        mut applier: Applier,
        (disk, exports): (&dyn Disk, &[(Header, String)]),
        reader: &journal::Reader,
    ) -> Result<(Applier, u64), DirectoryError> {
        if applier.applied()? > 0 || exports.is_empty() {
            return Ok((applier, 0));
        }
        // The index's own marks are in the export too.
        if !applier.index.scan(&[], &ABOVE_ALL, 1)?.is_empty() {
            drop(applier);
            applier = self.fresh()?;
        }
        for (header, path) in exports {
            match export::load(disk, (header, path), reader, &*applier.index) {
                Ok(true) => return Ok((applier, header.position)),
                Ok(false) => {}
                Err(why) => {
                    tracing::warn!(because = %why, "the index is filled from another export, or the journal");
                    drop(applier);
                    applier = self.fresh()?;
                }
            }
        }
        Ok((applier, 0))
    }
}

/// sled reads its whole log after a kill: seconds per 100,000 cases.
const OPEN_WITHIN: Duration = Duration::from_mins(5);

fn open_index(
    index: &OpenedBy,
    was_clean: bool,
    rebuilt_because: &mut Option<String>,
) -> Result<Arc<dyn Index>, DirectoryError> {
    let (folder, cache_bytes) = match index {
        OpenedBy::Map(map) => {
            let index: Arc<dyn Index> = map.clone();
            return Ok(index);
        }
        OpenedBy::MapBehind { map, bounds } => {
            return Ok(Arc::new(WriteBehind::without_thread(Arc::clone(map), *bounds)?));
        }
        OpenedBy::Sled { folder, cache_bytes } => (folder, *cache_bytes),
    };
    // After a kill every row is read before the index is trusted; after a clean stop each as it is needed.
    let check = if was_clean { Check::AsRead } else { Check::EveryRow };
    match SledIndex::open(folder, Settings { cache_bytes, open_within: OPEN_WITHIN, check }) {
        Ok(index) => Ok(Arc::new(WriteBehind::start(index, Bounds::default())?)),
        Err(error) if error.calls_for_rebuild() && !matches!(error, store::Error::Stuck { .. }) => {
            *rebuilt_because = Some(error.to_string());
            fresh_index(index)
        }
        Err(error) => Err(error.into()),
    }
}

fn fresh_index(index: &OpenedBy) -> Result<Arc<dyn Index>, DirectoryError> {
    match index {
        OpenedBy::Map(map) => {
            empty(map)?;
            let index: Arc<dyn Index> = map.clone();
            Ok(index)
        }
        OpenedBy::MapBehind { map, bounds } => {
            empty(map)?;
            Ok(Arc::new(WriteBehind::without_thread(Arc::clone(map), *bounds)?))
        }
        OpenedBy::Sled { folder, cache_bytes } => {
            if folder.exists() {
                store::move_away(folder)?;
            }
            let settings =
                Settings { cache_bytes: *cache_bytes, open_within: OPEN_WITHIN, check: Check::AsRead };
            let index = SledIndex::open(folder, settings)?;
            Ok(Arc::new(WriteBehind::start(index, Bounds::default())?))
        }
    }
}

/// Above every key: those begin with a partition and a letter.
const ABOVE_ALL: [u8; 4] = [u8::MAX; 4];

fn empty(map: &MapIndex) -> Result<(), store::Error> {
    let mut batch = Batch::new(0);
    for (key, _) in map.scan(&[], &ABOVE_ALL, usize::MAX)? {
        batch.delete(key);
    }
    map.commit(batch)?;
    map.checkpoint()
}
