//! Stages that hold stages: drawn below each other, told with what holds them, and compared.

use definition::{Bundle, Definition, load_folder, load_workflow};

use super::{room, shipped};
use crate::diff::diff;
use crate::layout::{self, Place};
use crate::{Lang, mermaid, told};

const HEAD: &str = "workflow: held
title: Prøve
rule_pack: dk-2026-07
opens: [begun]
events:
  begun: { by: [caseworker] }
  change: { by: [caseworker] }
roles:
  caseworker: { sees: all }
facts:
  note: { type: text, class: P2 }
stages:
";

const OUTER: &str = "  again:
    after: change
    repeats: true
    steps:
      tell:
        form: { ask: [note] }
        by: caseworker
    stages:
      meeting:
        steps:
          ask:
            form: { ask: [note] }
            by: caseworker
";

const INNER: &str = "      agreeing:
        after: meeting
        steps:
          agree:
            after: ask
            form: { ask: [note] }
            by: caseworker
";

const BESIDE: &str = "  agreeing:
    after: meeting
    steps:
      agree:
        after: ask
        form: { ask: [note] }
        by: caseworker
";

fn workflow(stages: &str) -> Definition {
    let pack = load_folder(&shipped()).unwrap().packs["dk-2026-07"].loaded.value.clone().unwrap();
    let loaded = load_workflow(&Bundle::of("workflow.yaml", format!("{HEAD}{stages}")), &pack, None);
    loaded.value.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
}

fn held() -> Definition {
    workflow(&format!("{OUTER}{INNER}"))
}

#[test]
fn a_stage_stands_below_the_one_that_holds_it() {
    let definition = held();
    room::check(&definition);
    let grid = layout::grid(&definition, Lang::En);
    let place = |stage: &str| {
        let node = grid.node(&Place::Stage(stage.into())).unwrap();
        (node.columns, node.row)
    };
    let (outer, row) = place("again");
    assert_eq!([place("meeting"), place("agreeing")], [((2, 2), row + 1), ((3, 3), row + 1)]);
    assert_eq!(outer, (1, 3));
}

#[test]
fn a_flowchart_has_the_one_in_the_other() {
    let text = mermaid(&held(), Lang::En);
    let lines: Vec<&str> = text.lines().map(|line| line.split('[').next().unwrap().trim_end()).collect();
    let expected = "  subgraph stage_again
    step_tell
    subgraph stage_meeting
      step_ask
    end
    subgraph stage_agreeing
      step_agree
    end
  end";
    assert!(lines.join("\n").contains(expected), "{text}");
}

#[test]
fn it_is_told_in_which_stage_another_stands() {
    let lines = told(&held(), Lang::En).join("\n");
    assert!(lines.contains("Stage: Meeting. Stands in the stage “Again”."), "{lines}");
    assert!(!lines.contains("Begins anew"), "what the stage brings is said once: {lines}");
}

#[test]
fn it_is_a_difference_in_which_stage_another_stands() {
    let (beside, inside) = (workflow(&format!("{OUTER}{BESIDE}")), held());
    let changes = diff(&beside, &inside);
    let told: Vec<&str> = changes.iter().map(|change| change.sentence.en.as_str()).collect();
    assert!(told.iter().any(|told| told.starts_with("stage `agreeing`: stands in the stage")), "{told:?}");
    assert!(diff(&inside, &inside).is_empty());
}

#[test]
fn who_may_end_a_stage_early_is_told_and_compared() {
    let before = held();
    let early = OUTER.replacen(
        "    repeats: true\n",
        "    repeats: true\n    ended_early: { by: [caseworker], ask: [note] }\n",
        1,
    );
    let after = workflow(&format!("{early}{INNER}"));
    let lines = told(&after, Lang::En).join("\n");
    assert!(lines.contains("May be ended early by Caseworker"), "{lines}");
    let changes = diff(&before, &after);
    let told: Vec<&str> = changes.iter().map(|change| change.sentence.en.as_str()).collect();
    assert_eq!(
        told,
        [
            "stage `again`: may be ended early by: nobody → `caseworker`",
            "stage `again`: asks, when it is ended early, for: nothing → `note`",
        ]
    );
}
