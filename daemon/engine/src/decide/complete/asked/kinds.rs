//! Steps that are no forms of facts: what each kind takes by itself.

use definition::{PanelMode, TableRule};
use model::plugin::ProposalState;
use model::{RoleName, Value};

use super::{Field, Fields, Takes, note};

/// The ways in which a proposal ends: exactly one.
const WAYS: [&str; 3] = ["confirm", "decline", "person"];

/// Purpose by purpose; a refusal names none.
pub(super) fn consent(ask: &[String]) -> Vec<Field> {
    let words = [("given", "ja"), ("refused", "nej")];
    let purposes = ("hvad borgeren siger ja til", "what the citizen says yes to");
    vec![
        Field::new("answer", ("borgerens svar", "the citizen's answer"), Takes::one_of(&words)),
        Field::new("purposes", purposes, Takes::plain(ask).several(Some(1)))
            .only_where("answer", vec![Value::text("given")]),
        note(),
    ]
}

pub(super) fn citizen(answers: &[String]) -> Vec<Field> {
    vec![
        Field::new("answer", ("borgerens svar", "the citizen's answer"), Takes::plain(answers)),
        Field::new("words", ("borgerens ord", "the citizen's own words"), Takes::Text).optional(),
    ]
}

/// First it is sent, then its reply is written down.
pub(super) fn hearing(is_sent: bool) -> Vec<Field> {
    if is_sent {
        return vec![Field::new("reply", ("borgerens svar", "what the citizen replied"), Takes::Text)];
    }
    vec![
        Field::new("text", ("hvad der skrives til borgeren", "what is written to the citizen"), Takes::Text)
            .optional()
            .helped(
                "Når opgaven er udført, er høringen sendt; opgaven kommer igen til borgerens svar.",
                "When the task is completed, the hearing is sent; the task comes again for the citizen's reply.",
            ),
    ]
}

/// A person did what a case of another workflow was for.
pub(super) fn linked() -> Vec<Field> {
    vec![Field::new("outcome", ("udfald", "what came of it"), Takes::Text).helped(
        "Kun når sagen, der ventes på, ikke selv giver udfaldet.",
        "Only where the case that is awaited does not bring the outcome by itself.",
    )]
}

pub(super) fn review() -> Vec<Field> {
    let words = [("continue", "fortsæt"), ("adjust", "justér")];
    vec![
        Field::new("result", ("udfald", "what it came to"), Takes::one_of(&words)),
        Field { is_aside: false, ..note() },
    ]
}

pub(super) fn panel(mode: PanelMode, outcomes: &[String], quorum: Option<u32>) -> Vec<Field> {
    let title = match mode {
        PanelMode::Advisory => ("hvad mødet anbefaler", "what the meeting recommends"),
        PanelMode::Deciding => ("hvad mødet har besluttet", "what the meeting decided"),
    };
    vec![
        Field::new(mode.leaves(), title, Takes::plain(outcomes)),
        Field::new(
            "present",
            ("hvem der var til stede", "who was there"),
            Takes::Text.several(quorum.or(Some(1))),
        ),
        Field::new("citizen_present", ("var borgeren med", "was the citizen there"), Takes::Boolean)
            .or(Value::Boolean(false)),
        Field::new("reasons", ("begrundelse", "the reasons"), Takes::Text),
    ]
}

impl Fields<'_> {
    pub(super) fn allocation(&self, role: &RoleName) -> Vec<Field> {
        let [person, deputy] = self.person(role);
        [person, deputy].into_iter().chain(self.over_limit(role)).chain([note()]).collect()
    }

    /// Why somebody is to carry more cases than the role allows; left out unless they would.
    fn over_limit(&self, role: &RoleName) -> Option<Field> {
        let of_role = self.asking.subject.definition.roles.get(role)?;
        let most = of_role.max_cases?;
        let field = Field::new(
            "over_limit",
            ("hvorfor flere sager end grænsen", "why more cases than the limit"),
            Takes::Text,
        );
        let (da, en) = (
            format!("Kun hvis vedkommende har {most} sager eller flere."),
            format!("Only where they have {most} cases or more."),
        );
        Some(Field { is_aside: true, ..field.optional().helped(&da, &en) })
    }

    /// Who gets a role, and who stands in for them.
    fn person(&self, role: &RoleName) -> [Field; 2] {
        let of_role = self.asking.subject.definition.roles.get(role);
        let needs_deputy = of_role.is_some_and(|known| known.deputy_required);
        let takes = self.asking.who_can_be(role);
        [
            Field::new("person", ("hvem", "who"), takes.clone()),
            Field::new("deputy", ("stedfortræder", "who stands in for them"), takes)
                .required_if(needs_deputy),
        ]
    }

    /// A proposal is confirmed, declined with a reason, or somebody else is taken; without one somebody is named.
    pub(super) fn plugin(&self, role: &RoleName) -> Vec<Field> {
        let proposal = self.state.proposal.as_ref();
        let is_proposed = proposal.is_some_and(|proposal| proposal.state == ProposalState::Proposed);
        let [person, deputy] = self.person(role);
        let reason = Field::new("reason", ("begrundelse", "the reason"), Takes::Text);
        if !is_proposed {
            return [person, deputy, reason.optional()].into_iter().chain(self.over_limit(role)).collect();
        }
        let either = |field: Field| Field { either: WAYS.to_vec(), ..field.optional() };
        let confirm = Field::new("confirm", ("bekræft forslaget", "confirm the proposal"), Takes::Boolean)
            .helped("Forslaget står på sagens side.", "The proposal stands on the page of the case.");
        let decline =
            Field::new("decline", ("hvorfor forslaget afvises", "why the proposal is declined"), Takes::Text);
        let reason = reason.optional().helped(
            "Skal gives, når det bliver en anden end den foreslåede.",
            "Has to be given where somebody else is taken than was proposed.",
        );
        let fields = [either(confirm), either(decline), either(person), deputy.optional(), reason];
        fields.into_iter().chain(self.over_limit(role)).collect()
    }

    /// What the rules of a table left open: each of its columns, and why (FVL §24).
    pub(super) fn table(&self, rule: &TableRule) -> Vec<Field> {
        let outputs = rule.outputs.iter().map(|output| {
            let title = output.name.replace('_', " ");
            Field::new(&output.name, (&title, &title), self.asking.takes(&output.kind))
        });
        let reason = Field::new("reason", ("begrundelse", "the reason"), Takes::Text).helped(
            "Hvorfor det afgøres sådan, når tabellen ikke har et svar (FVL §24).",
            "Why it is decided so where the table has no answer (FVL §24).",
        );
        outputs.chain([reason]).collect()
    }
}
