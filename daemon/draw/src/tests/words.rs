//! Words of the workflow language, and how their coming and going is told.

use super::Files;
use super::changes::check;
use crate::diff::diff;

/// What is said of replacing a text of the mentor workflow, in English.
fn of_mentor(old: &str, new: &str) -> Vec<String> {
    let before = Files::of("mentor");
    let changes = diff(&before.definition(), &before.with("workflow.yaml", old, new).definition());
    changes.into_iter().map(|change| change.sentence.en).collect()
}

#[test]
fn a_step_with_a_ladder_of_its_own() {
    check(
        "        due: acknowledge after opened\n",
        "        due: acknowledge after opened\n        ladder: { escalate: coordinator }\n",
        &[
            "trinnet `receive` har nu sin egen rykkertrappe",
            "trinnet `receive`: `missed`: første arbejdsdag efter kl. 08:00, til lederen, overskredet → første arbejdsdag efter kl. 08:00, til `coordinator`, overskredet",
        ],
        &[
            "step `receive` now has a reminder ladder of its own",
            "step `receive`: `missed`: on the first working day after at 08:00, to the leader, missed → on the first working day after at 08:00, to `coordinator`, missed",
        ],
    );
}

#[test]
fn between_which_days_a_date_lies() {
    assert_eq!(
        of_mentor("    latest: 6 months after period_start\n", "    latest: 2027-12-31\n"),
        ["fact `period_end`: latest: `6 months after period_start` → `2027-12-31`"]
    );
    assert_eq!(
        of_mentor("    earliest: period_start\n", ""),
        ["fact `period_end`: earliest: `period_start` → none"]
    );
}

#[test]
fn a_fact_that_names_a_person() {
    assert_eq!(
        of_mentor(
            "    title: Hvad der ikke passer\n    type: text\n",
            "    title: Hvad der ikke passer\n    type: person holding mentor\n"
        ),
        ["fact `why_not`: type: text → member of staff holding `mentor`"]
    );
}

#[test]
fn a_deadline_that_counts_from_an_age() {
    check(
        "        due: acknowledge after opened\n",
        "        due: 3 months before turns 30\n",
        &["trinnet `receive`: frist: 1 arbejdsdag efter `opened` (`acknowledge`) → 3 måneder før `turns 30`"],
        &[
            "step `receive`: deadline: 1 working day after `opened` (`acknowledge`) → 3 months before `turns 30`",
        ],
    );
}

#[test]
fn what_a_step_leaves_that_runs_out() {
    check(
        "        due: acknowledge after opened\n",
        "        due: acknowledge after opened\n        expires: 6 months after receive\n",
        &[
            "trinnet `receive`: det, det efterlader, løber ud: ingen → 6 måneder efter `receive` (`receive_expires`)",
        ],
        &["step `receive`: what it leaves runs out: none → 6 months after `receive` (`receive_expires`)"],
    );
}

#[test]
fn what_ends_a_case() {
    check(
        "until: [moved_away, died]\n",
        "until: [moved_away, plan_closed.done, 2 years after opened]\n",
        &[
            "forløbet `one-plan` slutter ikke længere ved `died`",
            "forløbet `one-plan` slutter nu også ved `plan_closed.done`",
            "forløbet `one-plan` slutter nu også ved `2 years after opened`",
        ],
        &[
            "workflow `one-plan` no longer ends by `died`",
            "workflow `one-plan` now also ends by `plan_closed.done`",
            "workflow `one-plan` now also ends by `2 years after opened`",
        ],
    );
}

#[test]
fn what_has_another_name_is_told_once() {
    let before = Files::one_plan();
    let mut after = before.clone();
    let renames = [
        ("moved_away", "left_town"),
        ("closing_note", "last_words"),
        ("planning", "agreeing"),
        ("plan_closed", "course_over"),
    ];
    for file in ["workflow.yaml", "texts/en.yaml"] {
        let mut text = after.bundle.text(file).unwrap().to_owned();
        for (from, to) in renames {
            text = text.replace(from, to);
            if file == "workflow.yaml" {
                let indent = text.lines().find(|line| line.trim() == format!("{to}:")).unwrap();
                let indent = " ".repeat(indent.len() - indent.trim_start().len());
                text = text.replacen(
                    &format!("\n{indent}{to}:\n"),
                    &format!("\n{indent}{to}:\n{indent}  was: {from}\n"),
                    1,
                );
            }
        }
        after.bundle.files.insert(file.to_owned(), text.into_bytes());
    }
    let changes = diff(&before.definition(), &after.definition());
    let told: Vec<&str> = changes.iter().map(|change| change.sentence.en.as_str()).collect();
    assert_eq!(
        told,
        [
            "event `left_town` was called `moved_away` before",
            "fact `last_words` was called `closing_note` before",
            "stage `agreeing` was called `planning` before",
            "step `course_over` was called `plan_closed` before",
        ]
    );
    assert!(changes.iter().all(|change| change.how.word() == "renamed"));
    assert_eq!(changes[0].sentence.da, "hændelsen `left_town` hed før `moved_away`");
}

#[test]
fn what_should_hold_of_every_case() {
    check(
        "\nstages:\n",
        "\nchecks:\n  few_plans: { holds: plans_held = null or plans_held < 9, basis: Metoden }\n\nstages:\n",
        &["kontrollen `few_plans` er ny"],
        &["check `few_plans` is new"],
    );
    let with = |check: &str| {
        Files::one_plan()
            .with("workflow.yaml", "\nstages:\n", &format!("\nchecks:\n  {check}\nstages:\n"))
            .definition()
    };
    let before = with("few_plans: { holds: plans_held = null or plans_held < 9, basis: Metoden }");
    let after = with("few_plans: { holds: plans_held = null or plans_held < 8, basis: Aftalen }");
    let told: Vec<String> = diff(&before, &after).into_iter().map(|change| change.sentence.en).collect();
    assert_eq!(
        told,
        [
            "check `few_plans`: has to hold: `plans_held = null or plans_held < 9` → `plans_held = null or plans_held < 8`",
            "check `few_plans`: basis: Metoden → Aftalen",
        ]
    );
}

#[test]
fn who_reopens_a_step_and_what_counts_anew() {
    check(
        "          on: [reassess.changed, board_decision.remitted]",
        "          on: [reassess.changed, board_decision.remitted]\n          by: [leader]\n          restart: [decide]",
        &[
            "trinnet `decide` begynder nu også forfra ved en genåbning af `leader`",
            "trinnet `decide` lader nu også begynde forfra fristen for `decide`",
        ],
        &[
            "step `decide` now also begins anew on a reopening by `leader`",
            "step `decide` now also restarts the deadline of `decide`",
        ],
    );
}
