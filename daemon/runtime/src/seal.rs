//! Personal values are sealed before they rest and opened for who works with them (S4).

use std::sync::Mutex;

use hmac::{Hmac, KeyInit, Mac};
use journal::{Chance, FoundKey, KeyId, KeyRing, Opened, Origin, StoreId, StreamLabel};
use model::privates::Privates;
use model::{ContentHash, Private, StreamId, Value};
use sha2::{Digest, Sha256};

/// The `event` of an origin that is the record's command and purpose, not an event.
const COMMAND: u16 = u16::MAX;

/// The `event` of an origin that is one of the record's effects.
const EFFECTS: u16 = u16::MAX - 1;

/// Why a value could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key ring or the envelope.
    #[error(transparent)]
    Envelope(#[from] journal::EnvelopeError),
    /// The key ring.
    #[error(transparent)]
    Key(#[from] journal::KeyError),
    /// The key was destroyed: nothing more is sealed under it.
    #[error("the key of the stream is destroyed")]
    Destroyed,
    /// The machine has no randomness.
    #[error("no randomness: {0}")]
    Chance(std::io::Error),
    /// What was sealed is no value.
    #[error("a sealed value holds something else")]
    NotAValue,
}

/// Seals and opens with the keys of one directory.
pub(crate) struct Sealer {
    pub(crate) keys: KeyRing,
    store_id: StoreId,
    chance: Mutex<Box<dyn Chance>>,
    /// The authority's key: for what belongs to no citizen and no case.
    pub(crate) authority: KeyId,
    secret: [u8; 32],
}

/// Where a value will stand.
pub(crate) struct Place<'a> {
    pub(crate) stream: &'a StreamId,
    pub(crate) version: u64,
    pub(crate) key: KeyId,
}

impl Sealer {
    /// A sealer over a key ring whose first key is the authority's.
    pub(crate) fn new(keys: KeyRing, store_id: StoreId, chance: Box<dyn Chance>) -> Result<Self, SealError> {
        let authority = KeyId(1);
        let FoundKey::Live(_) = keys.key(authority)? else { return Err(SealError::Destroyed) };
        let mut sealer = Self { keys, store_id, chance: Mutex::new(chance), authority, secret: [0; 32] };
        sealer.secret = sealer.derive()?;
        Ok(sealer)
    }

    /// The secret behind blinded keys: the authority's key says it, so that a rebuilt index is the same.
    fn derive(&self) -> Result<[u8; 32], SealError> {
        let stream = StreamLabel::new(b"organisation").ok_or(SealError::NotAValue)?;
        let origin = Origin { stream, version: 0, event: 0, field: 0 };
        let FoundKey::Live(key) = self.keys.key(self.authority)? else { return Err(SealError::Destroyed) };
        // A fixed nonce and a fixed text: this one envelope is never stored, it only stretches the key.
        let envelope = journal::seal(&key, self.store_id, &origin, b"helhed blinding 1", [0; 24])?;
        Ok(Sha256::digest(envelope).into())
    }

    /// The key for blinded index keys.
    pub(crate) fn blinding(&self) -> store::Blinding {
        store::Blinding::new(&self.mac(b"index", &[]).0)
    }

    /// HMAC-SHA-256 of parts under the authority's secret, each with its length before it.
    pub(crate) fn mac(&self, label: &[u8], parts: &[&[u8]]) -> ContentHash {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes a key of any length");
        for part in [label].iter().chain(parts) {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        ContentHash(mac.finalize().into_bytes().into())
    }

    /// The secret by which cases are drawn for a sample: whoever reads the workflows cannot foresee them.
    pub(crate) fn sample_seed(&self) -> [u8; 32] {
        let ContentHash(seed) = self.mac(b"helhed sample 1", &[]);
        seed
    }

    /// Makes a key for a new stream; durable with the next sync of the ring.
    pub(crate) fn new_key(&self, stream: &StreamId) -> Result<KeyId, SealError> {
        let mut chance = self.chance.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(self.keys.create_key(label(stream).as_bytes(), chance.as_mut())?)
    }

    /// Whether something can still be sealed under a key.
    pub(crate) fn is_live(&self, key: KeyId) -> Result<bool, SealError> {
        Ok(matches!(self.keys.key(key)?, FoundKey::Live(_)))
    }

    /// Seals every clear value of an event.
    pub(crate) fn seal_event(
        &self,
        place: &Place<'_>,
        number: usize,
        event: &mut dyn Privates,
    ) -> Result<(), SealError> {
        self.seal_each(place, (u16::try_from(number).unwrap_or(EFFECTS - 1), 0), event)
    }

    /// Seals the input of an effect; its `field` is the effect's place in the record.
    pub(crate) fn seal_effect(
        &self,
        place: &Place<'_>,
        ordinal: usize,
        effect: &mut dyn Privates,
    ) -> Result<(), SealError> {
        self.seal_each(place, (EFFECTS, u16::try_from(ordinal).unwrap_or(u16::MAX)), effect)
    }

    /// Seals the command as given, or the purpose.
    pub(crate) fn seal_bytes(
        &self,
        place: &Place<'_>,
        field: u16,
        bytes: &[u8],
    ) -> Result<Private, SealError> {
        self.seal_one(place, (COMMAND, field), bytes).map(Private::Sealed)
    }

    /// Seals every clear value; fields are numbered from the one given, in the order in which the noun shows them.
    fn seal_each(
        &self,
        place: &Place<'_>,
        (event, first): (u16, u16),
        noun: &mut dyn Privates,
    ) -> Result<(), SealError> {
        let mut field = first;
        let mut outcome = Ok(());
        noun.each_private(&mut |private| {
            let number = field;
            field = field.saturating_add(1);
            if outcome.is_err() {
                return;
            }
            if let Private::Clear(value) = private {
                match self.seal_one(place, (event, number), &model::record::to_bytes(value)) {
                    Ok(envelope) => *private = Private::Sealed(envelope),
                    Err(error) => outcome = Err(error),
                }
            }
        });
        outcome
    }

    fn seal_one(&self, place: &Place<'_>, at: (u16, u16), bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        let FoundKey::Live(key) = self.keys.key(place.key)? else { return Err(SealError::Destroyed) };
        let stream = StreamLabel::new(label(place.stream).as_bytes()).ok_or(SealError::NotAValue)?;
        let origin = Origin { stream, version: place.version, event: at.0, field: at.1 };
        let mut nonce = [0; 24];
        let mut chance = self.chance.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        chance.fill(&mut nonce).map_err(SealError::Chance)?;
        Ok(journal::seal(&key, self.store_id, &origin, bytes, nonce)?)
    }

    /// Opens every sealed value; what was erased says so.
    pub(crate) fn open(&self, noun: &mut dyn Privates) -> Result<(), SealError> {
        let mut outcome = Ok(());
        noun.each_private(&mut |private| {
            if outcome.is_ok()
                && let Private::Sealed(envelope) = private
            {
                match self.open_one(envelope) {
                    Ok(opened) => *private = opened,
                    Err(error) => outcome = Err(error),
                }
            }
        });
        outcome
    }

    fn open_one(&self, envelope: &[u8]) -> Result<Private, SealError> {
        match journal::open(&self.keys, self.store_id, envelope)? {
            Opened::Erased => Ok(Private::Erased),
            Opened::Plain(bytes) => {
                let value: Value = model::record::from_bytes(&bytes).map_err(|_| SealError::NotAValue)?;
                Ok(Private::Clear(value))
            }
        }
    }

    /// Opens a sealed text that is no value: a purpose.
    pub(crate) fn open_text(&self, private: &Private) -> Result<Private, SealError> {
        let Private::Sealed(_) = private else { return Ok(private.clone()) };
        Ok(match self.open_bytes(private)? {
            Opened::Erased => Private::Erased,
            Opened::Plain(bytes) => Private::text(String::from_utf8_lossy(&bytes).into_owned()),
        })
    }

    /// Opens what was sealed as bytes: a command, a purpose. What is not sealed was erased.
    pub(crate) fn open_bytes(&self, private: &Private) -> Result<Opened, SealError> {
        let Private::Sealed(envelope) = private else { return Ok(Opened::Erased) };
        Ok(journal::open(&self.keys, self.store_id, envelope)?)
    }
}

/// The open name of a stream in slots and envelopes: at most 40 bytes.
fn label(stream: &StreamId) -> String {
    let name = stream.to_string();
    if name.len() <= journal::STREAM_LABEL_BYTES_MAX {
        return name;
    }
    let hash: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    hash.iter().take(16).fold("sha-".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}
