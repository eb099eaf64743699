//! Transcripts: lines of commands, each followed by what came of it, in the words of the field.
//!
//! `as in NAME until MOMENT` begins like another transcript. A line is `2026-08-04 10:00 pasi complete receive {needs: [debt]}`; what is indented below is what came of it and is
//! written anew under `UPDATE=1`. Timers fire in due order before each line, unless the daemon is `stopped`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use model::{CaseId, Command};

use super::kit::{Office, at, wall};
use super::{read, say};

/// Plays a transcript and compares what came of it with what is written.
fn check(name: &str) {
    check_in(name, Office::shipped());
}

#[expect(clippy::disallowed_methods, reason = "a test reads and writes its own file")]
pub(super) fn check_in(name: &str, mut office: Office) {
    let path = path(name);
    let written = fs::read_to_string(&path).unwrap();
    let mut played = String::new();
    for line in written.lines().filter(|line| !line.starts_with("  ")) {
        let mut outcome = Vec::new();
        if !line.is_empty() && !line.starts_with('#') {
            play(&mut office, line, &mut outcome);
        }
        // What timers did stands before the line that found it done.
        let (timers, own): (Vec<String>, Vec<String>) =
            outcome.into_iter().partition(|line| line.starts_with('@'));
        for line in timers {
            writeln!(played, "  {line}").unwrap();
        }
        writeln!(played, "{line}").unwrap();
        for line in own {
            writeln!(played, "  {line}").unwrap();
        }
    }
    if env::var_os("UPDATE").is_some() {
        return fs::write(&path, &played).unwrap();
    }
    assert!(played == written, "{} says something else; look at it with UPDATE=1\n{played}", path.display());
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/tests/transcripts/{name}.txt"))
}

/// `NAME until 2026-08-10 10:10`: what another transcript tells until then happened here too.
#[expect(clippy::disallowed_methods, reason = "a test reads the file of another")]
pub(super) fn play_beginning(office: &mut Office, which: &str) {
    let (name, until) = which.split_once(" until ").unwrap();
    let written = fs::read_to_string(path(name)).unwrap();
    for line in written.lines().filter(|line| line.starts_with('2') && line[..16] <= *until) {
        play(office, line, &mut Vec::new());
    }
}

pub(super) fn play(office: &mut Office, line: &str, outcome: &mut Vec<String>) {
    if let Some(which) = line.strip_prefix("as in ") {
        return play_beginning(office, which);
    }
    let (moment, rest) = line.split_at(16);
    let now = at(moment);
    let (who, text) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    if !office.is_stopped {
        fire_timers(office, now, outcome);
    }
    office.now = now;
    match (who, text) {
        ("stop", _) => office.is_stopped = true,
        ("start", _) => {
            office.is_stopped = false;
            fire_timers(office, now, outcome);
        }
        ("wait", _) => {}
        ("show", text) => {
            let (what, case) = text.split_once(' ').unwrap_or((text, "case-1"));
            let case = case.parse::<CaseId>().unwrap();
            outcome.extend(say::show(office, what, office.case(case)));
        }
        (who, text) => {
            let command = read::command(text, office.today());
            match office.submit(&read::actor(who), &command) {
                Ok(decision) => outcome.extend(say::decision(&decision)),
                Err(refusal) => outcome.extend(say::refusal(&refusal)),
            }
        }
    }
}

/// Fires what is due until `now`, each at its instant; after a stop, all of it now.
fn fire_timers(office: &mut Office, now: model::Timestamp, outcome: &mut Vec<String>) {
    while let Some((case, timer)) = office.next_timer(now) {
        office.now = office.now.max(timer.at);
        let command = Command::FireTimer {
            case,
            deadline: timer.deadline,
            timer: timer.kind,
            generation: timer.generation,
        };
        let decision = office.submit(&read::actor("clock"), &command).unwrap();
        assert!(!decision.events.is_empty(), "a timer that was armed does something");
        let moment = wall(office.now);
        outcome.extend(say::decision(&decision).iter().map(|line| format!("@{moment} {line}")));
    }
}

macro_rules! transcripts {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            check(&stringify!($name).replace('_', "-"));
        }
    )*};
}

transcripts! {
    a_case_from_referral_to_review
    a_late_recording_catches_up_once
    corrections_move_open_deadlines
    a_miss_is_noted_and_answered_once
    timers_after_a_stop_fire_in_due_order
    pauses_and_extensions_move_a_deadline
    contributions_join
    tasks_are_taken_and_given_back
    a_refused_consent_skips_the_stage
    a_withdrawn_consent_closes_what_it_opened
    one_coordinator_for_all_cases
    cases_close_and_reopen
    steps_are_stopped_and_started
    a_hearing_without_an_answer_goes_on
    a_complaint_in_time
    erasure
    effects_come_back
    a_quarantined_case_waits
    a_case_says_why_it_stands_where_it_stands
    a_proposal_is_confirmed
    a_proposal_is_changed_with_a_reason
    a_proposal_is_declined_with_a_reason
    a_plugin_that_fails_gives_the_task_to_a_person
    a_plugin_is_asked_and_a_person_goes_first
    a_table_decides
    a_table_rules_a_stage_out
}

#[test]
fn a_plugin_that_is_missing_gives_the_task_to_a_person() {
    let mut office = Office::shipped();
    office.directory.plugins.clear();
    check_in("a-plugin-that-is-missing-gives-the-task-to-a-person", office);
}

#[test]
fn a_table_without_an_answer_is_decided_by_hand() {
    let change = (
        "        table: tables/target_group.csv\n",
        "        table:\n          hit: first\n          inputs: [age, plans_held]\n          outputs: [outcome]\n          rules:\n            - { if: [\">= 25\", \">= 2\"], then: [must], basis: HOI agreement }\n            - { if: [\">= 25\", \"-\"], then: [may], basis: HOI agreement }\n        by: leader\n",
    );
    check_in("a-table-without-an-answer-is-decided-by-hand", Office::with("one-plan", &[change]));
}

#[test]
fn what_is_not_granted_is_not_told() {
    let mut office = Office::shipped();
    for plugin in office.directory.plugins.values_mut() {
        plugin.facts.clear();
        plugin.interfaces.clear();
    }
    check_in("what-is-not-granted-is-not-told", office);
}

#[test]
fn corrections_can_take_a_ground_away() {
    let changes = [
        (
            "        after: draft\n        citizen:",
            "        after: draft\n        when: plans_held >= 2\n        citizen:",
        ),
        (
            "        title: Følg op på planen\n",
            "        title: Følg op på planen\n        when: plans_held >= 2\n",
        ),
    ];
    check_in("corrections-can-take-a-ground-away", Office::with("one-plan", &changes));
}

#[test]
fn one_of_several_is_enough() {
    let change = (
        "        title: Indhent samtykke\n        after: appoint\n",
        "        title: Indhent samtykke\n        after: any of [receive, appoint]\n",
    );
    check_in("one-of-several-is-enough", Office::with("one-plan", &[change]));
}

#[test]
fn a_milestone_is_reached() {
    let change = (
        "          answers: [agree, disagree]\n        by: coordinator\n",
        "          answers: [agree, disagree]\n        by: coordinator\n      plan_ready:\n        title: Planen er klar\n        after: agree\n        milestone: true\n",
    );
    check_in("a-milestone-is-reached", Office::with("one-plan", &[change]));
}
