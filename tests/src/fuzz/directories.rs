//! Any file of a directory with anything in it: a start refuses it or works, and what verifies as whole opens.

use std::sync::OnceLock;

use journal::{Manifest, verify, verify_looks};

use super::Bytes;
use super::prepared::{open, paths, prepared, read, write};

pub(super) fn directories(data: &[u8]) {
    static PATHS: OnceLock<Vec<String>> = OnceLock::new();
    let prepared = prepared();
    let paths = PATHS.get_or_init(|| paths(&prepared.disk));
    let disk = prepared.disk.fork();
    let mut bytes = Bytes(data);
    let path = paths.get(bytes.below(paths.len())).expect("the directory has files");
    let mut file = read(&disk, path);
    bytes.edit(&mut file);
    write(&disk, path, &file);
    let opened = open(&disk, prepared.now);
    let manifest = Manifest::load(&disk, runtime::REQUIRED);
    let Ok(manifest) = manifest else {
        assert!(opened.is_err(), "a directory without a manifest was opened");
        return;
    };
    // Either must come to an end, whatever it finds.
    let (_records, _looks) = (verify(&disk, &manifest, None), verify_looks(&disk, &manifest, None));
    if let Ok((core, _)) = opened {
        let head = core.head().position;
        let read = core.reader().records(1).take_while(Result::is_ok).count();
        assert_eq!(u64::try_from(read).ok(), Some(head), "`{path}`: what was opened is not all there");
    }
}
