//! What a formula reads, calls and compares with.

use std::collections::BTreeSet;

use crate::formula::{Formula, PatternUse, Trial, Walk};
use crate::syntax::Relation;
use crate::types::Type;
use crate::value::Value;

/// What is met in a formula. Each name and call once.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) reads: Vec<(String, Type)>,
    /// Calls of the host with constant arguments, as [`call_of`] writes them.
    pub(super) calls: Vec<(String, Type)>,
    pub(super) constants: Vec<Value>,
}

/// How a call is told from another.
pub(super) fn call_of(function: &str, arguments: &[Value]) -> String {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    format!("{function}({})", arguments.join(", "))
}

/// Everything that is read, called and compared with.
pub(super) fn look(formula: &Formula) -> Seen {
    let mut seen = Seen::default();
    let mut open = vec![formula];
    while let Some(formula) = open.pop() {
        if let Formula::Constant(value) = formula {
            seen.constants.push(value.clone());
        }
        if let Formula::Read(name, kind) = formula
            && seen.reads.iter().all(|(known, _)| known != name)
        {
            seen.reads.push((name.clone(), kind.clone()));
        }
        if let Formula::Host(call) = formula {
            let arguments: Vec<Value> = call.arguments.iter().filter_map(constant).collect();
            let told = call_of(&call.function, &arguments);
            if seen.calls.iter().all(|(known, _)| *known != told) {
                seen.calls.push((told, call.result.clone()));
            }
        }
        open.extend(parts(formula));
    }
    seen
}

fn constant(formula: &Formula) -> Option<Value> {
    if let Formula::Constant(value) = formula { Some(value.clone()) } else { None }
}

/// The formulas within one.
fn parts(formula: &Formula) -> Vec<&Formula> {
    match formula {
        Formula::Constant(_) | Formula::Read(..) | Formula::Local(_) => Vec::new(),
        Formula::Part(of, _)
        | Formula::Negation(of)
        | Formula::Not(of)
        | Formula::Each(of, _)
        | Formula::IsPresent(of)
        | Formula::Single(of) => vec![of],
        Formula::Arithmetic(first, rest) => {
            [&**first].into_iter().chain(rest.iter().map(|(_, one)| one)).collect()
        }
        Formula::Comparison(left, _, right)
        | Formula::Quantified(_, left, right)
        | Formula::Filter(left, right)
        | Formula::Index(left, right) => vec![left, right],
        Formula::In(of, trials) => [&**of].into_iter().chain(trials.iter().flat_map(of_trial)).collect(),
        Formula::All(all) | Formula::Any(all) | Formula::List(all) | Formula::Builtin(_, all) => {
            all.iter().collect()
        }
        Formula::If(branches) => vec![&branches.condition, &branches.then, &branches.otherwise],
        Formula::For(walks, body) => {
            let walks = walks.iter().flat_map(|walk| match walk {
                Walk::Members(of) => vec![of],
                Walk::Span(from, to) => vec![from, to],
            });
            walks.chain([&**body]).collect()
        }
        Formula::Context(parts) => parts.iter().map(|(_, part)| part).collect(),
        Formula::Range(limits) => limits.low.iter().chain(&limits.high).collect(),
        Formula::Pattern(pattern) => {
            let with = if let PatternUse::Replace(with) = &pattern.does { Some(with) } else { None };
            [&pattern.input].into_iter().chain(with).collect()
        }
        Formula::Put(put) => vec![&put.0, &put.2],
        Formula::Host(call) => call.arguments.iter().collect(),
    }
}

fn of_trial(trial: &Trial) -> Vec<&Formula> {
    match trial {
        Trial::Equals(one)
        | Trial::Among(one)
        | Trial::Within(one)
        | Trial::Relation(_, one)
        | Trial::Condition(one) => vec![one],
        Trial::Range((_, low), (_, high)) => vec![low, high],
    }
}

/// Whether a condition only compares what it reads with constants, so that the examples between them are every case.
///
/// `fixed` are names that have one value: they are constants too.
pub(super) fn is_plain(formula: &Formula, fixed: &BTreeSet<&str>) -> bool {
    let plain = |one: &Formula| is_plain(one, fixed);
    match formula {
        Formula::Constant(_) => true,
        Formula::Read(_, kind) => *kind.when_present() == Type::Boolean,
        Formula::Host(call) => {
            call.result == Type::Boolean && call.arguments.iter().all(|one| constant(one).is_some())
        }
        Formula::Not(of) => plain(of),
        Formula::All(all) | Formula::Any(all) => all.iter().all(plain),
        Formula::If(branches) => {
            plain(&branches.condition) && plain(&branches.then) && plain(&branches.otherwise)
        }
        Formula::IsPresent(of) => is_subject(of),
        Formula::Comparison(left, relation, right) => {
            let is_subject = |one| is_subject(one) && (is_equality(*relation) || !is_text(one));
            is_subject(left) && is_fixed(right, fixed) || is_fixed(left, fixed) && is_subject(right)
        }
        Formula::In(of, trials) => {
            let is_covered = |trial| is_plain_trial(trial, fixed) && (!is_text(of) || is_among(trial));
            is_subject(of) && trials.iter().all(is_covered)
        }
        Formula::Local(_)
        | Formula::Part(..)
        | Formula::Negation(_)
        | Formula::Arithmetic(..)
        | Formula::Quantified(..)
        | Formula::List(_)
        | Formula::Filter(..)
        | Formula::Index(..)
        | Formula::Each(..)
        | Formula::For(..)
        | Formula::Context(_)
        | Formula::Range(_)
        | Formula::Single(_)
        | Formula::Pattern(_)
        | Formula::Put(_)
        | Formula::Builtin(..) => false,
    }
}

fn is_plain_trial(trial: &Trial, fixed: &BTreeSet<&str>) -> bool {
    match trial {
        Trial::Equals(one) | Trial::Among(one) | Trial::Within(one) | Trial::Relation(_, one) => {
            is_fixed(one, fixed)
        }
        Trial::Range((_, low), (_, high)) => is_fixed(low, fixed) && is_fixed(high, fixed),
        Trial::Condition(_) => false,
    }
}

/// Texts are told apart by being equal: between two of them there are always others.
fn is_text(formula: &Formula) -> bool {
    matches!(formula, Formula::Read(_, kind) if *kind.when_present() == Type::Text)
}

fn is_equality(relation: Relation) -> bool {
    matches!(relation, Relation::Equal | Relation::Unequal)
}

fn is_among(trial: &Trial) -> bool {
    matches!(trial, Trial::Equals(_) | Trial::Among(_))
}

/// What the examples cover: a single value with an order or of few words, or how many members a list has.
fn is_subject(formula: &Formula) -> bool {
    if let Formula::Read(_, kind) = formula {
        let kind = kind.when_present();
        return matches!(kind, Type::Boolean | Type::Number | Type::Text | Type::Date | Type::Choice(_));
    }
    let Formula::Builtin(builtin, arguments) = formula else { return false };
    let is_list =
        |one: &Formula| matches!(one, Formula::Read(_, kind) if matches!(kind.when_present(), Type::List(_)));
    builtin.name == "count" && matches!(arguments.as_slice(), [one] if is_list(one))
}

fn is_fixed(formula: &Formula, fixed: &BTreeSet<&str>) -> bool {
    #[expect(clippy::wildcard_enum_match_arm, reason = "nothing else is known before a case is")]
    match formula {
        Formula::Constant(_) => true,
        Formula::Read(name, _) => fixed.contains(name.as_str()),
        Formula::List(all) => all.iter().all(|one| is_fixed(one, fixed)),
        Formula::Range(limits) => limits.low.iter().chain(&limits.high).all(|one| is_fixed(one, fixed)),
        Formula::Negation(of) => is_fixed(of, fixed),
        _other => false,
    }
}
