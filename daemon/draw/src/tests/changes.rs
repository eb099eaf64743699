//! One test for each kind of change, in both languages.

use super::Files;
use crate::diff::{Change, How, diff, diff_packs, diff_with_packs};

const WORKFLOW: &str = "workflow.yaml";

/// What is said of replacing a text of a file of the shipped workflow.
fn said(file: &str, old: &str, new: &str) -> Vec<Change> {
    let before = Files::one_plan();
    diff(&before.definition(), &before.with(file, old, new).definition())
}

pub(super) fn in_english(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.sentence.en.as_str()).collect()
}

pub(super) fn in_danish(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.sentence.da.as_str()).collect()
}

/// Checks the sentences of a change of the workflow, Danish and English.
#[track_caller]
pub(super) fn check(old: &str, new: &str, da: &[&str], en: &[&str]) {
    let changes = said(WORKFLOW, old, new);
    assert_eq!(in_english(&changes), en);
    assert_eq!(in_danish(&changes), da);
}

#[test]
fn a_definition_does_not_differ_from_itself() {
    let files = Files::one_plan();
    assert_eq!(diff(&files.definition(), &files.definition()), []);
    let one = (&files.definition(), &files.pack);
    assert_eq!(diff_with_packs(one, one), []);
}

#[test]
fn what_has_no_words_yet_is_told_all_the_same() {
    let old = Files::one_plan().definition();
    let mut new = old.clone();
    // Stands for a key that is newer than this room.
    new.steps.get_mut("draft").unwrap().name = "draught".into();
    let changes = diff(&old, &new);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert!(in_english(&changes)[0].contains("no words for yet; compare the files"), "{changes:?}");
}

#[test]
fn a_comment_and_another_order_of_keys_are_no_difference() {
    check("workflow: one-plan", "# new\nworkflow: one-plan", &[], &[]);
    check(
        "        form:\n          ask: [closing_note]\n        by: coordinator",
        "        by: coordinator\n        form:\n          ask: [closing_note]",
        &[],
        &[],
    );
}

#[test]
fn a_deadline_written_out() {
    check(
        "due: assessment after permission",
        "due: 6 weeks after permission",
        &["trinnet `findings`: frist: 8 uger efter `permission` (`assessment`) → 6 uger efter `permission`"],
        &[
            "step `findings`: deadline: 8 weeks after `permission` (`assessment`) → 6 weeks after `permission`",
        ],
    );
}

#[test]
fn a_deadline_written_out_has_no_other_basis_than_its_length() {
    let written = |length: &str| {
        let due = format!("due: {length} after permission");
        Files::one_plan().with(WORKFLOW, "due: assessment after permission", &due).definition()
    };
    let changes = diff(&written("6 weeks"), &written("9 weeks"));
    assert_eq!(in_english(&changes), ["deadline `findings`: 6 weeks → 9 weeks"]);
}

#[test]
fn another_anchor() {
    check(
        "due: acknowledge after opened",
        "due: acknowledge after referral_received",
        &["trinnet `receive`: frist regnes fra: `opened` → `referral_received`"],
        &["step `receive`: deadline counts from: `opened` → `referral_received`"],
    );
}

#[test]
fn a_deadline_that_is_gone_or_new() {
    check(
        "        due: assign_coordinator after opened\n",
        "",
        &["trinnet `appoint`: frist: 5 arbejdsdage efter `opened` (`assign_coordinator`) → ingen"],
        &["step `appoint`: deadline: 5 working days after `opened` (`assign_coordinator`) → none"],
    );
}

#[test]
fn a_new_step_and_one_that_is_gone() {
    let new =
        "      talk:\n        title: Samtale\n        milestone: true\n        after: draft\n      agree:\n";
    let changes = said(WORKFLOW, "      agree:\n", new);
    assert_eq!(in_danish(&changes), ["trinnet `talk` er nyt: ”Samtale”"]);
    assert_eq!(
        (changes[0].what.word(), changes[0].name.as_str(), changes[0].how),
        ("step", "talk", How::Added)
    );
    let before = Files::one_plan();
    let after = before.with(WORKFLOW, "      agree:\n", new);
    let back = diff(&after.definition(), &before.definition());
    assert_eq!(in_english(&back), ["step `talk` is gone"]);
    assert_eq!(back[0].how, How::Removed);
}

#[test]
fn what_a_role_may_see() {
    check(
        "sees: [needs, plans_held, age]",
        "sees: [plans_held, age]",
        &["rollen `leader` må ikke længere se `needs`"],
        &["role `leader` may no longer see `needs`"],
    );
    check(
        "sees: [needs, plans_held, age]",
        "sees: [needs, plans_held, age, closing_note]",
        &["rollen `leader` må nu også se `closing_note`"],
        &["role `leader` may now also see `closing_note`"],
    );
    check(
        "sees: [needs, plans_held, age]",
        "sees: all",
        &["rollen `leader` må nu se alle oplysninger"],
        &["role `leader` may now see every fact"],
    );
}

#[test]
fn who_holds_a_role() {
    check(
        "    holders: one\n",
        "",
        &["rollen `coordinator` kan nu holdes af flere i samme sag"],
        &["role `coordinator` may now be held by several on the same case"],
    );
    check(
        "    deputy: required\n",
        "",
        &["rollen `coordinator` kræver ikke længere en stedfortræder"],
        &["role `coordinator` no longer needs a deputy"],
    );
}

#[test]
fn facts() {
    check(
        "    min: 0\n    max: 20\n",
        "    min: 1\n    max: 30\n",
        &["oplysningen `plans_held`: type: tal, 0 til 20 → tal, 1 til 30"],
        &["fact `plans_held`: type: number, 0 to 20 → number, 1 to 30"],
    );
    check(
        "    type: list of life_area\n    min: 1\n    class: P3",
        "    type: list of life_area\n    min: 1\n    class: P2",
        &["oplysningen `needs`: dataklasse: P3 → P2"],
        &["fact `needs`: data class: P3 → P2"],
    );
    check(
        "    title: Hvad henvendelsen drejer sig om\n    type: text\n    class: P3\n    optional: true\n",
        "    title: Hvad henvendelsen drejer sig om\n    type: text\n    class: P3\n",
        &["oplysningen `referral_note` skal nu angives"],
        &["fact `referral_note` must now be given"],
    );
    check(
        "value: years(birth_date, today)",
        "value: years(birth_date, today) + 1",
        &[
            "oplysningen `age`: kommer fra: beregning: `years(birth_date, today)` → beregning: `years(birth_date, today) + 1`",
        ],
        &[
            "fact `age`: comes from: calculation: `years(birth_date, today)` → calculation: `years(birth_date, today) + 1`",
        ],
    );
}

#[test]
fn choices() {
    check(
        "    debt: Gæld\n",
        "    debt: Økonomi\n    sleep: Søvn\n",
        &["valgtypen `life_area` har nu også `sleep`", "valgtypen `life_area`: `debt`: Gæld → Økonomi"],
        &[
            "choice type `life_area` now also has `sleep`",
            "choice type `life_area`: `debt`: Gæld (Danish) → Økonomi (Danish)",
        ],
    );
}

#[test]
fn events_and_who_records_them() {
    check(
        "by: [intake, caseworker, coordinator]",
        "by: [intake, coordinator]",
        &["hændelsen `complaint_received` kan ikke længere noteres af `caseworker`"],
        &["event `complaint_received` may no longer be recorded by `caseworker`"],
    );
    check(
        "    title: Borgeren er flyttet\n    by: [intake, coordinator]\n",
        "    title: Borgeren er flyttet\n",
        &["hændelsen `moved_away`: noteres af: `intake` og `coordinator` → enhver rolle"],
        &["event `moved_away`: recorded by: `intake` and `coordinator` → any role"],
    );
}

#[test]
fn what_opens_and_ends_a_case() {
    check(
        "opens: [referral_received, transferred_in]",
        "opens: [referral_received]",
        &["forløbet `one-plan` kan ikke længere åbnes ved `transferred_in`"],
        &["workflow `one-plan` can no longer be opened by `transferred_in`"],
    );
    check(
        "until: [moved_away, died]",
        "until: [died]",
        &["forløbet `one-plan` slutter ikke længere ved `moved_away`"],
        &["workflow `one-plan` no longer ends by `moved_away`"],
    );
}

#[test]
fn what_a_step_is_and_whose() {
    check(
        "        by: intake\n        due: acknowledge",
        "        by: leader\n        due: acknowledge",
        &["trinnet `receive`: udføres af: `intake` → `leader`"],
        &["step `receive`: done by: `intake` → `leader`"],
    );
    check(
        "ask: [needs, plans_held, referral_note]",
        "ask: [plans_held, needs, referral_note, closing_note]",
        &[
            "trinnet `receive` spørger nu også om `closing_note`",
            "trinnet `receive` har en ny rækkefølge: `plans_held`, `needs`, `referral_note`",
        ],
        &[
            "step `receive` now also asks for `closing_note`",
            "step `receive` has another order: `plans_held`, `needs`, `referral_note`",
        ],
    );
    check(
        "first: 3 months after decide",
        "first: 2 months after decide",
        &[
            "trinnet `follow_up`: opfølgning: 3 måneder efter `decide`, derefter med 6 måneder imellem → 2 måneder efter `decide`, derefter med 6 måneder imellem",
        ],
        &[
            "step `follow_up`: follow-up: 3 months after `decide`, then 6 months apart → 2 months after `decide`, then 6 months apart",
        ],
    );
    check(
        "        citizen:\n          answers: [agree, disagree]\n",
        "        form:\n          ask: [closing_note]\n",
        &["trinnet `agree`: slags: borgerens svar → skema"],
        &["step `agree`: kind: citizen's answer → form"],
    );
}

#[test]
fn order_and_conditions() {
    check(
        "        after: reassess\n        when: decide.complaint = late or reassess.outcome in (maintained, partly)\n        forwarding",
        "        after: reassess\n        when: decide.complaint = late\n        forwarding",
        &[
            "trinnet `forward`: gælder når: `decide.complaint = late or reassess.outcome in (maintained, partly)` → `decide.complaint = late`",
        ],
        &[
            "step `forward`: applies when: `decide.complaint = late or reassess.outcome in (maintained, partly)` → `decide.complaint = late`",
        ],
    );
    check(
        "    title: Opfølgning\n    after: deciding\n",
        "    title: Opfølgning\n    after: any of [deciding, complaint_received]\n",
        &["fasen `following`: efter: `deciding` → én af `deciding` og `complaint_received`"],
        &["stage `following`: after: `deciding` → one of `deciding` and `complaint_received`"],
    );
    check(
        "    requires: consent(joint_assessment)\n",
        "",
        &["fasen `assessment`: kræver samtykke til: `joint_assessment` → ingen"],
        &["stage `assessment`: needs consent to: `joint_assessment` → none"],
    );
    check(
        "    until: plan_closed.done\n",
        "",
        &["fasen `following`: slutter med: `plan_closed` → dens sidste trin"],
        &["stage `following`: ends with: `plan_closed` → its last step"],
    );
}

#[test]
fn optional_required_and_anew() {
    check(
        "        title: Gennemgå planen med borgeren\n",
        "        title: Gennemgå planen med borgeren\n        required: false\n",
        &["trinnet `agree` holder ikke længere sin fase åben"],
        &["step `agree` is no longer waited for by its stage"],
    );
    check(
        "          on: [reassess.changed, board_decision.remitted]",
        "          on: [board_decision.remitted]",
        &["trinnet `decide` begynder ikke længere forfra ved `reassess.changed`"],
        &["step `decide` no longer begins anew on `reassess.changed`"],
    );
}

#[test]
fn titles_in_one_language_and_in_both() {
    check(
        "title: Registrér henvendelsen",
        "title: Modtag henvendelsen",
        &["trinnet `receive` hedder nu ”Modtag henvendelsen” (før: ”Registrér henvendelsen”)"],
        &["step `receive` is now called “Modtag henvendelsen” in Danish (before: “Registrér henvendelsen”)"],
    );
    let changes = said("texts/en.yaml", "receive: Register the referral", "receive: Take the referral");
    assert_eq!(
        in_english(&changes),
        ["step `receive` is now called “Take the referral” (before: “Register the referral”)"]
    );
    assert_eq!(
        in_danish(&changes),
        ["trinnet `receive` hedder nu ”Take the referral” på engelsk (før: ”Register the referral”)"]
    );
}

#[test]
fn letters() {
    let changes = said("letters/decision.html", "<p>", "<p> ");
    assert_eq!(in_english(&changes), ["letter `letters/decision.html` has another text"]);
    let without = said(WORKFLOW, "          letter: letters/decision.html\n", "");
    assert!(
        in_english(&without).contains(&"step `decide`: letter: `letters/decision.html` → none"),
        "{without:?}"
    );
}

#[test]
fn a_number_of_the_rule_pack() {
    let before = Files::one_plan();
    let mut after = before.clone();
    after.pack.deadlines.get_mut("assessment").unwrap().rule.amount.count = 6;
    let changes = diff_packs(&before.pack, &after.pack);
    assert_eq!(in_english(&changes), ["deadline `assessment`: 8 weeks → 6 weeks"]);
    assert_eq!(in_danish(&changes), ["fristen `assessment`: 8 uger → 6 uger"]);
    // A step uses it: it is told once.
    let (old, new) = (before.definition(), after.definition());
    assert_eq!(diff_with_packs((&old, &before.pack), (&new, &after.pack)), changes);
    assert_eq!(diff(&old, &new), changes);
}

#[test]
fn a_ladder_is_told_once_and_not_for_each_deadline() {
    let before = Files::one_plan();
    let mut after = before.clone();
    let gone = after.pack.ladders["default"].rungs[0].clone();
    after.pack.ladders.get_mut("default").unwrap().rungs.remove(0);
    for rule in after.pack.deadlines.values_mut() {
        rule.ladder.rungs.retain(|rung| *rung != gone);
    }
    let changes = diff_with_packs((&before.definition(), &before.pack), (&after.definition(), &after.pack));
    assert_eq!(
        in_english(&changes),
        [
            "reminder ladder `default` no longer reminds: `two_weeks_before`, 14 days before at 08:00, to whoever is responsible"
        ]
    );
}

#[test]
fn a_rung_that_stands_elsewhere() {
    let before = Files::one_plan();
    let mut after = before.clone();
    let rungs = &mut after.pack.ladders.get_mut("default").unwrap().rungs;
    rungs[1].rule.when = calendar::RungWhen::OnTheDay;
    rungs[1].recipients.pop();
    rungs.swap(0, 1);
    let changes = diff_packs(&before.pack, &after.pack);
    assert_eq!(
        in_danish(&changes),
        [
            "rykkertrappen `default`: `three_days_before`: 3 arbejdsdage før kl. 08:00, til den ansvarlige og stedfortræderen → på dagen kl. 08:00, til den ansvarlige",
            "rykkertrappen `default` rykker i en ny rækkefølge: `three_days_before`, `two_weeks_before`, `on_the_day`, `missed`",
        ]
    );
}

#[test]
fn texts_and_channels_of_the_rule_pack() {
    let before = Files::one_plan();
    let mut after = before.clone();
    after.pack.channels.get_mut("letter").unwrap().received_after.count = 7;
    after.pack.texts.get_mut("complaint_meanwhile").unwrap().text.en = "It applies.".to_owned();
    after.pack.texts.remove("access");
    assert_eq!(
        in_english(&diff_packs(&before.pack, &after.pack)),
        [
            "channel `letter`: received after: 6 working days → 7 working days",
            "text `complaint_meanwhile` now reads: “It applies.”",
            "text `access` is gone",
        ]
    );
}
