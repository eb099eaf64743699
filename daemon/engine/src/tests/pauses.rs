//! Pauses of the workflow and what is tolerated, in a workflow as critical time intervention has it: three phases of three
//! months with a tolerance of fourteen days, paused only for admission.

use model::deadline::{DeadlineState, LedgerChange};
use model::{CaseId, CaseState, Effect, EffectKind, Event, StepStatus, Value};

use super::kit::Office;
use super::read::{actor, command};
use super::transcripts::{check_in, play, play_beginning};

const CTI: &str = "workflow: one-plan
title: CTI
rule_pack: dk-2026-07
opens: [moved_home]
events:
  moved_home: { by: [intake] }
  admitted: { title: Indlagt, by: [caseworker] }
  discharged: { title: Udskrevet, by: [caseworker, intake] }
  moved_away: { by: [intake] }
until: [moved_away]
roles:
  intake: { sees: all }
  caseworker: { sees: all }
  coordinator: { sees: all }
facts:
  contacts: { type: text, class: P2 }
  strengths: { type: text, class: P2 }
  net: { type: text, class: P2 }
  note_of_it: { type: text, class: P2, optional: true }
pause:
  admission:
    title: Indlæggelse
    from: admitted
    to: discharged
    holds: [phases]
    moves_deadlines: true
stages:
  contact:
    steps:
      build_contact:
        form: { ask: [contacts] }
        by: caseworker
  phases:
    after: contact
    steps:
      try_out:
        form: { ask: [strengths] }
        by: caseworker
        due: 3 months after opened
        tolerance: 14 days
      hand_over:
        after: try_out
        form: { ask: [net] }
        by: caseworker
        due: 6 months after opened
        tolerance: 14 days
      let_go:
        after: hand_over
        form: { ask: [note_of_it] }
        by: caseworker
        due: 9 months after opened
        tolerance: 14 days
  beside:
    after: contact
    steps:
      supervise:
        form: { ask: [note_of_it] }
        by: coordinator
        repeats: true
        due: 1 month after last supervise, else build_contact
      end_of_it:
        after: let_go
        milestone: true
";

/// The same with deadlines that stand where they are.
fn standing() -> Office {
    Office::written(&CTI.replace("moves_deadlines: true", "moves_deadlines: false"))
}

#[test]
fn an_admission_holds_the_phases_and_moves_their_ends() {
    check_in("an-admission-holds-the-phases-and-moves-their-ends", Office::written(CTI));
}

#[test]
fn what_holds_a_stage_holds_the_stages_in_it() {
    let steps =
        CTI.split("  phases:\n    after: contact\n").nth(1).and_then(|rest| rest.split("  beside:").next());
    let steps = steps.expect("the phases stand before what is beside them");
    let deeper = format!("        {}", steps.trim_end().replace('\n', "\n        "));
    let nested =
        CTI.replace(steps, &format!("    stages:\n      each:\n        stages:\n          one:\n{deeper}\n"));
    check_in("an-admission-holds-the-phases-and-moves-their-ends", Office::written(&nested));
}

#[test]
fn deadlines_stand_and_remind_where_a_pause_does_not_move_them() {
    check_in("deadlines-stand-and-remind-where-a-pause-does-not-move-them", standing());
}

#[test]
fn within_its_tolerance_a_phase_ends_in_time() {
    check_in("within-its-tolerance-a-phase-ends-in-time", standing());
}

/// A case that was opened on the third of August 2026, on the day and hour of the last line.
fn played(mut office: Office, lines: &[&str]) -> Office {
    play_beginning(&mut office, "an-admission-holds-the-phases-and-moves-their-ends until 2026-08-04 09:00");
    for line in lines {
        let mut came_of_it = Vec::new();
        play(&mut office, line, &mut came_of_it);
        assert!(!came_of_it.iter().any(|came| came.contains("refused")), "{came_of_it:?}");
    }
    office
}

fn case(office: &Office) -> &CaseState {
    office.case(CaseId(1))
}

fn refused(office: &Office, who: &str, line: &str) -> &'static str {
    office.decide(&actor(who), &command(line, office.today())).unwrap_err().code
}

#[test]
fn a_correction_of_the_admission_corrects_what_it_moved() {
    let office = played(
        Office::written(CTI),
        &[
            "2026-08-20 09:00 lida event admitted on 2026-08-20",
            "2026-08-30 09:00 lida event discharged on 2026-08-30",
        ],
    );
    let due = |office: &Office| case(office).deadlines["try_out"].date.due.to_string();
    assert_eq!(due(&office), "2026-11-13");
    let office = played(
        Office::written(CTI),
        &[
            "2026-08-20 09:00 lida event admitted on 2026-08-20",
            "2026-08-30 09:00 lida event discharged on 2026-08-30",
            "2026-09-01 09:00 lida correct-event 2 to 2026-08-25: it was the week after",
        ],
    );
    assert_eq!(due(&office), "2026-11-09");
    let ledger = &case(&office).deadlines["try_out"].ledger;
    assert_eq!(ledger.len(), 1, "{ledger:?}");
    assert_eq!(
        ledger[0].change,
        LedgerChange::Pause { from: "2026-08-25".parse().unwrap(), to: Some("2026-08-30".parse().unwrap()) }
    );
    // What ends before it begins is no pause.
    let late = "correct-event 2 to 2026-09-01: a slip";
    assert_eq!(refused(&office, "lida", late), "pause-ends-before-it-begins");
}

#[test]
fn a_discharge_before_the_admission_is_refused() {
    let office = played(Office::written(CTI), &["2026-08-20 09:00 lida event admitted on 2026-08-20"]);
    let code = refused(&office, "lida", "event discharged on 2026-08-19");
    assert_eq!(code, "pause-ends-before-it-begins");
    assert_eq!(refused(&office, "hebr", "resume try_out"), "on-hold");
    assert_eq!(refused(&office, "lida", "complete try_out {strengths: many}"), "on-hold");
}

#[test]
fn a_pause_by_hand_goes_on_when_the_workflows_is_over() {
    let office = played(
        Office::written(CTI),
        &[
            "2026-08-10 09:00 hebr pause try_out from 2026-08-10: a certificate is awaited",
            "2026-08-20 09:00 lida event admitted on 2026-08-20",
            "2026-08-30 09:00 lida event discharged on 2026-08-30",
        ],
    );
    let state = |office: &Office| case(office).deadlines["try_out"].state.clone();
    assert_eq!(state(&office), DeadlineState::Paused("2026-08-10".parse().unwrap()));
    let mut office = office;
    let resume = command("resume try_out to 2026-08-30", office.today());
    office.submit(&actor("hebr"), &resume).unwrap();
    assert_eq!(state(&office), DeadlineState::Running);
    // The days that both share count once.
    assert_eq!(case(&office).deadlines["try_out"].date.due.to_string(), "2026-11-23");
}

/// Found by chance: a clock that was to begin after the pause stood still for ever.
#[test]
fn a_pause_that_is_over_before_a_clock_begins_is_over_for_it_too() {
    let later = CTI
        .replace(
            "  contacts: { type: text",
            "  visit_on: { type: date, class: P1 }\n  contacts: { type: text",
        )
        .replace("ask: [contacts]", "ask: [contacts, visit_on]")
        .replace("        due: 3 months after opened\n", "        due: 14 days after visit_on\n");
    let mut office = Office::written(&later);
    for line in [
        "2026-08-03 09:00 pasi register 770592-0002 1992-05-17 Mette",
        "2026-08-03 09:05 pasi open moved_home",
        "2026-08-04 09:00 lida complete build_contact {contacts: a sister, visit_on: 2026-10-01}",
        "2026-08-20 09:00 lida event admitted on 2026-08-20",
        "2026-08-30 09:00 lida event discharged on 2026-08-30",
    ] {
        let mut came_of_it = Vec::new();
        play(&mut office, line, &mut came_of_it);
        assert!(!came_of_it.iter().any(|came| came.contains("refused")), "{came_of_it:?}");
    }
    let deadline = &case(&office).deadlines["try_out"];
    assert_eq!(deadline.state, DeadlineState::Running);
    assert_eq!(deadline.date.due.to_string(), "2026-10-15");
}

#[test]
fn what_a_pause_holds_is_closed_with_its_case() {
    let office = played(
        Office::written(CTI),
        &[
            "2026-08-20 09:00 lida event admitted on 2026-08-20",
            "2026-08-25 09:00 pasi event moved_away on 2026-08-25",
        ],
    );
    assert_eq!(case(&office).steps["try_out"].status, StepStatus::Closed);
    assert!(!case(&office).deadlines["try_out"].is_open());
}

const TELLS: &str = "workflow: one-plan
title: Besked
rule_pack: dk-2026-07
opens: [referral_received]
events:
  referral_received: { by: [intake] }
roles:
  intake: { sees: all }
  leader: { sees: all }
facts:
  need: { type: text, class: P2 }
stages:
  work:
    steps:
      receive:
        form: { ask: [need] }
        by: intake
      told:
        after: receive
        notify: { to: leader, text: Der er kommet en ny sag i enheden. }
";

#[test]
fn a_notice_carries_the_text_of_its_step() {
    let mut office = Office::written(TELLS);
    let submit = |office: &mut Office, line: &str| {
        let command = command(line, office.today());
        office.submit(&actor("pasi"), &command).unwrap();
    };
    submit(&mut office, "register 770592-0002 1992-05-17 Mette");
    submit(&mut office, "open referral_received");
    let complete = command("complete receive {need: a bed}", office.today());
    let decision = office.decide(&actor("pasi"), &complete).unwrap();
    let notice: Vec<&Effect> =
        decision.effects.iter().filter(|effect| effect.kind == EffectKind::Notify).collect();
    let input = notice.first().and_then(|notice| notice.input.value()).unwrap();
    let said = |field: &str| input.field(field).and_then(Value::as_text).map(str::to_owned);
    assert_eq!(said("da").as_deref(), Some("Der er kommet en ny sag i enheden."));
    assert_eq!((said("step").as_deref(), said("en")), (Some("told"), said("da")));
    assert!(decision.events.values().flatten().all(|event| !matches!(event, Event::ConcernRaised { .. })));
}
