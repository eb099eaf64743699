use std::fs;
use std::path::Path;
use std::time::SystemTime;

use definition::Seen;

use super::{Changes, check};

fn seen(bytes: u64) -> Seen {
    Seen::from([("workflow.yaml".into(), (bytes, Some(SystemTime::UNIX_EPOCH)))])
}

#[test]
fn a_change_is_checked_once_it_has_come_to_rest() {
    let mut changes = Changes::since(seen(1));
    let looks = [1, 1, 2, 3, 3, 3, 4, 4, 3, 3].map(|bytes| changes.are_done(seen(bytes)));
    assert_eq!(looks, [false, false, false, false, true, false, false, true, false, true]);
    // What is taken back before it was checked is no change.
    let mut changes = Changes::since(seen(1));
    assert_eq!([2, 1, 1].map(|bytes| changes.are_done(seen(bytes))), [false; 3]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, target).unwrap();
        }
    }
}

#[test]
fn what_is_wrong_with_a_change_is_told_and_nothing_is_put_into_force() {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows"), folder.path());
    let sound = check(folder.path());
    assert_eq!((sound.errors, sound.warnings, sound.told.len()), (0, 0, 0), "{sound:?}");
    let file = folder.path().join("one-plan/workflow.yaml");
    let text = fs::read_to_string(&file).unwrap().replacen("by: intake\n", "by: intakee\n", 1);
    fs::write(&file, text).unwrap();
    let faulty = check(folder.path());
    assert_eq!(faulty.errors, 1, "{faulty:?}");
    assert!(faulty.told[0].contains("unknown-name") && faulty.told[0].contains("did you mean `intake`?"));
    fs::remove_file(folder.path().join("municipality.yaml")).unwrap();
    assert!(check(folder.path()).unreadable.is_some());
}
