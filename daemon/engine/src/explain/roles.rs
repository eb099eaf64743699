//! What the role of an open step asks of whoever does it, said beside why the step stands where it stands.

use access::{Seeker, has_room, qualifies};
use definition::{Kind, Step};
use model::deadline::Sentence;
use model::{PersonId, RoleName, StepStatus};

use super::{Subject, said};

/// The sentence with what the role of the step asks for.
pub(super) fn told(step: &Step, subject: &Subject<'_>, because: Sentence) -> Sentence {
    let is_open = subject.case.steps.get(&step.name).is_some_and(|state| state.status == StepStatus::Active);
    if !is_open {
        return because;
    }
    let given = if let Kind::Allocation { role } | Kind::Plugin { proposes: role, .. } = &step.kind {
        [needs(subject, role), room(subject, role)]
    } else {
        [None, None]
    };
    let by = step.by.as_ref().and_then(|role| subject.definition.roles.get(role));
    let blind = by.filter(|role| role.blind).map(|_| {
        said(
            "Den, der vurderer, ser først bagefter, hvad andre i rollen er nået frem til.",
            "whoever judges sees only afterwards what others in the role came to",
        )
    });
    let with = by.and_then(|role| role.with.as_ref()).map(|with| {
        let who = super::holders(subject.case, subject.directory, with);
        let who = who.iter().map(PersonId::as_str).collect::<Vec<_>>().join(", ");
        said(
            format!("Det gøres kun sammen med en anden fra rollen `{with}`: {who}."),
            format!("it is done only together with somebody else who is `{with}`: {who}"),
        )
    });
    let drawn = step.sample.map(|percent| {
        said(
            format!("Sagen blev udtrukket; det sker for {percent} % af sagerne."),
            format!("the case was drawn, as {percent} % of the cases are"),
        )
    });
    given
        .into_iter()
        .flatten()
        .chain(drawn)
        .chain(blind)
        .chain(with)
        .fold(because, |first, second| joined(&first, &second))
}

/// Who has what the role needs.
fn needs(subject: &Subject<'_>, role: &RoleName) -> Option<Sentence> {
    let needs = &subject.definition.roles.get(role)?.needs;
    let listed = needs.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let who =
        those(subject, role, |seeker| qualifies(seeker, role, (subject.case, subject.definition)).is_ok());
    let (da, en) = match who {
        None => ("ingen har det".to_owned(), "nobody has it".to_owned()),
        Some(who) => (format!("det har: {who}"), format!("who has it: {who}")),
    };
    (!needs.is_empty())
        .then(|| said(format!("`{role}` kræver {listed}; {da}."), format!("a `{role}` needs {listed}; {en}")))
}

/// Who has room for the case, where the role has a limit.
fn room(subject: &Subject<'_>, role: &RoleName) -> Option<Sentence> {
    let most = subject.definition.roles.get(role)?.max_cases?;
    let who =
        those(subject, role, |seeker| has_room(seeker, role, (subject.case, subject.definition), 1).is_ok());
    let (da, en) = match who {
        None => ("ingen har plads".to_owned(), "nobody has room".to_owned()),
        Some(who) => (format!("plads har: {who}"), format!("with room: {who}")),
    };
    Some(said(
        format!("`{role}` har højst {most} åbne sager; {da}."),
        format!("a `{role}` has at most {most} open cases; {en}"),
    ))
}

/// Those who hold the role of whom something is true, if anybody.
fn those(subject: &Subject<'_>, role: &RoleName, is_true: impl Fn(Seeker<'_>) -> bool) -> Option<String> {
    let directory = subject.directory;
    let holders = directory.holders(role, &subject.case.unit);
    let who: Vec<&str> =
        holders.filter(|person| is_true(Seeker { person, directory })).map(PersonId::as_str).collect();
    (!who.is_empty()).then(|| who.join(", "))
}

fn joined(first: &Sentence, second: &Sentence) -> Sentence {
    said(format!("{} {}", first.da, second.da), format!("{}; {}", first.en, second.en))
}
