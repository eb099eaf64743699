//! A first start touches nothing but what a first start writes.

use std::fs;
use std::path::PathBuf;

use super::{clear_unfinished, is_token};

/// A folder of its own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("helhed-first-{name}-{}", std::process::id()));
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn what_a_start_left_that_was_cut_off_is_cleared() {
    let folder = folder("cut-off");
    for made in ["journal/00000000000000000001.segment", "keys/check", "keys/000000000000.slots.tmp"] {
        fs::create_dir_all(folder.join(made).parent().unwrap()).unwrap();
        fs::write(folder.join(made), [0; 5000]).unwrap();
    }
    fs::create_dir(folder.join("content")).unwrap();
    fs::write(folder.join("content").join("0f".repeat(32)), "workflow: x").unwrap();
    clear_unfinished(&folder).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_of_somebody_else_keeps_its_files() {
    for theirs in ["journal/diary.txt", "content/thesis.pdf", "keys/2026/house.txt"] {
        let folder = folder(&theirs.replace('/', "-"));
        fs::create_dir_all(folder.join(theirs).parent().unwrap()).unwrap();
        fs::write(folder.join(theirs), "dear").unwrap();
        let said = clear_unfinished(&folder).unwrap_err().to_string();
        assert!(said.contains("name an empty folder"), "{said}");
        assert_eq!(fs::read_to_string(folder.join(theirs)).unwrap(), "dear");
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn only_a_token_of_ours_is_taken_up_again() {
    assert!(is_token(&format!("hh_{}", "0a".repeat(32))));
    for guessable in ["", "p", "hh_", "hh_0a", &"0a".repeat(32), &format!("hh_{}", "xy".repeat(32))] {
        assert!(!is_token(guessable), "{guessable}");
    }
}
