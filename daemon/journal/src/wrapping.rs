//! The wrapping key: the one secret that opens all others, and never stands in the data directory's backups.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::bytes::{Fields, hex, unhex};
use crate::chance::Chance;
use crate::hash::StoreId;
use crate::keys::KeyError;

/// Crockford's alphabet: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of a recovery code that find typing mistakes.
const CODE_CHECK_BYTES: usize = 3;
const CODE_BYTES: usize = 32 + CODE_CHECK_BYTES;
/// Letters between two hyphens of a recovery code.
const CODE_GROUP: usize = 4;

/// The key under which the keys in `keys/` are wrapped. Wiped from memory when dropped.
#[derive(Clone)]
pub struct WrappingKey {
    secret: Zeroizing<[u8; 32]>,
}

impl WrappingKey {
    /// Uses these bytes.
    #[must_use]
    pub fn from_bytes(secret: [u8; 32]) -> Self {
        Self { secret: Zeroizing::new(secret) }
    }

    /// Names the key without telling anything about it; slots and errors name it so.
    #[must_use]
    pub fn id(&self) -> u64 {
        let name = self.derive(b"helhed wrapping key id 1\0", &[]);
        Fields(&*name).u64().unwrap_or_default()
    }

    /// Reads the key from a file that only its owner can read: 64 hexadecimal digits and a line end.
    ///
    /// # Errors
    ///
    /// [`KeyError::WrappingFile`] says what to do about the file.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let refuse = |reason: String| KeyError::WrappingFile { path: path.display().to_string(), reason };
        let file = File::open(path).map_err(|error| refuse(format!("it cannot be opened: {error}")))?;
        let mode = file.metadata().map_err(|error| refuse(error.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(refuse("others than its owner may read it; set its mode to 0600".to_owned()));
        }
        let mut text = Zeroizing::new(String::with_capacity(128));
        file.take(128).read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
        let secret = unhex(text.trim_end());
        secret
            .map(Self::from_bytes)
            .ok_or_else(|| refuse("it does not hold 64 hexadecimal digits".to_owned()))
    }

    /// Reads the key, or makes it with mode 0600 and waits until it is durable. For `init` only: a start that finds no
    /// key must not make another one.
    ///
    /// # Errors
    ///
    /// [`KeyError::WrappingFile`] says what to do about the file.
    pub fn load_or_create(path: &Path, chance: &mut dyn Chance) -> Result<Self, KeyError> {
        let refuse = |error: io::Error| KeyError::WrappingFile {
            path: path.display().to_string(),
            reason: format!("it cannot be created: {error}"),
        };
        if path.try_exists().map_err(refuse)? {
            return Self::load(path);
        }
        let mut secret = Zeroizing::new([0; 32]);
        chance.fill(&mut *secret).map_err(refuse)?;
        let key = Self { secret };
        key.save(path).map_err(refuse)?;
        Ok(key)
    }

    /// Writes the key to a file that only its owner can read, and waits until it is durable.
    ///
    /// # Errors
    ///
    /// What the system reports.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let unfinished = path.with_extension("tmp");
        match std::fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        let mut text = Zeroizing::new(hex(&*self.secret));
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }

    /// A value that only this key gives for a store, so that a start can tell whether it has the right one.
    pub(crate) fn check_value(&self, store_id: StoreId) -> [u8; 32] {
        *self.derive(b"helhed wrapping key check 1\0", &store_id.0)
    }

    pub(crate) fn wrap(&self, nonce: &[u8; 24], open: &[u8], secret: &[u8; 32]) -> Vec<u8> {
        let payload = Payload { msg: secret, aad: open };
        self.cipher().encrypt(&XNonce::from(*nonce), payload).expect("32 bytes are never too long to encrypt")
    }

    pub(crate) fn unwrap(
        &self,
        nonce: &[u8; 24],
        open: &[u8],
        wrapped: &[u8],
    ) -> Option<Zeroizing<[u8; 32]>> {
        let payload = Payload { msg: wrapped, aad: open };
        let plain = Zeroizing::new(self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?);
        let mut secret = Zeroizing::new([0; 32]);
        if plain.len() != secret.len() {
            return None;
        }
        secret.copy_from_slice(&plain);
        Some(secret)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.derive(b"helhed wrapping key wrap 1\0", &[])).into())
    }

    fn derive(&self, label: &[u8], of: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut mac =
            <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*self.secret).expect("any length is a key");
        mac.update(label);
        mac.update(of);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

/// The wrapping key as text for a safe: whoever has it can open every key. Wiped from memory when dropped.
pub struct RecoveryCode {
    text: Zeroizing<String>,
}

impl RecoveryCode {
    /// Fourteen groups of four letters and digits, with hyphens. Print it once and store it nowhere.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Writes a wrapping key as text that a person can type, with a check for mistakes.
#[must_use]
pub fn recovery_wrapping(key: &WrappingKey) -> RecoveryCode {
    let mut bytes = Zeroizing::new([0_u8; CODE_BYTES]);
    let check = code_check(&key.secret);
    for (to, from) in bytes.iter_mut().zip(key.secret.iter().chain(&check)) {
        *to = *from;
    }
    let mut text = Zeroizing::new(String::with_capacity(CODE_BYTES * 2));
    for (index, five) in bytes.chunks(5).flat_map(letters_of).enumerate() {
        if index > 0 && index % CODE_GROUP == 0 {
            text.push('-');
        }
        text.push(five);
    }
    RecoveryCode { text }
}

/// Reads a recovery code as somebody typed it: case, hyphens and spaces do not matter, `O` is 0, `I` and `L` are 1.
///
/// # Errors
///
/// [`KeyError::RecoveryCode`] if it is mistyped.
pub fn from_recovery(text: &str) -> Result<WrappingKey, KeyError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(CODE_BYTES));
    let mut bits = Zeroizing::new(0_u16);
    let mut count = 0;
    for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        let five = five_bits(letter).ok_or(KeyError::RecoveryCode)?;
        // At most seven bits wait, and five come.
        *bits = *bits << 5 | five;
        count += 5;
        if count >= 8 {
            count -= 8;
            let [_, byte] = (*bits >> count).to_be_bytes();
            bytes.push(byte);
            *bits &= (1 << count) - 1;
        }
        if bytes.len() > CODE_BYTES {
            return Err(KeyError::RecoveryCode);
        }
    }
    let Some((secret, check)) = bytes.split_first_chunk::<32>() else { return Err(KeyError::RecoveryCode) };
    let key = WrappingKey::from_bytes(*secret);
    if count != 0 || check != code_check(&key.secret) {
        return Err(KeyError::RecoveryCode);
    }
    Ok(key)
}

/// Five bytes as eight letters.
fn letters_of(five_bytes: &[u8]) -> impl Iterator<Item = char> {
    let bits = five_bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(move |place| {
        let five = crate::bytes::narrow(bits >> (place * 5) & 31);
        char::from(*ALPHABET.get(five).expect("five bits name one of 32 letters"))
    })
}

fn five_bits(letter: char) -> Option<u16> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u16::try_from(place).ok()
}

fn code_check(secret: &[u8; 32]) -> [u8; CODE_CHECK_BYTES] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(b"helhed recovery code 1\0").chain_update(secret).finalize().into();
    *digest.first_chunk().expect("a digest is longer than its check")
}
