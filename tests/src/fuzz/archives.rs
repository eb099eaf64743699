//! Backups: the file as it stands, or what lies inside the encryption, with anything written into it.

use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use backup::{Identity, Recipient};
use journal::{Disk, SimulatedDisk};

use super::Bytes;
use super::prepared::prepared;

struct Known {
    identity: Identity,
    recipient: Recipient,
    /// The archive inside: neither encrypted nor packed.
    plain: Vec<u8>,
    sealed: Vec<u8>,
    folder: tempfile::TempDir,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let (text, recipient) = Identity::generate();
        let identity = Identity::parse(&text).expect("what was made can be read");
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("made.helhed-backup");
        backup::make(&prepared().disk.fork(), &path, (&recipient, 0), &mut |_, _| {})
            .expect("a backup is made");
        let sealed = std::fs::read(&path).expect("the backup can be read");
        let keys = age::IdentityFile::from_buffer(text.as_bytes()).expect("the key can be read");
        let keys = keys.into_identities().expect("there is a key");
        let decryptor = age::Decryptor::new(sealed.as_slice()).expect("the backup opens");
        let key: &dyn age::Identity = &**keys.first().expect("there is a key");
        let opened = decryptor.decrypt([key].into_iter()).expect("the key fits");
        let mut plain = Vec::new();
        zstd::Decoder::new(opened).expect("it is packed").read_to_end(&mut plain).expect("it can be read");
        Known { identity, recipient, plain, sealed, folder }
    })
}

pub(super) fn archives(data: &[u8]) {
    let known = known();
    let mut bytes = Bytes(data);
    let file = if bytes.number(1) % 4 == 0 {
        let mut file = known.sealed.clone();
        bytes.edit(&mut file);
        file
    } else {
        let mut plain = known.plain.clone();
        bytes.edit(&mut plain);
        seal(&known.recipient, &plain)
    };
    let path = known.folder.path().join("other.helhed-backup");
    std::fs::File::create(&path).and_then(|mut kept| kept.write_all(&file)).expect("a file can be written");
    let shown = backup::show(&path, &known.identity, &mut |_, _| {});
    let disk = SimulatedDisk::new();
    let restored = backup::restore(&path, &disk, (&known.identity, &mut |_| Ok(())), &mut |_, _| {});
    match restored {
        Ok(restored) => {
            assert!(shown.is_ok_and(|shown| shown == restored.contents), "restored is not what was shown");
            let opened = super::prepared::open(&disk, prepared().now);
            assert!(opened.is_ok(), "what was restored does not open: {:?}", opened.err());
        }
        Err(_) => assert!(!disk.exists("manifest").unwrap_or(true), "a refused backup became a directory"),
    }
}

fn seal(recipient: &Recipient, plain: &[u8]) -> Vec<u8> {
    let recipient: age::x25519::Recipient = recipient.to_string().parse().expect("a recipient");
    let one: &dyn age::Recipient = &recipient;
    let encryptor = age::Encryptor::with_recipients([one].into_iter()).expect("there is a recipient");
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).expect("memory takes it");
    let packed = zstd::encode_all(plain, 1).expect("memory takes it");
    writer.write_all(&packed).expect("memory takes it");
    writer.finish().expect("memory takes it");
    sealed
}
