//! What holds a part of the case, what is tolerated and what a notice says, as it is told and compared.

use super::Files;
use super::changes::{in_danish, in_english};
use crate::diff::diff;
use crate::told;
use crate::words::Lang;

const PAUSE: &str = "pause:
  away:
    title: Fravær
    from: transferred_in
    to: [referral_received]
    holds: [assessment, draft]
    moves_deadlines: false

stages:
";

fn held() -> Files {
    Files::one_plan().with("workflow.yaml", "stages:\n", PAUSE)
}

#[test]
fn what_a_pause_holds_is_told_where_it_stands() {
    let text = |lang| told(&held().definition(), lang).join("\n");
    let danish = "Sat på pause af ”Sag overtaget fra anden kommune” til ”Henvendelse modtaget”; fristerne løber videre.";
    assert_eq!(text(Lang::Da).matches(danish).count(), 2, "{}", text(Lang::Da));
    assert_eq!(text(Lang::En).matches("its deadlines run on.").count(), 2, "{}", text(Lang::En));
}

#[test]
fn every_word_of_a_pause_is_compared() {
    let other = held()
        .with("workflow.yaml", "title: Fravær", "title: Pause")
        .with("workflow.yaml", "from: transferred_in", "from: complaint_received")
        .with("workflow.yaml", "to: [referral_received]", "to: [referral_received, transferred_in]")
        .with("workflow.yaml", "holds: [assessment, draft]", "holds: [assessment]")
        .with("workflow.yaml", "moves_deadlines: false", "moves_deadlines: true");
    let changes = diff(&held().definition(), &other.definition());
    assert_eq!(
        in_english(&changes),
        [
            "pause `away` is now called “Pause” in Danish (before: “Fravær”)",
            "pause `away` now also begins by `complaint_received`",
            "pause `away` no longer begins by `transferred_in`",
            "pause `away` now also ends by `transferred_in`",
            "pause `away` no longer holds `draft`",
            "pause `away` now moves deadlines",
        ]
    );
    let added = diff(&Files::one_plan().definition(), &held().definition());
    assert_eq!(in_danish(&added), ["pausen `away` er ny: ”Fravær”"]);
    let removed = diff(&held().definition(), &Files::one_plan().definition());
    assert_eq!(in_english(&removed), ["pause `away` is gone"]);
}

#[test]
fn what_is_tolerated_is_told_of_the_step() {
    let due = "        due: assessment after permission\n";
    let tolerant = format!("{due}        tolerance: 14 days\n");
    let other = Files::one_plan().with("workflow.yaml", due, &tolerant);
    let changes = diff(&Files::one_plan().definition(), &other.definition());
    assert_eq!(in_danish(&changes), ["trinnet `findings`: tolerance: ingen → 14 dage"]);
    assert_eq!(in_english(&changes), ["step `findings`: tolerance: none → 14 days"]);
    let text = told(&other.definition(), Lang::En).join("\n");
    assert!(text.contains("In time still 14 days after it was due."), "{text}");
}

#[test]
fn what_a_notice_says_is_told_and_compared() {
    let told_to = |text: &str| {
        let step = format!("      told:\n        notify: {{ to: leader{text} }}\n      receive:\n");
        Files::one_plan().with("workflow.yaml", "      receive:\n", &step)
    };
    let (silent, saying) = (told_to(""), told_to(", text: Der er en ny sag"));
    let changes = diff(&silent.definition(), &saying.definition());
    assert_eq!(in_danish(&changes), ["trinnet `told`: siger: ingen → ”Der er en ny sag”"]);
    let text = told(&saying.definition(), Lang::Da).join("\n");
    assert!(text.contains("Der er en ny sag"), "{text}");
}
