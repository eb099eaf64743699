//! Complaints as the citizen would have them told: received, looked at again, sent on, decided, and what it means.

use std::collections::BTreeMap;

use definition::{Definition, Kind};
use model::case::Happening;
use model::deadline::Sentence;
use model::step::DoneRound;
use model::{CaseState, Date, Private, StepName, StepState, Value};

use crate::finality::complaint_deadline;

/// A complaint and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The number of its event on the case.
    pub number: u32,
    /// The decision that it is about.
    pub decision: StepName,
    /// The parts that it is about; empty means all.
    pub about: Vec<u32>,
    /// The day on which it arrived.
    pub on: Date,
    /// How it came, where that is known.
    pub channel: Option<String>,
    /// The last day for complaining.
    pub due: Option<Date>,
    /// Whether it came in time. One that did not is sent on all the same.
    pub in_time: bool,
    /// How the re-assessment ended, and when.
    pub reassessed: Option<(String, Date)>,
    /// When it was sent to the complaint board.
    pub forwarded_on: Option<Date>,
    /// What the board decided, what that means for the citizen, and when it came.
    pub board: Option<(String, String, Date)>,
    /// When a new decision was sent because of it.
    pub decided_anew_on: Option<Date>,
    /// Where it stands, to the citizen.
    pub says: Sentence,
}

/// Every complaint of a case, in the order in which they were written down.
#[must_use]
pub fn complaints(case: &CaseState, definition: &Definition) -> Vec<Complaint> {
    let about = |one: &Happening| definition.events.get(&one.event).and_then(|rule| rule.about.clone());
    case.happenings
        .iter()
        .filter_map(|(number, one)| Some(told(case, definition, (*number, one), about(one)?)))
        .collect()
}

fn told(
    case: &CaseState,
    definition: &Definition,
    (number, one): (u32, &Happening),
    decision: StepName,
) -> Complaint {
    let before = case.decisions_of(&decision).filter(|decided| decided.sent_on <= one.happened_on).last();
    let round = before.map_or(1, |decided| decided.round);
    let due = complaint_deadline(case, &decision, round).map(|deadline| deadline.date.due);
    // The round of a step that was done after the complaint was written down is the one that saw it.
    let seen_by = |is_kind: fn(&Kind) -> bool| -> Option<DoneRound<'_>> {
        let steps = definition.steps.values().filter(|step| is_kind(&step.kind));
        let rounds = steps.filter_map(|step| case.steps.get(&step.name)).flat_map(StepState::done_rounds);
        rounds.filter(|done| done.settled_in > one.recorded_in).min_by_key(|done| done.settled_in)
    };
    let reassessment = seen_by(|kind| matches!(kind, Kind::Reassessment { .. }));
    let forwarding = seen_by(|kind| matches!(kind, Kind::Forwarding { .. }));
    let board = seen_by(|kind| matches!(kind, Kind::Board { .. }));
    let reassessed = reassessment.and_then(|done| Some((word(&done, "outcome"), done.settled_on?)));
    let forwarded_on = forwarding.and_then(|done| done.moments.get("sent").copied());
    let board = board.and_then(|done| {
        Some((word(&done, "outcome"), word(&done, "for_citizen"), done.moments.get("received").copied()?))
    });
    let decided_anew_on =
        case.decisions_of(&decision).find(|decided| decided.round > round).map(|decided| decided.sent_on);
    let mut complaint = Complaint {
        number,
        decision,
        about: one.about.clone(),
        on: one.happened_on,
        channel: one.channel.clone(),
        due,
        in_time: due.is_none_or(|due| one.happened_on <= due),
        reassessed,
        forwarded_on,
        board,
        decided_anew_on,
        says: Sentence { da: String::new(), en: String::new() },
    };
    complaint.says = says(&complaint);
    complaint
}

/// What a step of a complaint came to, in one sentence to the citizen; `None` where its outcome is not to be seen.
#[must_use]
pub fn outcome_says(kind: &Kind, outputs: &BTreeMap<String, Private>) -> Option<Sentence> {
    let word = |name: &str| outputs.get(name).and_then(Private::value).and_then(Value::as_text);
    match kind {
        Kind::Reassessment { .. } => Some(reassessment_says(word("outcome")?)),
        Kind::Board { .. } => Some(board_says(word("outcome")?, word("for_citizen")?)),
        Kind::Form { .. }
        | Kind::Contributions { .. }
        | Kind::Consent { .. }
        | Kind::Allocation { .. }
        | Kind::Plan { .. }
        | Kind::Citizen { .. }
        | Kind::Hearing { .. }
        | Kind::Decision { .. }
        | Kind::Review { .. }
        | Kind::Forwarding { .. }
        | Kind::Plugin { .. }
        | Kind::Table(_)
        | Kind::Contact { .. }
        | Kind::Panel { .. }
        | Kind::Quota { .. }
        | Kind::Wait(_)
        | Kind::Notify { .. }
        | Kind::Case { .. }
        | Kind::Milestone => None,
    }
}

fn word(done: &DoneRound<'_>, name: &str) -> String {
    let value = done.outputs.get(name).and_then(Private::value);
    value.and_then(Value::as_text).unwrap_or_default().to_owned()
}

/// From the citizen's side: who won, in words that cannot be misread. Never that a decision was upheld.
fn says(complaint: &Complaint) -> Sentence {
    let received = if complaint.in_time {
        both("Klagen kom i tide.", "The complaint came in time.")
    } else {
        both(
            "Klagen kom efter fristen; kun klagemyndigheden kan se bort fra det, og den får klagen.",
            "The complaint came after its deadline; only the complaint board can overlook that, and it gets the complaint.",
        )
    };
    let then = match (&complaint.board, complaint.forwarded_on, &complaint.reassessed) {
        (Some((outcome, for_citizen, _)), _, _) => board_says(outcome, for_citizen),
        (None, Some(on), _) => Sentence {
            da: format!("Den blev sendt til klagemyndigheden den {}.", calendar::day_da(on.0)),
            en: format!("It was sent to the complaint board on {}.", calendar::day_en(on.0)),
        },
        (None, None, Some((outcome, _))) => reassessment_says(outcome),
        (None, None, None) if complaint.in_time => {
            both("Kommunen ser på sagen igen.", "The municipality is looking at the case again.")
        }
        (None, None, None) => both("Den sendes videre nu.", "It is sent on now."),
    };
    let anew = complaint.decided_anew_on.map(|on| Sentence {
        da: format!("Den nye afgørelse blev sendt den {}.", calendar::day_da(on.0)),
        en: format!("The new decision was sent on {}.", calendar::day_en(on.0)),
    });
    let told: Vec<Sentence> = [Some(received), Some(then), anew].into_iter().flatten().collect();
    let joined = |pick: fn(&Sentence) -> &str| told.iter().map(pick).collect::<Vec<_>>().join(" ");
    Sentence { da: joined(|said| &said.da), en: joined(|said| &said.en) }
}

fn reassessment_says(outcome: &str) -> Sentence {
    match outcome {
        "changed" => both(
            "Du fik medhold: Kommunen ændrer sin afgørelse.",
            "You won: the municipality changes its decision.",
        ),
        "partly" => both(
            "Du fik delvist medhold: Kommunen ændrer en del af sin afgørelse og sender resten videre.",
            "You won in part: the municipality changes part of its decision and sends the rest on.",
        ),
        _maintained => both(
            "Kommunen har set på sagen igen, mener det samme og sender klagen videre.",
            "The municipality looked again, is of the same opinion, and sends the complaint on.",
        ),
    }
}

fn board_says(outcome: &str, for_citizen: &str) -> Sentence {
    match (for_citizen, outcome) {
        ("won", "remitted") => both(
            "Du fik medhold: Kommunen skal afgøre sagen igen og følge det, som klagemyndigheden har slået fast.",
            "You won: the municipality has to decide again and follow what the complaint board has found.",
        ),
        ("won", _) => both("Du fik medhold.", "You won."),
        ("partly", _) => both("Du fik delvist medhold.", "You won in part."),
        (_lost, _) => both(
            "Du fik ikke medhold: Kommunens afgørelse gælder.",
            "You did not win: the municipality's decision applies.",
        ),
    }
}

fn both(da: &str, en: &str) -> Sentence {
    Sentence { da: da.to_owned(), en: en.to_owned() }
}
