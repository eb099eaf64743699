//! The plan: goals in the citizen's words, measures, and the facts that it leans on.

use model::Value;

use super::{Choice, Field, Fields, Takes};
use crate::follow::is_empty;

/// Facts listed at most: longer files are read on the page of the case.
const FACTS_MAX: usize = 200;

impl Fields<'_> {
    pub(super) fn plan(&self, own_goals: u32, measures: u32) -> Vec<Field> {
        let known = u32::try_from(self.asking.subject.case.goals.len()).unwrap_or(u32::MAX);
        let owed = own_goals.saturating_sub(known);
        let goals = Field::new(
            "goals",
            ("borgerens egne ord", "the citizen's own words"),
            Takes::Text.several(Some(owed)),
        )
        .required_if(owed > 0)
        .helped(
            format!("Borgerens egne mål, ord for ord. Sagen har {known} i forvejen."),
            format!("The citizen's own goals, word for word. The case has {known} already."),
        );
        let measures = Field::new(
            "measures",
            ("indsatserne", "the measures"),
            Takes::Record(measure(known)).several(Some(measures)),
        )
        .required_if(measures > 0);
        let used = Takes::Record(self.fact_use()).several(None);
        let used = Field::new(
            "facts_used",
            ("oplysninger, som planen bygger på", "facts that the plan leans on"),
            used,
        )
        .optional()
        .helped(
            "Det, der taler imod borgeren, skal borgeren høres om (FVL §19).",
            "What speaks against the citizen has to be put to them (FVL §19).",
        );
        vec![goals, measures, used]
    }

    fn fact_use(&self) -> Vec<Field> {
        let subject = self.asking.subject;
        let there = subject
            .case
            .facts
            .iter()
            .filter(|((name, slot), fact)| !is_empty(&fact.value) && (self.reads.fact)(name, *slot));
        let mut names: Vec<_> = there.map(|((name, _), _)| name).collect();
        names.dedup();
        let choice = |name: &&model::FactName| {
            let title = subject.definition.facts.get(*name)?.title.clone();
            Some(Choice { word: name.to_string(), title })
        };
        let choices = names.iter().filter_map(choice).take(FACTS_MAX).collect();
        let yes_no = |name: &str, title| Field::new(name, title, Takes::Boolean).or(Value::Boolean(false));
        let slot = Takes::Number { min: Some(0), max: None };
        vec![
            Field::new("fact", ("oplysningen", "the fact"), Takes::Choice(choices)),
            Field::new("slot", ("bidragets nummer", "the number of the contribution"), slot).optional(),
            yes_no("adverse", ("taler imod borgeren", "speaks against the citizen")),
            yes_no("known_to_party", ("borgeren kender den", "the citizen knows it")),
        ]
    }
}

fn measure(goals: u32) -> Vec<Field> {
    let goal = Takes::Number { min: Some(1), max: None };
    vec![
        Field::new("name", ("hvad der skal ske", "what will be done"), Takes::Text),
        Field::new("goal", ("mål", "goal"), goal).optional().helped(
            format!("Målets nummer; nye mål tælles fra {}.", goals.saturating_add(1)),
            format!("The number of the goal; new goals count from {}.", goals.saturating_add(1)),
        ),
        Field::new("text", ("tekst", "text"), Takes::Text).optional(),
        Field::new("basis", ("grundlag", "basis"), Takes::Text).optional(),
        Field::new("department", ("forvaltning", "department"), Takes::Text).optional(),
    ]
}
