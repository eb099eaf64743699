//! A task with its fields.

use engine::asked::{self, Choice, Edge, Field, Present, Takes};
use runtime::TaskView;

use super::{maybe, sentence, step, text};
use crate::values::{hidden, json, shown};

pub(crate) fn task(view: &TaskView) -> wire::Task {
    wire::Task {
        case: text(view.case),
        task: text(&view.task),
        title: sentence(&view.title),
        kind: view.kind.to_owned(),
        status: step::status(view.status).to_owned(),
        because: sentence(&view.because),
        round: view.round,
        about: view.about.as_ref().map(shown),
        role: maybe(view.role.as_ref()),
        who: view.who.iter().map(text).collect(),
        owner: maybe(view.owner.as_ref()),
        due: view.due.map(|(due, _)| text(due)),
        overdue: view.due.is_some_and(|(_, overdue)| overdue),
        can: view.can.iter().map(text).collect(),
        fields: view.fields.iter().map(field).collect(),
        draft_saved_at: maybe(view.draft_saved_at),
        read_at: text(view.now),
    }
}

fn field(field: &Field) -> wire::Field {
    let fact = field.fact.as_ref();
    wire::Field {
        name: field.name.clone(),
        title: sentence(&field.title),
        help: field.help.as_ref().map(sentence),
        takes: takes(&field.takes),
        required: field.required,
        default: field.default.as_ref().map(json),
        only: field.only.as_ref().map(only),
        either: field.either.iter().map(text).collect(),
        when: fact.and_then(|fact| fact.when.clone()),
        // What is no fact is asked by the answers beside it alone.
        asked: fact.map_or(Some(true), |fact| fact.asked),
        earliest: fact.and_then(|fact| fact.earliest.as_ref()).map(edge),
        latest: fact.and_then(|fact| fact.latest.as_ref()).map(edge),
        class: fact.and_then(|fact| maybe(fact.class)),
        value: field.present.as_ref().map(|present| match present {
            Present::Value(value) => shown(value),
            Present::Hidden => hidden(),
        }),
    }
}

fn only(only: &asked::Only) -> wire::OnlyWhere {
    wire::OnlyWhere { field: text(only.field), values: only.values.iter().map(json).collect() }
}

fn edge(edge: &Edge) -> wire::Edge {
    wire::Edge { text: edge.text.clone(), day: maybe(edge.day) }
}

fn takes(takes: &Takes) -> wire::Takes {
    let plain = wire::Takes {
        kind: takes.kind().to_owned(),
        words: sentence(&takes.words()),
        min: None,
        max: None,
        choices: Vec::new(),
        role: None,
        of: None,
        fields: Vec::new(),
    };
    match takes {
        Takes::Text | Takes::Date | Takes::Boolean => plain,
        Takes::Number { min, max } => wire::Takes { min: *min, max: *max, ..plain },
        Takes::Choice(choices) => wire::Takes { choices: choices.iter().map(choice).collect(), ..plain },
        Takes::Person { holding, people } => wire::Takes {
            role: maybe(holding.as_ref()),
            choices: people.iter().map(choice).collect(),
            ..plain
        },
        Takes::List { of, min, max } => wire::Takes {
            of: Some(Box::new(self::takes(of))),
            min: min.map(i64::from),
            max: max.map(i64::from),
            ..plain
        },
        Takes::Record(fields) => wire::Takes { fields: fields.iter().map(field).collect(), ..plain },
    }
}

fn choice(choice: &Choice) -> wire::Choice {
    wire::Choice { word: choice.word.clone(), title: sentence(&choice.title) }
}
