//! Workflows written by chance, and cases of them in which people do things by chance: what the checker accepts can run.
//!
//! Files and lives are made from lists of numbers (`by_chance`), so a failure shrinks to a small file and a short life by
//! itself. The same cases come each time; `PROPTEST_CASES=5000 cargo nextest run -p rehearsal random` tries new ones.

mod deeds;
mod found;
mod life;
mod values;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write;
use std::sync::Arc;

use definition::{Bundle, Finding, load_workflow, workflow_places};
use model::Event;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};

use by_chance::{tape, write};

use super::FOLDER;
use crate::Setting;
use crate::office::Office;
use life::{Broken, Life};
use tape::Tape;

/// Files of a usual run: some seconds in a build without optimisation.
const CASES: u32 = 150;

/// Most numbers behind a file: four stages of eight steps.
const FILE_NUMBERS_MAX: usize = 420;

/// Most deeds of a life.
const DEEDS_MAX: usize = 40;

/// Kinds of steps, and pauses, that a life comes to the end of; a review goes on until its stage ends.
const KINDS: [&str; 21] = [
    "pause",
    "form",
    "contributions",
    "consent",
    "allocation",
    "plan",
    "citizen",
    "hearing",
    "decision",
    "milestone",
    "reassessment",
    "forwarding",
    "board",
    "plugin",
    "table",
    "contact",
    "panel",
    "quota",
    "wait",
    "notify",
    "case",
];

/// Longest search for a smaller failure, in milliseconds: a test may run two minutes.
const SHRINK_MS_MAX: u32 = 60_000;

/// What became of the files of a run.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    /// How many of them may never end, as the checker tells.
    endless: usize,
    /// Kinds of steps of which one was done.
    done: BTreeSet<&'static str>,
    /// How many were refused, by the first code.
    refused: BTreeMap<&'static str, usize>,
}

/// A file as the checker found it: what it runs as, if it was accepted.
fn checked(text: &str) -> (Option<Setting>, Vec<Finding>) {
    let shipped = super::SETTING.clone();
    let bundle = Bundle::of("workflow.yaml", text.as_bytes());
    let loaded = load_workflow(&bundle, &shipped.pack, FOLDER.municipality.loaded.value.as_ref());
    let setting = loaded.value.map(|definition| Setting {
        definition: Arc::new(definition),
        places: workflow_places(&bundle),
        definition_hash: bundle.hash(),
        ..shipped
    });
    (setting, loaded.findings)
}

/// Whether the checker told that a case may never end.
fn may_not_end(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.code == "dead-end")
}

/// Where each step stands, for whoever reads a failure.
fn stands(life: &Life<'_>) -> String {
    let mut told = format!("on {}, {:?}\n", life.office.today(), life.case().status);
    for (name, state) in &life.case().steps {
        let because = state.because.as_deref().unwrap_or_default();
        writeln!(told, "  {name}: {:?} round {} {because}", state.status, state.round).unwrap();
    }
    writeln!(told, "  last refusal: {:?}", life.refused).unwrap();
    told
}

/// One life of a case of a file that was accepted.
///
/// Answers which kinds of steps were done.
fn live(setting: &Setting, findings: &[Finding], numbers: &[u16]) -> Result<BTreeSet<&'static str>, Broken> {
    let mut life = Life::begin(setting)?;
    let mut tape = Tape::of(numbers);
    for _ in 0..DEEDS_MAX {
        if tape.is_over() || !life.is_open() && !life.again(&mut tape)? {
            break;
        }
        life.deed(&mut tape)?;
        if life.is_open() && !life.reopened && !life.can_go_on() {
            return Err(format!("nobody can do anything\n{}", stands(&life)));
        }
    }
    let reached = stands(&life);
    let begun = life.has_something();
    let is_over = life.finish()?;
    is_the_same_again(&life)?;
    if is_over || life.reopened || may_not_end(findings) {
        let done = life.case().steps.iter().filter(|(_, state)| state.done_rounds().next().is_some());
        let done = done.map(|(name, _)| setting.definition.steps[name].kind.word());
        let pause = life.has_recorded(|event| matches!(event, Event::PauseEnded { .. }));
        return Ok(done.chain(pause.then_some("pause")).collect());
    }
    let silent = if begun { "" } else { "nothing stands there to do; " };
    Err(format!("{silent}the case does not end, and the checker did not tell\n{reached}{}", stands(&life)))
}

/// The same commands at the same moments lead to the same case.
fn is_the_same_again(life: &Life<'_>) -> Result<(), Broken> {
    let Some((first, ..)) = life.taken.first() else { return Ok(()) };
    let mut again = Office::open(life.office.setting, *first).map_err(|refusal| format!("{refusal:?}"))?;
    for (at, actor, command) in &life.taken {
        again.now = *at;
        again.submit(actor, command).map_err(|refusal| format!("refused the second time: {refusal:?}"))?;
    }
    if again.case() == life.office.case() && again.citizen() == life.office.citizen() {
        Ok(())
    } else {
        Err("the same commands lead to another case".to_owned())
    }
}

/// A runner with the same cases each time, or with as many new ones as `PROPTEST_CASES` says.
fn runner() -> TestRunner {
    let asked = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = ProptestConfig {
        cases: asked.unwrap_or(CASES),
        failure_persistence: None,
        max_shrink_iters: 4_000,
        max_shrink_time: SHRINK_MS_MAX,
        ..ProptestConfig::default()
    };
    match asked {
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
        Some(_) => TestRunner::new(config),
    }
}

#[test]
fn what_the_checker_accepts_runs_to_its_end() {
    let tally = RefCell::new(Tally::default());
    let file = vec(any::<u16>(), 0..FILE_NUMBERS_MAX);
    let deeds = vec(any::<u16>(), 0..9 * DEEDS_MAX);
    let result = runner().run(&(file, deeds), |(file, deeds)| {
        let text = write::workflow(&file);
        let (setting, findings) = checked(&text);
        let Some(setting) = setting else {
            let errors = findings.iter().find(|finding| finding.severity == definition::Severity::Error);
            let code = errors.map_or("none", |finding| finding.code);
            *tally.borrow_mut().refused.entry(code).or_default() += 1;
            return Ok(());
        };
        {
            let mut tally = tally.borrow_mut();
            tally.accepted += 1;
            tally.endless += usize::from(may_not_end(&findings));
        }
        let done = live(&setting, &findings, &deeds);
        let done = done.map_err(|broken| TestCaseError::fail(format!("{broken}\n{text}")))?;
        tally.borrow_mut().done.extend(done);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let Tally { accepted, endless, done, refused } = tally.into_inner();
    let all = accepted + refused.values().sum::<usize>();
    assert!(accepted * 10 > all * 6, "{accepted} of {all} were accepted; refused: {refused:?}");
    assert!(endless * 2 < accepted, "{endless} of {accepted} may never end: little is tried of the others");
    let missing: Vec<&str> = KINDS.into_iter().filter(|kind| !done.contains(kind)).collect();
    assert!(all < 100 || missing.is_empty(), "no life came to {missing:?}");
}
