//! The decision: how it is sent, and what each part of it comes to.

use std::collections::{BTreeMap, BTreeSet};

use definition::letters::OUTCOMES;
use model::{Number, Private, StepName, Value};
use rust_decimal::Decimal;

use super::super::complaint;
use super::super::decision::{hearing_was_answered, open_parts};
use super::{Choice, Field, Fields, Present, Takes};

impl Fields<'_> {
    pub(super) fn decision(&self, plan: &StepName, by_letter: bool) -> Vec<Field> {
        let subject = self.asking.subject;
        let channels = self.asking.pack.channels.iter();
        let choices = channels
            .clone()
            .map(|(word, channel)| Choice { word: word.clone(), title: channel.title.clone() });
        let by_post = channels.filter(|(_, channel)| channel.needs_address);
        let by_post: Vec<Value> = by_post.map(|(word, _)| Value::text(word.clone())).collect();
        let channel = ("hvordan brevet sendes", "how the letter is sent");
        let mut fields = vec![Field::new("channel", channel, Takes::Choice(choices.collect()))];
        if !by_post.is_empty() {
            fields.push(
                Field::new("address", ("adresse", "the address"), Takes::Text)
                    .required_if(by_letter)
                    .only_where("channel", by_post),
            );
        }
        if hearing_was_answered((subject.case, subject.definition), self.step) {
            let title = ("hvordan høringssvaret talte med", "how the reply to the hearing counted");
            fields.push(Field::new("hearing_considered", title, Takes::Text));
        }
        let came_back = complaint::came_back(subject.case, self.step);
        if let Some((_, by_board)) = &came_back {
            let title =
                ("hvordan klagemyndighedens fund er fulgt", "how the findings of the board were followed");
            fields.push(Field::new("board_considered", title, Takes::Text).required_if(*by_board));
        }
        let open = open_parts(subject.case, plan, came_back.as_ref());
        fields.push(self.part_list(plan, &open, by_letter));
        fields
    }

    /// Every part that is open has an outcome; the answer begins with their numbers and provisions.
    fn part_list(&self, plan: &StepName, open: &BTreeSet<u32>, by_letter: bool) -> Field {
        let measures = self.asking.subject.case.plans.get(plan).map(|plan| &plan.measures);
        let content = |number: u32, field: &str| -> Option<String> {
            let measure = measures?.get(&number)?.content.value()?;
            measure.field(field).and_then(Value::as_text).map(str::to_owned)
        };
        let named = open.iter().map(|number| match content(*number, "name").filter(|_| self.reads.file) {
            Some(name) => format!("{number} ({name})"),
            None => number.to_string(),
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let beginning = open.iter().map(|number| {
            let mut part = BTreeMap::from([("measure".to_owned(), whole(*number))]);
            let basis = content(*number, "basis").filter(|_| self.reads.file);
            part.extend(basis.map(|basis| ("basis".to_owned(), Value::text(basis))));
            Value::Record(part)
        });
        let beginning = Present::Value(Private::Clear(Value::List(beginning.collect())));
        let least = u32::try_from(open.len()).ok();
        let takes = Takes::List { of: Box::new(Takes::Record(part(by_letter))), min: least, max: least };
        Field::new("parts", ("delene", "the parts"), takes)
            .helped(
                format!("Hver indsats, der afgøres: {named}."),
                format!("Each measure that is decided: {named}."),
            )
            .beginning_with((!open.is_empty()).then_some(beginning))
    }
}

/// What a part says. What is not granted in full has its reasons and its facts in the letter (FVL §§22 and 24).
fn part(by_letter: bool) -> Vec<Field> {
    let [granted, partly, refused] = OUTCOMES;
    let outcomes = [(granted, "bevilget"), (partly, "delvist"), (refused, "afslået")];
    let not_in_full = || vec![Value::text(partly), Value::text(refused)];
    let number = Takes::Number { min: Some(1), max: None };
    let text = |name: &str, title| Field::new(name, title, Takes::Text);
    vec![
        Field::new("measure", ("indsatsens nummer", "the number of the measure"), number),
        Field::new("outcome", ("udfald", "the outcome"), Takes::one_of(&outcomes)),
        text("basis", ("regel", "the provision")),
        text("reasons", ("begrundelse", "the reasons")).only_where("outcome", not_in_full()),
        text("facts", ("de oplysninger, der er lagt vægt på", "the facts that were given weight"))
            .required_if(by_letter)
            .only_where("outcome", not_in_full()),
        Field::new("discretion", ("er det et skøn", "is it a discretion"), Takes::Boolean)
            .or(Value::Boolean(false)),
        text("considerations", ("hovedhensynene i skønnet", "the main considerations of the discretion"))
            .required_if(by_letter)
            .only_where("discretion", vec![Value::Boolean(true)]),
        Field::new("from", ("fra", "from"), Takes::Date).optional(),
        Field::new("to", ("til", "to"), Takes::Date).optional(),
        text("amount", ("beløb", "amount")).optional(),
    ]
}

fn whole(number: u32) -> Value {
    Value::Number(Number(Decimal::from(number)))
}
