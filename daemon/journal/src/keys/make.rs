//! New keys: one for each stream, several of them in one write.

use zeroize::Zeroizing;

use super::slot::Slot;
use super::{FOLDER, Key, KeyError, KeyId, KeyRing, OWNER_BYTES_MAX, Ring};
use crate::chance::Chance;
use crate::error::failed;

impl KeyRing {
    /// From here on makes so many more keys wherever one is made, in the same write: most new streams then need no
    /// sync of their own. Those that a process leaves unused are never used: 512 bytes each.
    pub fn make_ahead(&self, keys: usize) {
        self.ring().make_ahead = keys;
    }

    /// A key for an owner; it can seal at once, but nothing sealed under it may be written before [`KeyRing::sync`]
    /// succeeded. `owner` stands open in the slot, unless the slot was made ahead.
    ///
    /// # Errors
    ///
    /// [`KeyError::OwnerTooLong`]; [`KeyError::Disk`] with [`Error::Poisoned`], or [`Error::Io`] if there is no
    /// randomness.
    pub fn create_key(&self, owner: &[u8], chance: &mut dyn Chance) -> Result<KeyId, KeyError> {
        let mut ring = self.ring();
        ring.check_poison()?;
        if owner.len() > OWNER_BYTES_MAX {
            return Err(KeyError::OwnerTooLong { bytes: owner.len() });
        }
        let key = if let Some(key) = ring.ahead.pop_front() {
            key
        } else {
            let key = ring.make_key(owner, chance)?;
            for _ in 0..ring.make_ahead {
                let next = ring.make_key(b"", chance)?;
                ring.ahead.push_back(next);
            }
            key
        };
        let id = key.id;
        ring.cache(key);
        Ok(id)
    }
}

impl Ring {
    fn make_key(&mut self, owner: &[u8], chance: &mut dyn Chance) -> Result<Key, KeyError> {
        let mut secret = Zeroizing::new([0; 32]);
        let mut nonce = [0; 24];
        chance.fill(&mut *secret).map_err(failed("make a key in", FOLDER))?;
        chance.fill(&mut nonce).map_err(failed("make a key in", FOLDER))?;
        let id = self.highest + 1;
        let bytes = Slot::encode_live(id, owner, &self.wrapping, (self.store_id, &nonce, &secret));
        self.highest = id;
        self.staged.insert(id, bytes);
        Ok(Key { id: KeyId(id), secret })
    }
}
