//! Words of the workflow language, one by one: a shipped workflow with the word put in, and a story that needs it.

use definition::{Bundle, load_scenario};

use super::kit::Office;
use super::scenario;

/// A citizen with a case of the mentor workflow, and what is done to it.
fn story(changes: &[(&str, &str)], lines: &str) -> Office {
    let text = format!(
        "scenario: word
title: {{ da: Et ord, en: A word }}
workflow: mentor
citizen: {{ name: Zara Holt, cpr: \"6512990004\", born: 1999-12-05, digital_post: true }}
lines:
  - {{ at: 2026-08-03 09:00, by: lida, do: open, event: mentor_wanted, unit: holistic_team }}
{lines}"
    );
    let loaded = load_scenario(&Bundle::of("scenarios/word.yaml", text.as_bytes()));
    let scenario = loaded.value.unwrap_or_else(|| panic!("{:?}", loaded.findings));
    let mut office = Office::with("mentor", changes);
    scenario::comes_out(&mut office, &scenario);
    office
}

#[test]
fn a_ladder_of_the_step_reaches_the_roles_that_it_names() {
    let due = "        due: 5 working days after opened\n";
    let own = format!("{due}        ladder: {{ remind: [coordinator, caseworker], escalate: intake }}\n");
    let office = story(
        &[(due, &own)],
        "  - { at: 2026-08-12 09:00, by: lida, do: note, text: En uge er gået. }
expect:
  deadlines: { describe: { due: 2026-08-10, state: running, remind: [2026-08-05], fired: [2026-08-05, 2026-08-10, 2026-08-11] } }
",
    );
    let told = scenario::reminded(&office, "describe");
    let of = |rung: &str| told.iter().find(|(name, _)| name == rung).unwrap().1.join(" ");
    assert_eq!(of("missed"), "pasi suro");
    assert!(of("on_the_day").contains("lida") && !of("on_the_day").contains("pasi"), "{told:?}");
}
