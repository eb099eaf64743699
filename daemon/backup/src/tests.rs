//! Archives that nobody made with this program: each is refused, and nothing strange is ever written.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use journal::{Disk, RealDisk};
use tempfile::TempDir;

use crate::contents::{Contents, Entry, FORMAT, NAME, hex};
use crate::{BackupError, Identity, Recipient, restore, show};

struct Place {
    folder: TempDir,
    identity: Identity,
    recipient: Recipient,
}

impl Place {
    fn new() -> Self {
        let (text, recipient) = Identity::generate();
        Self { folder: tempfile::tempdir().unwrap(), identity: Identity::parse(&text).unwrap(), recipient }
    }

    /// An archive with these files, as they stand here.
    fn archive(&self, files: &[(&str, &[u8])]) -> PathBuf {
        let path = self.folder.path().join("archive");
        let recipient: &dyn age::Recipient = &self.recipient.0;
        let sealing = age::Encryptor::with_recipients(std::iter::once(recipient)).unwrap();
        let sealing = sealing.wrap_output(File::create(&path).unwrap()).unwrap();
        let mut tar = tar::Builder::new(zstd::Encoder::new(sealing, 1).unwrap());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            // What `tar` itself would refuse to write.
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(u64::try_from(bytes.len()).unwrap());
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap().finish().unwrap().flush().unwrap();
        path
    }

    fn restored(&self, archive: &Path) -> Result<(), BackupError> {
        let to = self.folder.path().join("to");
        let _before = fs::remove_dir_all(&to);
        let disk = RealDisk::create(&to).unwrap();
        let done = restore(archive, &disk, (&self.identity, &mut |_manifest| Ok(())), &mut |_, _| {});
        assert!(!disk.exists("manifest").unwrap() || done.is_ok(), "a directory that is none");
        done.map(|_restored| ())
    }
}

fn contents(format: u32, files: &[(&str, &[u8])]) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let entry = |(path, bytes): &(&str, &[u8])| Entry {
        path: (*path).to_owned(),
        bytes: u64::try_from(bytes.len()).unwrap(),
        sha256: hex(Sha256::digest(bytes)),
    };
    let contents = Contents {
        format,
        program: "test".to_owned(),
        made_at_us: 0,
        manifest: String::new(),
        journal: String::new(),
        looks: String::new(),
        state: None,
        files: files.iter().map(entry).collect(),
    };
    serde_json::to_vec(&contents).unwrap()
}

#[test]
fn archives_that_hold_something_else_than_they_say_are_refused() {
    const LIST: (&str, &[u8]) = ("erased.list", b"helhed erased 1 0\n");
    let place = Place::new();
    let page = contents(FORMAT, &[LIST]);
    let refused = |files: &[(&str, &[u8])], expected: &str| {
        let archive = place.archive(files);
        let error = show(&archive, &place.identity, &mut |_, _| {}).unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
        place.restored(&archive).unwrap_err();
    };
    refused(&[], "no contents");
    refused(&[LIST], "no contents");
    refused(&[(NAME, &page)], "is not what its contents say");
    refused(&[LIST, LIST, (NAME, &page)], "there twice");
    refused(&[LIST, (NAME, &page), LIST], "follows its contents");
    refused(&[("erased.list", b"another"), (NAME, &page)], "is not what its contents say");
    refused(&[LIST, ("keys/check", b"x"), (NAME, &page)], "is not in its contents");
    refused(&[LIST, (NAME, b"{}")], "no format");
    refused(&[LIST, (NAME, b"nonsense")], "expected");
    let newer = contents(FORMAT + 1, &[LIST]);
    refused(&[LIST, (NAME, &newer)], "use a newer one");
    let archive = place.archive(&[LIST, (NAME, &page)]);
    assert_eq!(show(&archive, &place.identity, &mut |_, _| {}).unwrap().files.len(), 1);
    place.restored(&archive).unwrap_err();
}

#[test]
fn a_path_that_leads_elsewhere_is_never_written() {
    let place = Place::new();
    let outside = place.folder.path().join("outside");
    for name in ["../outside", "/tmp/helhed-outside", "journal/../../outside", "manifest", "wrapping.key"] {
        let file: (&str, &[u8]) = (name, b"x");
        let page = contents(FORMAT, &[file]);
        let archive = place.archive(&[file, (NAME, &page)]);
        let error = place.restored(&archive).unwrap_err().to_string();
        assert!(error.contains("never holds"), "{name}: {error}");
        assert!(!outside.exists() && !Path::new("/tmp/helhed-outside").exists(), "{name}");
        assert_eq!(fs::read_dir(place.folder.path().join("to")).unwrap().count(), 0, "{name}");
    }
}

#[test]
fn keys_are_read_as_they_are_written_and_nonsense_is_refused() {
    let (text, recipient) = Identity::generate();
    assert!(text.starts_with("# recipient: age1") && text.contains("\nAGE-SECRET-KEY-1"), "{recipient}");
    let again: Recipient = recipient.to_string().parse().unwrap();
    assert_eq!(again.to_string(), recipient.to_string());
    for nonsense in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA"] {
        assert!(nonsense.parse::<Recipient>().is_err(), "{nonsense}");
        assert!(Identity::parse(nonsense).is_err(), "{nonsense}");
    }
}
