//! The keys under which personal values are sealed: one slot each, never reused, destroyed by erasing the slot.

mod copy;
mod erased;
mod make;
mod slot;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error as ThisError;
use zeroize::Zeroizing;

use crate::bytes::{all_zero, hex, narrow, wide};
use crate::disk::{Disk, create_again, unfinished_name};
use crate::error::{Error, failed, failed_or_missing};
use crate::hash::StoreId;
use crate::wrapping::WrappingKey;
use erased::ErasedList;
use slot::{SLOT_BYTES, Slot};

/// The longest owner label.
pub const OWNER_BYTES_MAX: usize = 64;
pub(crate) const FOLDER: &str = "keys";
pub(crate) const CHECK: &str = "keys/check";
pub(crate) use copy::{files, read_slots};
pub(crate) use erased::PATH as ERASED_LIST;
pub use erased::read_erased_list;
/// Keys per file: a file of 512 KiB is filled with zeros at once.
const SLOTS_PER_FILE: u64 = 1024;
/// Open keys that are kept in memory; one more and all are wiped.
const KEYS_CACHED_MAX: usize = 4096;
/// How far beyond the highest key an erased list from outside may name one.
const ERASED_AHEAD_MAX: u64 = 10_000_000;

/// Names a key for ever; 1 is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u64);

/// An open key. Wiped from memory when dropped.
#[derive(Clone)]
pub struct Key {
    /// Its name.
    pub id: KeyId,
    pub(crate) secret: Zeroizing<[u8; 32]>,
}

/// What became of a key.
pub enum FoundKey {
    /// It opens what it sealed.
    Live(Key),
    /// It was destroyed: what it sealed is erased.
    Destroyed,
}

/// Why a key cannot be used.
#[derive(Debug, ThisError)]
pub enum KeyError {
    /// The data directory refused: see [`Error`].
    #[error(transparent)]
    Disk(#[from] Error),
    /// The ring was wrapped under another key than the one given: find the right one, or use the recovery code.
    #[error("the keys are wrapped under wrapping key `{expected:016x}`, but `{given:016x}` was given")]
    WrongWrappingKey {
        /// The id of the key that is needed.
        expected: u64,
        /// The id of the key that was given.
        given: u64,
    },
    /// A slot that should hold a key does not: restore `keys/` from a backup.
    #[error("key {} is damaged ({reason}) and was not erased; restore `keys/` from a backup", id.0)]
    Damaged {
        /// The key.
        id: KeyId,
        /// What is wrong with its slot.
        reason: &'static str,
    },
    /// The label is longer than [`OWNER_BYTES_MAX`].
    #[error("an owner label has at most {OWNER_BYTES_MAX} bytes, not {bytes}")]
    OwnerTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The wrapping key's file cannot be used.
    #[error("the wrapping key file `{path}` cannot be used: {reason}")]
    WrappingFile {
        /// The file.
        path: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A recovery code was mistyped.
    #[error("the recovery code is mistyped: it has fourteen groups of four letters and digits")]
    RecoveryCode,
}

/// All keys of a data directory. Clones are the same ring; it may be used from several threads.
#[derive(Clone)]
pub struct KeyRing {
    ring: Arc<Mutex<Ring>>,
}

struct Ring {
    disk: Arc<dyn Disk>,
    store_id: StoreId,
    wrapping: WrappingKey,
    /// The highest key that has, or ever had, a slot.
    highest: u64,
    /// Slots of keys that were made since the last sync.
    staged: BTreeMap<u64, [u8; SLOT_BYTES]>,
    cached: BTreeMap<u64, Key>,
    /// Keys of no stream yet, lowest first, and how many are made beside one that is needed.
    ahead: VecDeque<Key>,
    make_ahead: usize,
    erased: ErasedList,
    is_poisoned: bool,
}

impl KeyRing {
    /// Makes an empty ring in a new data directory; write the manifest after it.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadyExists`] or [`Error::Io`], as [`KeyError::Disk`].
    pub fn create(disk: Arc<dyn Disk>, store_id: StoreId, wrapping: WrappingKey) -> Result<Self, KeyError> {
        disk.create_dir_durably(FOLDER).map_err(failed("create", FOLDER))?;
        if disk.exists(CHECK).map_err(failed("look for", CHECK))? {
            return Err(Error::AlreadyExists { path: CHECK.to_owned() }.into());
        }
        let erased = ErasedList::create(&*disk, store_id)?;
        let text = check_text(&wrapping, store_id);
        disk.write_whole(CHECK, text.as_bytes()).map_err(failed("write", CHECK))?;
        Ok(Self::new(Ring::new(disk, store_id, wrapping, 0, erased)))
    }

    /// Opens the ring and proves that the wrapping key opens it.
    ///
    /// # Errors
    ///
    /// [`KeyError::WrongWrappingKey`], or [`KeyError::Disk`] with [`Error::NotFound`], [`Error::DamagedFile`] or
    /// [`Error::Io`].
    pub fn open(disk: Arc<dyn Disk>, store_id: StoreId, wrapping: WrappingKey) -> Result<Self, KeyError> {
        check_wrapping(&*disk, store_id, &wrapping)?;
        let erased = ErasedList::open(&*disk, store_id)?;
        // A name may stand in memory alone if the process was killed before the folder was synced.
        disk.sync_dir(FOLDER).map_err(failed("sync", FOLDER))?;
        let highest = highest_key(&*disk)?;
        Ok(Self::new(Ring::new(disk, store_id, wrapping, highest, erased)))
    }

    /// Makes the keys created since the last call durable: once per group, before the journal is appended to.
    ///
    /// # Errors
    ///
    /// [`Error::Io`]: append nothing that was sealed under new keys; then every later change is [`Error::Poisoned`],
    /// unless only a new file could not be made: calling again may help when the disk has room.
    pub fn sync(&self) -> Result<(), KeyError> {
        let mut ring = self.ring();
        ring.check_poison()?;
        ring.sync()?;
        Ok(())
    }

    /// Finds a key. A destroyed key is an answer; a missing one is damage.
    ///
    /// # Errors
    ///
    /// [`KeyError::Damaged`], [`KeyError::WrongWrappingKey`], or [`KeyError::Disk`] with [`Error::Io`].
    pub fn key(&self, id: KeyId) -> Result<FoundKey, KeyError> {
        let mut ring = self.ring();
        if let Some(key) = ring.cached.get(&id.0) {
            return Ok(FoundKey::Live(key.clone()));
        }
        let bytes = ring.slot_bytes(id)?;
        let slot = Slot::decode(id, &bytes)?;
        let Slot::Live { wrapping_id, .. } = &slot else { return Ok(FoundKey::Destroyed) };
        if *wrapping_id != ring.wrapping.id() {
            return Err(KeyError::WrongWrappingKey { expected: *wrapping_id, given: ring.wrapping.id() });
        }
        let secret = Slot::unwrap(&bytes, &ring.wrapping, ring.store_id);
        let secret =
            secret.ok_or(KeyError::Damaged { id, reason: "it does not open under the wrapping key" })?;
        let key = Key { id, secret };
        ring.cache(key.clone());
        Ok(FoundKey::Live(key))
    }

    /// Destroys a key for ever: erases its slot, then notes it in `erased.list`, each durable before this returns.
    /// Doing it again is harmless and completes what a crash interrupted, also where the slot was torn.
    ///
    /// # Errors
    ///
    /// [`KeyError::Damaged`] if there never was such a key. [`KeyError::Disk`] with [`Error::Io`]: do it again after
    /// a restart; until then every change is [`Error::Poisoned`].
    pub fn destroy(&self, id: KeyId) -> Result<(), KeyError> {
        let mut ring = self.ring();
        ring.check_poison()?;
        if id.0 == 0 || id.0 > ring.highest {
            return Err(KeyError::Damaged { id, reason: "there is no such slot" });
        }
        ring.sync()?;
        ring.destroy(id)
    }

    /// The destroyed keys in the order of their destruction: keep them off the machine too.
    #[must_use]
    pub fn erased(&self) -> Vec<KeyId> {
        self.ring().erased.ids().to_vec()
    }

    /// Destroys again, after a restore, what was destroyed after the backup. Keys that the backup does not have yet
    /// are marked too, so that their ids are never given away again. Do this before any key is made.
    ///
    /// # Errors
    ///
    /// As for [`KeyRing::destroy`]; [`KeyError::Damaged`] for an id far beyond any key: is this the right list?
    pub fn apply_erased(&self, ids: &[KeyId]) -> Result<(), KeyError> {
        let mut ring = self.ring();
        ring.check_poison()?;
        let reach = ring.highest.saturating_add(ERASED_AHEAD_MAX);
        if let Some(id) = ids.iter().find(|id| id.0 == 0 || id.0 > reach) {
            return Err(KeyError::Damaged {
                id: *id,
                reason: "the erased list names a key far beyond any other",
            });
        }
        ring.sync()?;
        for id in ids {
            ring.ensure_file(id.0)?;
            ring.highest = ring.highest.max(id.0);
            ring.destroy(*id)?;
        }
        Ok(())
    }

    fn new(ring: Ring) -> Self {
        Self { ring: Arc::new(Mutex::new(ring)) }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn new(
        disk: Arc<dyn Disk>,
        store_id: StoreId,
        wrapping: WrappingKey,
        highest: u64,
        erased: ErasedList,
    ) -> Self {
        let (staged, cached, ahead) = (BTreeMap::new(), BTreeMap::new(), VecDeque::new());
        let (make_ahead, is_poisoned) = (0, false);
        Self { disk, store_id, wrapping, highest, staged, cached, ahead, make_ahead, erased, is_poisoned }
    }

    fn check_poison(&self) -> Result<(), Error> {
        if self.is_poisoned { Err(Error::Poisoned) } else { Ok(()) }
    }

    fn cache(&mut self, key: Key) {
        if self.cached.len() >= KEYS_CACHED_MAX {
            self.cached.clear();
        }
        self.cached.insert(key.id.0, key);
    }

    fn sync(&mut self) -> Result<(), Error> {
        while let Some(first) = self.staged.keys().next().copied() {
            self.ensure_file(first)?;
            // Staged ids follow each other, so those of one file are one write.
            let end = first_of_file(file_of(first) + 1);
            let bytes = self.staged.range(first..end).flat_map(|(_, slot)| slot).copied().collect::<Vec<_>>();
            self.write(first, &bytes)?;
            self.staged = self.staged.split_off(&end);
        }
        Ok(())
    }

    fn destroy(&mut self, id: KeyId) -> Result<(), KeyError> {
        self.cached.remove(&id.0);
        self.ahead.retain(|key| key.id != id);
        let bytes = self.slot_bytes_or_zeros(id)?;
        self.write(id.0, &Slot::encode_destroyed(id.0, &bytes))?;
        self.is_poisoned = true;
        self.erased.note(&*self.disk, id)?;
        self.is_poisoned = false;
        Ok(())
    }

    /// Writes slots and waits until they are durable.
    fn write(&mut self, first: u64, bytes: &[u8]) -> Result<(), Error> {
        let path = path_of(file_of(first));
        let file = self.disk.open_write(&path).map_err(failed("open", &path))?;
        self.is_poisoned = true;
        file.write_at(offset_of(first), bytes).map_err(failed("write", &path))?;
        file.sync_data().map_err(failed("sync", &path))?;
        self.is_poisoned = false;
        Ok(())
    }

    /// Makes the file of a slot, filled with zeros and durable, unless it is there.
    fn ensure_file(&mut self, id: u64) -> Result<(), Error> {
        let path = path_of(file_of(id));
        if self.disk.exists(&path).map_err(failed("look for", &path))? {
            return Ok(());
        }
        let unfinished = unfinished_name(&path);
        let fill = || {
            let file = create_again(&*self.disk, &unfinished)?;
            file.write_zeros(0, SLOTS_PER_FILE * wide(SLOT_BYTES))?;
            file.sync_all()
        };
        fill().map_err(failed("create", &path))?;
        self.is_poisoned = true;
        self.disk.rename(&unfinished, &path).map_err(failed("rename", &path))?;
        self.disk.sync_dir(FOLDER).map_err(failed("sync", FOLDER))?;
        self.is_poisoned = false;
        Ok(())
    }

    fn slot_bytes(&self, id: KeyId) -> Result<[u8; SLOT_BYTES], KeyError> {
        if let Some(staged) = self.staged.get(&id.0) {
            return Ok(*staged);
        }
        if id.0 == 0 || id.0 > self.highest {
            return Err(KeyError::Damaged { id, reason: "there is no such slot" });
        }
        let bytes = self.slot_bytes_or_zeros(id)?;
        if all_zero(&bytes) {
            return Err(KeyError::Damaged { id, reason: "its slot is empty" });
        }
        Ok(bytes)
    }

    fn slot_bytes_or_zeros(&self, id: KeyId) -> Result<[u8; SLOT_BYTES], Error> {
        let path = path_of(file_of(id.0));
        let mut bytes = [0; SLOT_BYTES];
        let file = match self.disk.open_read(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(bytes),
            Err(error) => return Err(failed("open", &path)(error)),
        };
        file.read_at(offset_of(id.0), &mut bytes).map_err(failed("read", &path))?;
        Ok(bytes)
    }
}

fn file_of(id: u64) -> u64 {
    (id - 1) / SLOTS_PER_FILE
}

fn first_of_file(file: u64) -> u64 {
    file * SLOTS_PER_FILE + 1
}

fn offset_of(id: u64) -> u64 {
    (id - 1) % SLOTS_PER_FILE * wide(SLOT_BYTES)
}

fn path_of(file: u64) -> String {
    format!("{FOLDER}/{file:012}.slots")
}

/// The last slot with anything in it: also a torn or destroyed one has used its id up.
fn highest_key(disk: &dyn Disk) -> Result<u64, Error> {
    let Some(last) = files(disk)?.pop() else { return Ok(0) };
    let path = path_of(last);
    let file = disk.open_read(&path).map_err(failed("open", &path))?;
    let mut bytes = vec![0; narrow(SLOTS_PER_FILE) * SLOT_BYTES];
    file.read_exact_at(0, &mut bytes).map_err(failed("read", &path))?;
    let used = bytes.chunks(SLOT_BYTES).rposition(|slot| !all_zero(slot));
    Ok(first_of_file(last) - 1 + used.map_or(0, |index| wide(index) + 1))
}

fn check_text(wrapping: &WrappingKey, store_id: StoreId) -> String {
    format!("helhed keys 1 {:016x} {}\n", wrapping.id(), hex(&wrapping.check_value(store_id)))
}

fn check_wrapping(disk: &dyn Disk, store_id: StoreId, wrapping: &WrappingKey) -> Result<(), KeyError> {
    let bytes = disk.read_whole(CHECK, 1024).map_err(failed_or_missing("read", CHECK))?;
    if bytes == check_text(wrapping, store_id).as_bytes() {
        return Ok(());
    }
    let text = str::from_utf8(&bytes).unwrap_or_default();
    let named =
        text.strip_prefix("helhed keys 1 ").and_then(|rest| u64::from_str_radix(rest.get(..16)?, 16).ok());
    match named {
        Some(expected) if expected != wrapping.id() => {
            Err(KeyError::WrongWrappingKey { expected, given: wrapping.id() })
        }
        Some(_) | None => {
            let reason = "it does not prove the wrapping key for this store";
            Err(Error::DamagedFile { path: CHECK.to_owned(), reason }.into())
        }
    }
}
