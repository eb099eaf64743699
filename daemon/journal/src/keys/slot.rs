//! The bytes of one key, as long as a sector so that a write of it is seldom torn.
//!
//! `magic u32 | format u16 | state u8 (1 live, 2 destroyed) | owner length u8 | key id u64 | wrapping key id u64 |
//! owner 64 | nonce 24 | wrapped key 48 | zeros | crc32c u32`, big-endian. The wrapped key is XChaCha20-Poly1305 with a
//! label, the store id and everything before the nonce as associated data.

use zeroize::Zeroizing;

use super::{KeyError, KeyId, OWNER_BYTES_MAX};
use crate::bytes::{Fields, all_zero};
use crate::hash::StoreId;
use crate::wrapping::WrappingKey;

pub(super) const SLOT_BYTES: usize = 512;
const MAGIC: u32 = 0xF848_4BFF;
const FORMAT: u16 = 1;
const LIVE: u8 = 1;
const DESTROYED: u8 = 2;
/// Bytes before the nonce.
const OPEN_BYTES: usize = 24 + OWNER_BYTES_MAX;
const WRAPPED_BYTES: usize = 32 + 16;
const CHECKSUM_AT: usize = SLOT_BYTES - 4;
const LABEL: &[u8] = b"helhed key slot 1\0";

/// What a slot says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Live { owner: Vec<u8>, wrapping_id: u64 },
    Destroyed { owner: Vec<u8> },
}

impl Slot {
    pub(super) fn encode_live(
        id: u64,
        owner: &[u8],
        wrapping: &WrappingKey,
        (store_id, nonce, secret): (StoreId, &[u8; 24], &[u8; 32]),
    ) -> [u8; SLOT_BYTES] {
        let mut bytes = open_fields(LIVE, id, wrapping.id(), owner);
        let wrapped = wrapping.wrap(nonce, &associated(store_id, &bytes), secret);
        bytes.extend_from_slice(nonce);
        bytes.extend_from_slice(&wrapped);
        finish(bytes)
    }

    /// The slot without its key. Keeps the owner if the old slot can be read.
    pub(super) fn encode_destroyed(id: u64, old: &[u8; SLOT_BYTES]) -> [u8; SLOT_BYTES] {
        let owner = match Self::decode(KeyId(id), old) {
            Ok(Self::Live { owner, .. } | Self::Destroyed { owner }) => owner,
            Err(_) => Vec::new(),
        };
        finish(open_fields(DESTROYED, id, 0, &owner))
    }

    pub(super) fn decode(id: KeyId, bytes: &[u8; SLOT_BYTES]) -> Result<Self, KeyError> {
        Self::read(id, bytes).map_err(|reason| KeyError::Damaged { id, reason })
    }

    fn read(id: KeyId, bytes: &[u8; SLOT_BYTES]) -> Result<Self, &'static str> {
        const SHORT: &str = "its slot is too short";
        let (covered, checksum) = bytes.split_at_checked(CHECKSUM_AT).ok_or(SHORT)?;
        if Fields(checksum).u32() != Some(crc32c::crc32c(covered)) {
            return Err("its slot does not match its checksum");
        }
        let mut fields = Fields(covered);
        let mut head =
            || Some((fields.u32()?, fields.u16()?, fields.u8()?, fields.u8()?, fields.u64()?, fields.u64()?));
        let (magic, format, state, owner_bytes, found, wrapping_id) = head().ok_or(SHORT)?;
        if magic != MAGIC || format != FORMAT {
            return Err("its slot has an unknown format");
        }
        if found != id.0 {
            return Err("its slot holds another key");
        }
        let owner = fields.slice(OWNER_BYTES_MAX).and_then(|owner| owner.get(..usize::from(owner_bytes)));
        let owner = owner.ok_or("its owner label is too long")?.to_vec();
        match state {
            LIVE => Ok(Self::Live { owner, wrapping_id }),
            DESTROYED if all_zero(fields.0) => Ok(Self::Destroyed { owner }),
            _ => Err("its slot has an unknown state"),
        }
    }

    /// Opens the key of a live slot; `None` if the wrapping key or anything in the slot is not the one it was made with.
    pub(super) fn unwrap(
        bytes: &[u8; SLOT_BYTES],
        wrapping: &WrappingKey,
        store_id: StoreId,
    ) -> Option<Zeroizing<[u8; 32]>> {
        let mut fields = Fields(bytes);
        let open = fields.slice(OPEN_BYTES)?;
        let nonce = fields.array()?;
        wrapping.unwrap(&nonce, &associated(store_id, open), fields.slice(WRAPPED_BYTES)?)
    }
}

fn open_fields(state: u8, id: u64, wrapping_id: u64, owner: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SLOT_BYTES);
    bytes.extend_from_slice(&MAGIC.to_be_bytes());
    bytes.extend_from_slice(&FORMAT.to_be_bytes());
    bytes.push(state);
    bytes.push(u8::try_from(owner.len()).expect("an owner label has at most 64 bytes"));
    bytes.extend_from_slice(&id.to_be_bytes());
    bytes.extend_from_slice(&wrapping_id.to_be_bytes());
    bytes.extend_from_slice(owner);
    bytes.resize(OPEN_BYTES, 0);
    bytes
}

fn associated(store_id: StoreId, open: &[u8]) -> Vec<u8> {
    [LABEL, &store_id.0, open].concat()
}

fn finish(mut bytes: Vec<u8>) -> [u8; SLOT_BYTES] {
    bytes.resize(CHECKSUM_AT, 0);
    let checksum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&checksum.to_be_bytes());
    bytes.try_into().expect("the fields and the checksum fill a slot")
}
