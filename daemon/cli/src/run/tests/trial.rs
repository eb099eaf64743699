//! A workflow is tried by a script, as a person would type it.

use std::fs;
use std::path::Path;

use super::workflow::{changed_in, ours};
use super::{Told, run};

fn attempt(lang: &str, path: &Path, more: &str, script: &str) -> Told {
    let words = ["helhed", "--lang", lang, "workflow", "try", path.to_str().unwrap()];
    run(words.into_iter().chain(more.split_whitespace()), script)
}

#[track_caller]
fn tells(told: &Told, parts: &[&str]) {
    let mut rest = told.out.as_str();
    for part in parts {
        let Some(at) = rest.find(part) else {
            panic!("no `{part}` after what was told before, in\n{}", told.out)
        };
        rest = &rest[at + part.len()..];
    }
}

/// A copy of our workflows that may be written into.
fn copy() -> tempfile::TempDir {
    changed_in("one-plan/workflow.yaml", "workflow: one-plan", "workflow: one-plan")
}

/// From referral to a complaint, with a hearing that nobody answers.
const STORY: &str = "\
open
complete receive
debt, housing
2
Egen læge beder om hjælp.
proposal lida olma
complete appoint
confirm
complete permission
given
1, 2
goal Jeg vil have ro om min økonomi
complete findings.1
To banker venter på svar.

complete findings
Boligen er kold.

complete draft
Gældsrådgivning
SEL §12
Socialforvaltning

yes
adverse
complete agree
agree

complete hear
Sig din mening om boligen.
wait 20
complete decide
letter
Prøvevej 4
partly
Jobcenteret hjælper med resten.
Du har en aftale.
event complaint_received
letter
complete reassess
maintained
Intet nyt.
complete forward
complaint files reassessment
save tried A case that was tried
quit
";

#[test]
fn a_whole_case_is_tried_saved_and_played() {
    let copy = copy();
    let told = attempt("en", &copy.path().join("one-plan"), "--from 2026-08-03", STORY);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    tells(
        &told,
        &[
            "Monday 3 August 2026 09:00: there is no case yet",
            "“Register the referral” is open (`receive`)",
            "one or more of employment (Work and education), mental_health",
            "`coordinator-allocation` has a proposal",
            "`coordinator` is lida (olma)",
            "consent given to `one_plan`",
            "the deadline `hearing_reply` ran out",
            "letter 1 would be sent (`decision`, letter)",
            "“Re-assess the decision” is open",
            "“Note the complaint board's decision” is open",
            "scenarios/tried.yaml; `helhed workflow test` plays it",
        ],
    );
    let folder = copy.path().join("one-plan");
    let words = ["helhed", "workflow", "test", folder.to_str().unwrap(), "--scenario", "tried"];
    let played = run(words.into_iter(), "");
    assert_eq!(played.code, 0, "{}{}", played.out, played.err);
    assert!(played.out.contains("✓ tried "), "{}", played.out);
    let saved = fs::read_to_string(copy.path().join("one-plan/scenarios/tried.yaml")).unwrap();
    assert!(saved.contains("  da: \"A case that was tried\"\n"), "{saved}");
    let again = attempt("en", &copy.path().join("one-plan"), "--from 2026-08-03", "open\nsave tried\n");
    tells(&again, &["tried.yaml is there already; choose another name"]);
}

#[test]
fn time_goes_on_and_back() {
    let told = attempt(
        "en",
        &ours().join("one-plan"),
        "--from 2026-08-03",
        "open\nnext\nnext\nback 2\nwait 2026-09-01\nwait 2026-08-01\nwait 1000\nback x\n",
    );
    assert_eq!(told.code, 0);
    tells(
        &told,
        &[
            "> next\nTuesday 4 August 2026 08:00\n  reminder of the deadline `acknowledge`",
            "> back 2\nMonday 3 August 2026 09:00: the case is open",
            "reminder of the deadline `assign_coordinator`",
            "no: Saturday 1 August 2026 has passed",
            "write a day like 2026-08-03, or 1 to 366 days",
            "there is nothing to take back",
        ],
    );
}

#[test]
fn what_cannot_be_done_is_explained() {
    let script = "complete receive\nopen\ncomplete decide\nwhy decide\nwhy acknowledge\nwhy nothing\nbrew tea\n\
                  complete nothing\nas lida\ncomplete receive\ncancel\nas nobody\nas\nevent nothing\nproposal\nhelp\n";
    let told = attempt("en", &ours().join("one-plan"), "--from 2026-08-03", script);
    tells(
        &told,
        &[
            "no: ",
            "> complete decide\nno: ",
            "(task-not-open)",
            "Decide: the step waits for",
            "1 working day from the referral",
            "the case has neither a step nor a deadline `nothing`",
            "that is not understood; `help` shows what you can do",
            "there is no step `nothing`; there are receive, ",
            "you are Lis Dam",
            "nothing was done",
            "there is no `nobody`; there are ",
            "now whoever may does it",
            "there are the events complaint_received",
            "no plugin is asked now",
            "take back what was done last",
        ],
    );
}

#[test]
fn a_wrong_answer_is_asked_for_again_and_not_for_ever() {
    let told =
        attempt("en", &ours().join("one-plan"), "", "open\ncomplete receive\nmoney\ndebt\n\n\n\n\n\nshow\n");
    tells(
        &told,
        &[
            "? money\nthat does not fit; try again",
            "it has to be answered",
            "nothing was done",
            "> show",
            "receive",
        ],
    );
}

#[test]
fn a_script_that_ends_in_the_middle_of_a_question_ends() {
    let told = attempt("en", &ours().join("one-plan"), "", "open\ncomplete receive\n");
    assert_eq!(told.code, 0, "{}", told.err);
    tells(&told, &["needs (Needs): one or more of"]);
}

#[test]
fn a_case_goes_on_where_a_scenario_ends() {
    let told = attempt(
        "en",
        &ours().join("one-plan"),
        "--after s1",
        "history\nnext\nstart plan_closed Målet er nået.\ncomplete plan_closed\nFarvel.\n",
    );
    tells(
        &told,
        &[
            "Wednesday 20 January 2027 12:00: the case is open",
            "follow_up ",
            "Lis Dam (lida): complete decide",
            "reminder of the deadline `review_2`",
            "“Close the plan” is open",
            "the case is closed (completed)",
        ],
    );
    let nobody = attempt("en", &ours().join("one-plan"), "--after nobody", "");
    assert_eq!(nobody.code, 2);
}

#[test]
fn danish_is_spoken_and_understood() {
    let script = "åbn\nvis\nafslut receive\nfortryd\nmål Jeg vil have en hund\nnæste\ntilbage\nhvorfor acknowledge\nhistorik\nhjælp\nslut\n";
    let told = attempt("da", &ours().join("one-plan"), "--from 2026-08-03", script);
    tells(
        &told,
        &[
            "Helhedsorienteret forløb. Intet sendes",
            "»Registrér henvendelsen« er åben (`receive`)",
            "mandag den 3. august 2026 09:00: sagen er åben",
            "en eller flere af employment (Arbejde og uddannelse)",
            "intet er gjort",
            "mål 1 er skrevet ned",
            "påmindelse om fristen `acknowledge`",
            "Fristen »Kvittering for henvendelsen« er",
            "mål Jeg vil have en hund",
            "gem NAVN [TITEL]",
        ],
    );
}

#[test]
fn what_is_asked_on_a_condition_is_asked_only_there_and_with_its_help() {
    let script = |granted: &str| {
        format!(
            "open\ncomplete describe\nKomme ud.\nno\nno\nyes\n2\ncomplete grant\n{granted}\nnot_wanted\nquit\n"
        )
    };
    let mentor = ours().join("mentor");
    let refused = attempt("en", &mentor, "--from 2026-08-03", &script("no"));
    tells(
        &refused,
        &["In the citizen's own words.", "goal (", "granted (", "? no", "A right cannot be refused"],
    );
    tells(&refused, &["ground_of_right (", "? not_wanted", "“Decide on the grant” is done"]);
    // `ground` is asked only of those who have no right, and nothing of whom it is granted.
    assert!(!refused.out.contains("ground ("), "{}", refused.out);
    let granted = attempt("en", &mentor, "--from 2026-08-03", &script("yes"));
    tells(&granted, &["granted (", "? yes", "“Decide on the grant” is done"]);
    assert!(!granted.out.contains("ground_of_right ("), "{}", granted.out);
}

#[test]
fn a_stage_is_ended_early_and_what_it_asks_is_asked() {
    let early = "  matching:\n    ended_early: { by: [leader], ask: [why_not] }\n";
    let copy = changed_in("mentor/workflow.yaml", "  matching:\n", early);
    let script = "open\ncomplete describe\nKomme ud.\nno\nno\nyes\n2\ncomplete grant\nyes\nwhy find\nend matching\nIngen passer.\nDet haster.\nend nothing because\nquit\n";
    let told = attempt("en", &copy.path().join("mentor"), "--from 2026-08-03", script);
    let parts = [
        "may be ended early",
        "? Ingen passer.",
        "in what words?",
        "is ended early by hebr",
        "“Write the agreement” is closed",
        "“Contact with the citizen” is open",
        "no stage `nothing`",
    ];
    tells(&told, &parts);
}
