//! Sealed values: a personal value as it rests, readable only with its key.
//!
//! `version u8 | key id u64 | origin | nonce 24 | ciphertext | tag 16`, big-endian, with
//! `origin = label length u8 | label | version u64 | event u16 | field u16`. XChaCha20-Poly1305; the associated data is a
//! label, the store id and every field before the ciphertext. The plaintext is its length u32, itself, and zeros to a
//! multiple of 32, so that the length tells little.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use thiserror::Error as ThisError;
use zeroize::{Zeroize as _, Zeroizing};

use crate::bytes::{Fields, narrow, wide};
use crate::hash::StoreId;
use crate::keys::{FoundKey, Key, KeyError, KeyId, KeyRing};

/// The longest stream label.
pub const STREAM_LABEL_BYTES_MAX: usize = 40;
/// The longest value: longer ones are blobs.
pub const SEALED_BYTES_MAX: usize = 256 * 1024;
const VERSION: u8 = 1;
const PADDING_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const LENGTH_BYTES: usize = 4;
const LABEL: &[u8] = b"helhed envelope 1\0";

/// The short open name of a stream, as the caller spells it: 1 to [`STREAM_LABEL_BYTES_MAX`] bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamLabel(Vec<u8>);

impl StreamLabel {
    /// Takes a label; `None` if it is empty or too long.
    #[must_use]
    pub fn new(label: &[u8]) -> Option<Self> {
        let is_good = !label.is_empty() && label.len() <= STREAM_LABEL_BYTES_MAX;
        is_good.then(|| Self(label.to_vec()))
    }

    /// The label's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Where a value was sealed, so that it cannot be passed off as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The stream.
    pub stream: StreamLabel,
    /// The stream's version.
    pub version: u64,
    /// The event in that version, from 0.
    pub event: u16,
    /// The field of that event.
    pub field: u16,
}

/// What an envelope gave.
#[derive(Debug, PartialEq, Eq)]
pub enum Opened {
    /// The value. Wiped from memory when dropped.
    Plain(Zeroizing<Vec<u8>>),
    /// Its key was destroyed: nobody can read it.
    Erased,
}

/// Why a value cannot be sealed or opened.
#[derive(Debug, ThisError)]
pub enum EnvelopeError {
    /// The bytes are no envelope that this program knows.
    #[error("the bytes are no sealed value of a known version")]
    Malformed,
    /// The envelope was changed, or sealed in another store or under another key.
    #[error("a sealed value under key {} was changed or belongs to another store", key.0)]
    Changed {
        /// The key that it names.
        key: KeyId,
    },
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The value is longer than [`SEALED_BYTES_MAX`]: store it as a blob.
    #[error("a sealed value has at most {SEALED_BYTES_MAX} bytes, not {bytes}: store it as a blob")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
}

/// Seals a value. `nonce` is random and never used twice.
///
/// # Errors
///
/// [`EnvelopeError::TooLarge`] only.
pub fn seal(
    key: &Key,
    store_id: StoreId,
    origin: &Origin,
    plaintext: &[u8],
    nonce: [u8; NONCE_BYTES],
) -> Result<Vec<u8>, EnvelopeError> {
    let length = u32::try_from(plaintext.len()).ok().filter(|_| plaintext.len() <= SEALED_BYTES_MAX);
    let length = length.ok_or(EnvelopeError::TooLarge { bytes: plaintext.len() })?;
    let padded_bytes = (LENGTH_BYTES + plaintext.len()).next_multiple_of(PADDING_BYTES);
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_bytes));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(plaintext);
    padded.resize(padded_bytes, 0);

    let mut envelope = open_fields(key.id, origin);
    envelope.extend_from_slice(&nonce);
    let associated = associated(store_id, &envelope);
    let payload = Payload { msg: &padded, aad: &associated };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| EnvelopeError::TooLarge { bytes: plaintext.len() })?;
    envelope.extend_from_slice(&sealed);
    Ok(envelope)
}

/// Opens a sealed value, or says that it was erased.
///
/// # Errors
///
/// [`EnvelopeError::Malformed`] and [`EnvelopeError::Changed`]: the bytes are not as they were sealed.
/// [`EnvelopeError::Key`]: the ring is damaged or has another wrapping key.
pub fn open(keys: &KeyRing, store_id: StoreId, envelope: &[u8]) -> Result<Opened, EnvelopeError> {
    let parsed = Parsed::read(envelope).ok_or(EnvelopeError::Malformed)?;
    let key = match keys.key(parsed.key)? {
        FoundKey::Live(key) => key,
        FoundKey::Destroyed => return Ok(Opened::Erased),
    };
    let associated = associated(store_id, parsed.open);
    let payload = Payload { msg: parsed.sealed, aad: &associated };
    let changed = || EnvelopeError::Changed { key: parsed.key };
    let padded = cipher(&key).decrypt(&XNonce::from(parsed.nonce), payload).map_err(|_| changed())?;
    let mut padded = Zeroizing::new(padded);
    let length =
        Fields(&padded).u32().map(u64::from).filter(|length| *length <= wide(padded.len() - LENGTH_BYTES));
    let length = narrow(length.ok_or_else(changed)?);
    // The value moves to the front, and what stays behind it is wiped before it is let go.
    padded.copy_within(LENGTH_BYTES..LENGTH_BYTES + length, 0);
    if let Some(rest) = padded.get_mut(length..) {
        rest.zeroize();
    }
    padded.truncate(length);
    Ok(Opened::Plain(padded))
}

/// The key that an envelope names; `None` if the bytes are no envelope.
#[must_use]
pub fn key_id_of(envelope: &[u8]) -> Option<KeyId> {
    Parsed::read(envelope).map(|parsed| parsed.key)
}

/// Where an envelope says it was sealed; `None` if the bytes are no envelope. Proven only by opening it.
#[must_use]
pub fn origin_of(envelope: &[u8]) -> Option<Origin> {
    Parsed::read(envelope).map(|parsed| parsed.origin)
}

struct Parsed<'a> {
    key: KeyId,
    origin: Origin,
    nonce: [u8; NONCE_BYTES],
    /// Everything before the ciphertext.
    open: &'a [u8],
    /// Ciphertext and tag.
    sealed: &'a [u8],
}

impl<'a> Parsed<'a> {
    fn read(envelope: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(envelope);
        if fields.u8()? != VERSION {
            return None;
        }
        let key = KeyId(fields.u64()?);
        let label_bytes = usize::from(fields.u8()?);
        let stream = StreamLabel::new(fields.slice(label_bytes)?)?;
        let origin = Origin { stream, version: fields.u64()?, event: fields.u16()?, field: fields.u16()? };
        let nonce = fields.array()?;
        let sealed = fields.0;
        let padded_bytes = sealed.len().checked_sub(TAG_BYTES)?;
        if padded_bytes == 0 || !padded_bytes.is_multiple_of(PADDING_BYTES) {
            return None;
        }
        let open = envelope.get(..envelope.len() - sealed.len())?;
        Some(Self { key, origin, nonce, open, sealed })
    }
}

fn open_fields(key: KeyId, origin: &Origin) -> Vec<u8> {
    let label = origin.stream.bytes();
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&key.0.to_be_bytes());
    bytes.push(u8::try_from(label.len()).expect("a checked label has at most 40 bytes"));
    bytes.extend_from_slice(label);
    bytes.extend_from_slice(&origin.version.to_be_bytes());
    bytes.extend_from_slice(&origin.event.to_be_bytes());
    bytes.extend_from_slice(&origin.field.to_be_bytes());
    bytes
}

fn associated(store_id: StoreId, open: &[u8]) -> Vec<u8> {
    [LABEL, &store_id.0, open].concat()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.secret).into())
}
