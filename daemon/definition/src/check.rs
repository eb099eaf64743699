//! From a tree of the right shape to a definition: names, types, order, deadlines, conditions, people.

mod again;
mod ages;
mod anchors;
mod bounds;
mod checks;
mod circles;
mod confirmed;
mod count;
mod dead_ends;
mod deadlines;
mod ended;
mod endings;
mod expiry;
mod facts;
mod fit;
mod guards;
mod kinds;
mod ladders;
mod letters;
mod meeting;
pub(crate) mod names;
mod order;
mod pauses;
mod plugin;
mod renames;
mod repeats;
mod roles;
mod sample;
mod scope;
mod stages;
mod steps;
mod tables;
pub(crate) mod texts;
mod tolerance;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use model::{EventName, StepName, WorkflowName};

use crate::bundle::Bundle;
use crate::checked::{Definition, EventRule, RulePack, Step};
use crate::finding::{BAD_VALUE, Finding, Report, UNKNOWN_NAME, UNKNOWN_RULE_PACK};
use crate::municipality::Municipality;
use crate::text::{Text, Tree};

use facts::Facts;
use names::{Names, is_dashed_name};
use order::Order;
use tables::Tables;
use texts::Titles;

/// What a workflow must fit to.
#[derive(Clone, Copy)]
pub(crate) struct Fit<'a> {
    pub(crate) pack: &'a RulePack,
    pub(crate) municipality: Option<&'a Municipality>,
    pub(crate) bundle: &'a Bundle,
}

/// What the checks of single steps look things up in.
#[derive(Clone, Copy)]
struct Context<'a> {
    names: &'a Names<'a>,
    order: &'a Order,
    facts: &'a Facts<'a>,
    titles: &'a Titles<'a>,
    tables: &'a Tables,
    pack: &'a RulePack,
    /// Whether the pack is the one that the workflow names: otherwise its deadlines are not looked for.
    pack_is_known: bool,
    workflow: &'a str,
    /// What conditions may name at every place: put together once, for a condition in each step.
    /// A context in which more tables are known has another one.
    everywhere: &'a OnceCell<Arc<feel::Scope>>,
}

/// Checks a workflow. What is returned is only complete where no error was reported; findings in templates of letters
/// and in files of tables come beside it.
pub(crate) fn check(
    tree: &Tree,
    texts: Option<&Tree>,
    fit: Fit<'_>,
    report: &mut Report<'_>,
) -> Option<(Definition, Vec<Finding>)> {
    let names = Names::read(tree, report)?;
    let titles = Titles::new(tree, texts, report);
    let pack_is_known = heading(tree, fit.pack, report);
    let order = Order::read(&names, report);
    let facts = Facts::read(&names, &titles, pack_is_known.then_some(fit.pack), report);
    texts::untranslated(tree, texts, report);
    let workflow = tree.text("workflow").map_or("", Text::as_str);
    let none = Tables::default();
    let (without_tables, with_tables) = (OnceCell::new(), OnceCell::new());
    let context = Context {
        names: &names,
        order: &order,
        facts: &facts,
        titles: &titles,
        tables: &none,
        pack: fit.pack,
        pack_is_known,
        workflow,
        everywhere: &without_tables,
    };
    let (tables, mut in_others) = tables::read(context, fit, report);
    let context = Context { tables: &tables, everywhere: &with_tables, ..context };
    let roles = roles::read(&context, report);
    let mut events = events(&context, report);
    let stages = stages::read(&context, report);
    let read: Vec<Step> = names
        .steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| steps::read(&context, (at, step), report))
        .collect();
    facts.check_use(&names, report);
    let bounds = bounds::read(&context, report);
    let (letters, in_letters) = letters::read(&context, fit, report);
    in_others.extend(in_letters);
    let step_order: Vec<StepName> = read.iter().map(|step| step.name.clone()).collect();
    let steps: BTreeMap<StepName, Step> = read.into_iter().map(|step| (step.name.clone(), step)).collect();
    roles::check_use(&names, report);
    if let Some(municipality) = fit.municipality {
        fit::check(&names, &steps, municipality, report);
    }
    let opens = event_names(&tree.texts_of("opens"), &names, &events, report);
    let until = until(tree, &context, &mut events, report);
    let (ends, checks) = (endings::read(&context, tree, report), checks::read(&context, tree, report));
    let pauses = pauses::read(&context, (tree, &events), report);
    let choices = facts.choices(&titles).into_iter().chain(tables.into_choices()).collect();
    let facts = bounds::enter(facts.into_rules(), bounds);
    let definition = Definition {
        workflow: WorkflowName::new(workflow),
        title: titles.workflow(tree),
        rule_pack: tree.text("rule_pack")?.text.clone(),
        kle: tree.text("kle").map(|kle| kle.text.clone()),
        opens,
        events,
        until,
        ends,
        roles,
        choices,
        facts,
        stages,
        steps,
        order: step_order,
        checks,
        pauses,
        renamed: renames::read(&names, report),
        letters,
        limits: fit.pack.limits.clone(),
    };
    as_a_whole((&names, &order), (tree, &definition), report);
    Some((definition, in_others))
}

/// What only the whole definition shows: deadlines of one name, rounds without an end, cases that stand still.
fn as_a_whole(read: (&Names<'_>, &Order), (tree, definition): (&Tree, &Definition), report: &mut Report<'_>) {
    deadlines::check(read.0, definition, report);
    ended::check(read.0, definition, report);
    guards::check(read.0, definition, report);
    repeats::check(read, definition, report);
    pauses::check(tree, definition, report);
    dead_ends::check(read, definition, report);
}

/// Checks the lines at the top; whether the rule pack is the one at hand.
fn heading(tree: &Tree, pack: &RulePack, report: &mut Report<'_>) -> bool {
    if let Some(name) = tree.text("workflow")
        && !is_dashed_name(&name.text)
    {
        let message = format!("`{}` cannot name a workflow", name.text.escape_debug());
        report.error(BAD_VALUE, name.span, message, "use letters, digits, `-` and `_`, a letter first");
    }
    if let Some(kle) = tree.text("kle") {
        let numbers: Vec<&str> = kle.text.split('.').collect();
        let is_subject = numbers.len() == 3
            && numbers
                .iter()
                .all(|number| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_subject {
            let message = format!("`{}` is no KLE subject", kle.text.escape_debug());
            report.error(BAD_VALUE, kle.span, message, "write three pairs of digits, such as `27.69.00`");
        }
    }
    let Some(name) = tree.text("rule_pack") else { return false };
    if name.text == pack.name {
        return true;
    }
    let known: Vec<&str> = Some(pack.name.as_str()).filter(|name| !name.is_empty()).into_iter().collect();
    report.unknown(UNKNOWN_RULE_PACK, name, "rule pack at hand", &known);
    false
}

fn events(context: &Context<'_>, report: &mut Report<'_>) -> BTreeMap<EventName, EventRule> {
    let mut events = BTreeMap::new();
    for entry in &context.names.events {
        let by = roles::named(context.names, entry.value.texts_of("by"), report);
        let title = context.titles.of("events", entry, report);
        let about = again::complaint_about(context, entry, report);
        events.insert(EventName::new(entry.key.as_str()), EventRule { title, by, about });
    }
    events
}

fn event_names(
    texts: &[&Text],
    names: &Names<'_>,
    events: &BTreeMap<EventName, EventRule>,
    report: &mut Report<'_>,
) -> Vec<EventName> {
    let mut found = Vec::new();
    for text in texts {
        if !events.contains_key(text.as_str()) {
            report.unknown(UNKNOWN_NAME, text, "event of this workflow", &names.event_names());
        }
        found.push(EventName::new(text.as_str()));
    }
    found
}

/// Events that end a case. `died` need not be declared: it can happen to every case.
fn until(
    tree: &Tree,
    context: &Context<'_>,
    events: &mut BTreeMap<EventName, EventRule>,
    report: &mut Report<'_>,
) -> Vec<EventName> {
    let names_died = tree.texts_of("until").iter().any(|text| text.text == names::DIED);
    if names_died {
        events.entry(EventName::from(names::DIED)).or_insert_with(|| EventRule {
            title: texts::died(),
            by: Vec::new(),
            about: None,
        });
    }
    let mut written = tree.texts_of("until");
    written.retain(|text| endings::is_event(context, text));
    event_names(&written, context.names, events, report)
}
