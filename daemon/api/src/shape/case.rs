//! A case as its reader may see it.

use definition::Definition;
use engine::Complaint;
use model::CaseState;
use model::case::{CaseStatus, Concern, Decided, Fact, FactPlace, FactUse, Goal, Happening, Note, Plan};
use model::{FactName, StepName};
use runtime::CaseView;

use super::{deadline, effect, maybe, sentence, step, text};
use crate::values::{hidden, shown};

pub(crate) fn case(view: &CaseView) -> wire::Case {
    let (state, definition) = (&view.state, view.definition.as_ref());
    let known_steps = definition
        .order
        .iter()
        .filter_map(|name| Some((state.steps.get(name)?, definition.steps.get(name)?)));
    wire::Case {
        id: text(state.id),
        version: state.version,
        workflow: text(&state.workflow),
        title: sentence(&definition.title),
        citizen: text(state.citizen),
        unit: text(&state.unit),
        status: status(&state.status),
        opened_at: text(state.opened_at),
        read_at: text(view.now),
        final_from: maybe(view.final_from),
        parent_case: state.parent.as_ref().map(|parent| text(parent.case)),
        parent_step: state.parent.as_ref().map(|parent| text(&parent.step)),
        definition: text(state.definition),
        rule_pack: text(state.rule_pack),
        pauses: pauses(state, definition),
        tasks: view.can.iter().map(|(task, can)| step::open_task(task, can, definition)).collect(),
        steps: known_steps.map(|(state, rule)| step::step(state, rule, definition)).collect(),
        facts: facts(view),
        events: state.happenings.iter().map(|(number, one)| happening(*number, one, definition)).collect(),
        goals: state.goals.iter().map(|(number, one)| goal(*number, one)).collect(),
        plans: state.plans.iter().map(|(step, one)| plan(step, one)).collect(),
        decisions: state.decisions.iter().map(|(step, one)| decision(step, one)).collect(),
        earlier_decisions: state
            .earlier_decisions
            .iter()
            .flat_map(|(step, earlier)| earlier.iter().map(|one| decision(step, one)))
            .collect(),
        complaints: view.complaints.iter().map(complaint).collect(),
        notes: state.notes.iter().map(|(number, one)| note(*number, one)).collect(),
        deadlines: deadline::deadlines(&state.deadlines, view.now),
        holders: holders(state),
        concerns: state.concerns.iter().map(|(number, one)| concern(*number, one)).collect(),
        effects: state.effects.iter().map(|one| effect::effect(one, view.held.contains(&one.id))).collect(),
        erasing: state.erasing,
    }
}

fn pauses(state: &CaseState, definition: &Definition) -> Vec<wire::Pause> {
    let lasting = definition.pauses.iter().filter_map(|rule| Some((rule, state.pauses.get(&rule.name)?)));
    let pause = |(rule, pause): (&definition::Pause, &model::case::Pause)| wire::Pause {
        name: rule.name.clone(),
        title: sentence(&rule.title),
        since: maybe(state.happenings.get(&pause.cause).map(|happening| happening.happened_on)),
        event: pause.cause,
        steps: pause.steps.iter().map(text).collect(),
        until: rule.to.iter().map(text).collect(),
        moves_deadlines: rule.moves_deadlines,
    };
    lasting.map(pause).collect()
}

fn status(status: &CaseStatus) -> wire::CaseStatus {
    match status {
        CaseStatus::Open => wire::CaseStatus::Open,
        CaseStatus::Closed { on, because } => {
            wire::CaseStatus::Closed { on: text(on), because: because.clone() }
        }
        CaseStatus::Quarantined { at } => wire::CaseStatus::Quarantined { at: text(at) },
    }
}

/// Facts that are shown and facts that are hidden, in one order: a hidden one keeps its place.
fn facts(view: &CaseView) -> Vec<wire::Fact> {
    let definition = view.definition.as_ref();
    let seen = view.state.facts.iter().filter(|(place, _)| !view.hidden.contains(place));
    let seen = seen.map(|(place, one)| (place, fact(place, one, definition)));
    let unseen = view.hidden.iter().map(|place| (place, hidden_fact(place, definition)));
    let mut facts: Vec<(&FactPlace, wire::Fact)> = seen.chain(unseen).collect();
    facts.sort_by_key(|(place, _)| *place);
    facts.into_iter().map(|(_, fact)| fact).collect()
}

fn fact((name, slot): &FactPlace, fact: &Fact, definition: &Definition) -> wire::Fact {
    wire::Fact {
        name: text(name),
        slot: *slot,
        title: fact_title(name, definition),
        value: shown(&fact.value),
        class: Some(text(fact.class)),
        step: Some(text(&fact.step)),
        round: Some(fact.round),
        by: maybe(fact.by.as_ref()),
        recorded_at: Some(text(fact.recorded_at)),
        corrections: fact.corrections,
    }
}

fn hidden_fact((name, slot): &FactPlace, definition: &Definition) -> wire::Fact {
    wire::Fact {
        name: text(name),
        slot: *slot,
        title: fact_title(name, definition),
        value: hidden(),
        class: definition.facts.get(name).map(|rule| text(rule.class)),
        step: None,
        round: None,
        by: None,
        recorded_at: None,
        corrections: 0,
    }
}

fn fact_title(name: &FactName, definition: &Definition) -> Option<wire::Sentence> {
    definition.facts.get(name).map(|rule| sentence(&rule.title))
}

fn happening(number: u32, happening: &Happening, definition: &Definition) -> wire::Happening {
    wire::Happening {
        number,
        event: text(&happening.event),
        title: definition.events.get(&happening.event).map(|rule| sentence(&rule.title)),
        on: text(happening.happened_on),
        at: maybe(happening.happened_at),
        note: happening.note.as_ref().map(shown),
        by: maybe(happening.by.as_ref()),
        recorded_at: text(happening.recorded_at),
        corrections: happening.corrections,
        channel: happening.channel.clone(),
        about: happening.about.clone(),
    }
}

fn goal(number: u32, goal: &Goal) -> wire::Goal {
    wire::Goal {
        number,
        words: shown(&goal.words),
        staff_words: goal.staff_words.as_ref().map(shown),
        by: maybe(goal.by.as_ref()),
        said_on: text(goal.said_on),
    }
}

fn plan(step: &StepName, plan: &Plan) -> wire::Plan {
    let measures = plan.measures.iter();
    wire::Plan {
        step: text(step),
        measures: measures
            .map(|(number, one)| wire::Measure { number: *number, content: shown(&one.content) })
            .collect(),
        facts_used: plan.facts_used.iter().map(fact_use).collect(),
    }
}

pub(crate) fn fact_use(used: &FactUse) -> wire::FactUse {
    wire::FactUse {
        fact: text(&used.fact),
        slot: used.slot,
        adverse: used.adverse,
        known_to_party: used.known_to_party,
    }
}

fn decision(step: &StepName, decided: &Decided) -> wire::Decision {
    let parts = decided.parts.iter();
    wire::Decision {
        step: text(step),
        maker: text(&decided.maker),
        parts: parts
            .map(|(number, one)| wire::DecisionPart { number: *number, content: shown(one) })
            .collect(),
        decided_on: text(decided.decided_on),
        sent_on: text(decided.sent_on),
        channel: decided.channel.clone(),
        received_on: text(decided.received_on),
        hearing_considered: decided.hearing_considered.as_ref().map(shown),
        board_considered: decided.board_considered.as_ref().map(shown),
        round: decided.round,
    }
}

fn complaint(complaint: &Complaint) -> wire::Complaint {
    let reassessed = complaint.reassessed.as_ref();
    let board = complaint.board.as_ref();
    wire::Complaint {
        number: complaint.number,
        decision: text(&complaint.decision),
        about: complaint.about.clone(),
        on: text(complaint.on),
        channel: complaint.channel.clone(),
        due: maybe(complaint.due),
        in_time: complaint.in_time,
        reassessment: reassessed.map(|(outcome, _)| outcome.clone()),
        reassessed_on: reassessed.map(|(_, on)| text(on)),
        forwarded_on: maybe(complaint.forwarded_on),
        board: board.map(|(outcome, _, _)| outcome.clone()),
        for_citizen: board.map(|(_, for_citizen, _)| for_citizen.clone()),
        board_on: board.map(|(_, _, on)| text(on)),
        decided_anew_on: maybe(complaint.decided_anew_on),
        says: sentence(&complaint.says),
    }
}

fn note(number: u32, note: &Note) -> wire::Note {
    wire::Note {
        number,
        text: shown(&note.text),
        by: text(&note.by),
        recorded_at: text(note.recorded_at),
        on: text(note.happened_on),
    }
}

fn holders(state: &CaseState) -> Vec<wire::Holder> {
    let holders = state.holders.iter().map(|(role, holder)| wire::Holder {
        role: text(role),
        person: text(&holder.person),
        deputy: maybe(holder.deputy.as_ref()),
        since: text(holder.since),
        confirmed_by: maybe(holder.by.as_ref()),
        component: maybe(holder.component),
    });
    holders.collect()
}

fn concern(number: u32, concern: &Concern) -> wire::Concern {
    wire::Concern {
        number,
        step: text(&concern.step),
        because: concern.because.clone(),
        raised_at: text(concern.raised_at),
        settled_by: maybe(concern.settled_by.as_ref()),
    }
}
