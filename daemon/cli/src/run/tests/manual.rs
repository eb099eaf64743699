//! The command line about itself: without a daemon, a token or a network.

use super::{daemon, run, tell};

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let told = run(["helhed", "--token-file", "/nowhere/at-all", "completions", shell].into_iter(), "");
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{shell}");
        for word in ["answer-miss", "withdraw-consent", "token-file", "looks"] {
            assert!(told.out.contains(word), "{shell} does not complete {word}");
        }
    }
}

#[test]
fn the_manual_page_goes_to_standard_output() {
    let told = tell(&daemon::nowhere(), "man", "");
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    assert!(told.out.contains(".TH helhed 1") && told.out.contains("Exit codes:"), "{}", told.out);
}

#[test]
fn a_directory_gets_a_page_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("share/man1");
    let told = tell(&daemon::nowhere(), &format!("man --directory {}", directory.display()), "");
    assert_eq!((told.code, told.out.as_str()), (0, ""), "{}", told.err);
    for page in ["helhed.1", "helhed-case.1", "helhed-case-show.1", "helhed-task-draft-save.1"] {
        assert!(directory.join(page).is_file(), "{page} is missing");
    }
    assert!(!directory.join("helhed-help.1").exists());
}

#[test]
fn a_directory_that_cannot_be_written_is_said() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let told = tell(&daemon::nowhere(), &format!("man --directory {}", file.path().display()), "");
    assert_eq!(told.code, 1);
    assert!(told.err.contains("name a directory that you may write to"), "{}", told.err);
}
