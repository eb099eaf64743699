//! Watching, with a world that changes as it is told: nothing sleeps.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs;

use clap::Parser;

use super::{Next, Outside, Seen, look, watch};
use crate::command::checking::CheckArgs;
use crate::command::office::WorkflowCommand;
use crate::command::{Cli, Command};
use crate::run::Session;
use crate::run::tests::workflow::copy_of_ours;
use crate::show::View;

/// Something that happens to the files between two looks.
type Happening<'h> = Box<dyn FnOnce() + 'h>;

/// What is said while these things happen, one between each two looks; then somebody types Ctrl-C.
fn said(folder: &std::path::Path, happenings: Vec<Happening<'_>>) -> (String, String) {
    let words = ["helhed", "--lang", "en", "workflow", "check", folder.to_str().unwrap(), "--watch"];
    let cli = Cli::try_parse_from(words).unwrap();
    let Command::Workflow(WorkflowCommand::Check(args)) = &cli.command else { panic!() };
    let args: &CheckArgs = args;
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), "".as_bytes());
    let view = View { lang: cli.lang, width: 100 };
    let mut session = Session {
        cli: &cli,
        out: &mut out,
        err: &mut err,
        input: &mut input,
        listens: false,
        view,
        is_warned: false,
    };
    let happenings = RefCell::new(VecDeque::from(happenings));
    let mut wait = || match happenings.borrow_mut().pop_front() {
        Some(happening) => {
            happening();
            Next::Look
        }
        None => Next::End,
    };
    let mut hour = 8;
    let mut clock = || {
        hour += 1;
        format!("{hour:02}:00:00")
    };
    let outside = Outside { look: &mut || look(folder), wait: &mut wait, clock: &mut clock };
    let exit = watch(&mut session, args, outside).unwrap();
    assert_eq!(exit.code(), 0, "Ctrl-C is no failure");
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn nothing<'h>() -> Happening<'h> {
    Box::new(|| {})
}

fn change<'h>(file: &'h std::path::Path, old: &'h str, new: &'h str) -> Happening<'h> {
    Box::new(move || {
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains(old), "no `{old}`");
        fs::write(file, text.replacen(old, new, 1)).unwrap();
    })
}

#[test]
fn a_change_is_checked_once_it_has_settled() {
    let copy = copy_of_ours();
    let file = copy.path().join("one-plan/workflow.yaml");
    let happenings = vec![
        nothing(),
        change(&file, "\nstages:", "\nstagesx:"),
        change(&file, "\nstagesx:", "\nstagse:"),
        nothing(),
        nothing(),
        change(&file, "\nstagse:", "\nstages:"),
        nothing(),
    ];
    let (out, err) = said(copy.path(), happenings);
    let results: Vec<&str> =
        err.lines().filter(|line| line.contains(" errors, ") || line.contains(" error, ")).collect();
    assert_eq!(results.len(), 3, "sound, faulty once, sound again:\n{err}");
    assert!(results[0].contains(": 0 errors") && results[2].contains(": 0 errors"), "{err}");
    assert!(out.contains("stagse") && !out.contains("stagesx"), "half a change is not checked:\n{out}");
    for hour in ["at 09:00:00", "at 10:00:00", "at 11:00:00"] {
        assert!(err.contains(hour), "{err}");
    }
}

#[test]
fn a_save_by_renaming_is_seen_and_a_gap_is_survived() {
    let copy = copy_of_ours();
    let (file, aside) = (copy.path().join("municipality.yaml"), copy.path().join(".municipality.yaml.swp"));
    let happenings: Vec<Happening<'_>> = vec![
        Box::new(|| fs::rename(&file, &aside).unwrap()),
        nothing(),
        Box::new(|| {
            let text = fs::read_to_string(&aside).unwrap().replacen("lida", "lisb", 1);
            fs::write(copy.path().join("new~"), text).unwrap();
            fs::rename(copy.path().join("new~"), &file).unwrap();
        }),
        nothing(),
    ];
    let (out, err) = said(copy.path(), happenings);
    assert!(err.contains("has a `municipality.yaml`"), "the gap is said:\n{err}");
    assert!(out.contains("`lida`"), "and what came after it is checked:\n{out}{err}");
}

#[test]
fn a_folder_that_never_rests_is_checked_all_the_same() {
    let copy = copy_of_ours();
    let file = copy.path().join("one-plan/notes.txt");
    let mut happenings: Vec<Happening<'_>> = Vec::new();
    for round in 1..=super::SETTLING_LOOKS_MAX + 1 {
        let file = &file;
        happenings.push(Box::new(move || fs::write(file, "x".repeat(round)).unwrap()));
    }
    let (_, err) = said(copy.path(), happenings);
    assert_eq!(err.matches("waiting for changes").count(), 2, "{err}");
}

#[test]
fn hidden_files_are_nobodys_change() {
    let copy = copy_of_ours();
    let before = look(copy.path());
    fs::create_dir(copy.path().join(".git")).unwrap();
    fs::write(copy.path().join(".git/index"), "x").unwrap();
    fs::write(copy.path().join("one-plan/.workflow.yaml.swp"), "x").unwrap();
    assert_eq!(look(copy.path()), before);
    fs::write(copy.path().join("one-plan/letters/new.html"), "x").unwrap();
    assert_eq!(look(copy.path()).len(), before.len() + 1);
    assert_eq!(look(&copy.path().join("nowhere")), Seen::new());
}

#[test]
fn a_program_checks_once() {
    for more in ["--json", "--format=sarif"] {
        let words = ["helhed", "--lang", "en", "workflow", "check", ".", "--watch", more];
        let told = crate::run::tests::run(words.into_iter(), "");
        assert_eq!(told.code, 2, "{more}");
        assert!(told.err.contains("`--watch` is for people"), "{}", told.err);
    }
}
