//! Whether a condition can hold: shown by an example, and where it only compares with constants, by trying every case.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::evaluate::{Environment, EvaluationError};
use crate::formula::Formula;
use crate::program::Program;
use crate::types::Type;
use crate::value::Value;

mod examples;
mod walk;

use examples::Pool;

/// Cases tried of a condition that only compares with constants: where there are more, none without an example is proved.
const CASES_MAX: u64 = 4_096;

/// Cases tried of any other condition: they show that it can hold, and never that it cannot.
const SAMPLES_MAX: u64 = 256;

/// Cases after which a condition that has failed in each is taken to fail always.
const FAILURES_MAX: usize = 16;

/// What is known of whether a condition can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Possible {
    /// There is a case in which it does.
    Yes,
    /// Every case was tried, and it holds in none.
    No,
    /// It could not be evaluated in any case that was tried.
    Fails(EvaluationError),
    /// No case was found in which it holds, and not every case could be tried.
    NotProved,
}

/// What a name can be beside what its type says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest number, or fewest members of a list.
    pub least: Option<Decimal>,
    /// Largest number, or most members of a list.
    pub most: Option<Decimal>,
    /// The one value that it has.
    pub only: Option<Value>,
}

impl Bounds {
    /// Between two whole numbers, either of which may be missing.
    #[must_use]
    pub fn between(least: Option<i64>, most: Option<i64>) -> Self {
        Self { least: least.map(Decimal::from), most: most.map(Decimal::from), only: None }
    }

    /// One value and no other.
    #[must_use]
    pub fn only(value: Value) -> Self {
        Self { only: Some(value), ..Self::default() }
    }
}

impl Program {
    /// Whether the condition can hold, with what `bounds` says of each name that it reads.
    ///
    /// The names are taken to be independent of each other, and calls of the host to give anything of their type.
    #[must_use]
    pub fn can_hold(&self, bounds: &dyn Fn(&str) -> Bounds) -> Possible {
        let seen = walk::look(self.formula());
        let reads: Vec<(&str, &Type, Bounds)> =
            seen.reads.iter().map(|(name, kind)| (name.as_str(), kind, bounds(name))).collect();
        let mut pool = Pool::of(&seen.constants, self.words());
        for (_, _, known) in &reads {
            pool.add_bounds(known);
        }
        let values = |kind, known: &Bounds| match &known.only {
            Some(only) => vec![only.clone()],
            None => pool.values(kind, known),
        };
        let of_reads = reads.iter().map(|(name, kind, known)| (*name, values(kind, known)));
        let of_calls =
            seen.calls.iter().map(|(call, kind)| (call.as_str(), values(kind, &Bounds::default())));
        let subjects: Vec<(&str, Vec<Value>)> = of_reads.chain(of_calls).collect();
        let total = subjects.iter().try_fold(1_u64, |all, (_, values)| {
            all.checked_mul(u64::try_from(values.len()).unwrap_or(u64::MAX))
        });
        let total = total.unwrap_or(u64::MAX);
        let fixed: BTreeSet<&str> =
            reads.iter().filter(|(_, _, known)| known.only.is_some()).map(|(name, ..)| *name).collect();
        let has_lists = reads.iter().any(|(_, kind, _)| matches!(kind.when_present(), Type::List(_)));
        let is_plain = walk::is_plain(self.formula(), &fixed) && (!has_lists || pool.is_short());
        let most = if is_plain { CASES_MAX } else { SAMPLES_MAX };
        // Odd where some are left out: what comes back with an even period is not always met at the same place.
        let step = Some(total.div_ceil(most)).filter(|step| *step > 1).map_or(1, |step| step | 1);
        let mut failure = None;
        let (mut tried, mut failed) = (0_usize, 0_usize);
        let mut place = 0_u64;
        while place < total {
            let case = Case::at(&subjects, place);
            match self.evaluate(&case) {
                Ok(Value::Boolean(true)) => return Possible::Yes,
                Ok(_) => {}
                Err(error) => {
                    failed = failed.saturating_add(1);
                    failure = Some(error);
                }
            }
            tried = tried.saturating_add(1);
            if failed == tried && failed >= FAILURES_MAX {
                break;
            }
            let Some(next) = place.checked_add(step) else { break };
            place = next;
        }
        match failure {
            Some(error) if failed == tried => Possible::Fails(error),
            None if is_plain && step == 1 => Possible::No,
            Some(_) | None => Possible::NotProved,
        }
    }
}

/// One value for each name and each call.
struct Case<'v> {
    values: BTreeMap<&'v str, &'v Value>,
}

impl<'v> Case<'v> {
    fn at(subjects: &'v [(&'v str, Vec<Value>)], place: u64) -> Self {
        let mut rest = place;
        let values = subjects.iter().filter_map(|(name, values)| {
            let count = u64::try_from(values.len()).ok().filter(|count| *count > 0)?;
            let at = usize::try_from(rest.checked_rem(count)?).ok()?;
            rest = rest.checked_div(count)?;
            Some((*name, values.get(at)?))
        });
        Self { values: values.collect() }
    }
}

impl Environment for Case<'_> {
    fn value(&self, name: &str) -> Value {
        self.values.get(name).map_or(Value::Null, |value| (*value).clone())
    }

    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, String> {
        let call = walk::call_of(function, arguments);
        Ok(self.values.get(call.as_str()).map_or(Value::Null, |value| (*value).clone()))
    }
}

/// The words of every choice type that a formula reads, by type.
pub(crate) fn words_in(
    formula: &Formula,
    words_of: impl Fn(&str) -> Vec<String>,
) -> BTreeMap<String, Vec<String>> {
    let seen = walk::look(formula);
    let mut words = BTreeMap::new();
    let mut open: Vec<&Type> = seen.reads.iter().chain(&seen.calls).map(|(_, kind)| kind).collect();
    while let Some(kind) = open.pop() {
        match kind {
            Type::Choice(name) => {
                words.entry(name.clone()).or_insert_with(|| words_of(name));
            }
            Type::List(of) | Type::Optional(of) | Type::Range(of) => open.push(of),
            Type::Context(parts) => open.extend(parts.values()),
            Type::Null
            | Type::Boolean
            | Type::Number
            | Type::Text
            | Type::Date
            | Type::DateTime
            | Type::LocalDateTime
            | Type::ZonedTime
            | Type::Time
            | Type::DayDuration
            | Type::MonthDuration => {}
        }
    }
    words
}
