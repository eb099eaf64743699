//! Values that an expression makes: lists, groups, ranges, and texts by patterns.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::{
    Evaluated, Evaluation, EvaluationError, LIST_ITEMS_MAX, TEXT_BYTES_MAX, order, read, truth, weight,
};
use crate::formula::{Formula, Limits, Part, Pattern, PatternUse, Walk};
use crate::value::{Range, Value};

impl<'p> Evaluation<'p> {
    /// The members of a list, or the whole numbers or days of a closed range; `None` if it is missing.
    pub(super) fn members(&mut self, list: Value) -> Result<Option<Vec<Value>>, EvaluationError> {
        if let Value::List(members) = list {
            return Ok(Some(members));
        }
        let Value::Range(range) = list else { return Ok(None) };
        let Range { low: Some(low), low_included: true, high: Some(high), high_included: true } = *range
        else {
            return Err(EvaluationError::Argument("for"));
        };
        self.span(low, &high).map(Some)
    }

    /// From one whole number or date to another, both included, up or down.
    fn span(&mut self, low: Value, high: &Value) -> Result<Vec<Value>, EvaluationError> {
        let goes_down = order(&low, high) == Some(std::cmp::Ordering::Greater);
        let mut values = Vec::new();
        let mut next = low;
        loop {
            let is_over = match order(&next, high) {
                Some(std::cmp::Ordering::Equal) => false,
                Some(std::cmp::Ordering::Less) => goes_down,
                Some(std::cmp::Ordering::Greater) => !goes_down,
                None => true,
            };
            if is_over {
                return Ok(values);
            }
            if values.len() >= LIST_ITEMS_MAX {
                return Err(EvaluationError::ListTooLong);
            }
            self.spend(1)?;
            values.push(next.clone());
            match after(&next, goes_down)? {
                Some(after) => next = after,
                None => return Ok(values),
            }
        }
    }

    pub(super) fn filtered(&mut self, list: &'p Formula, condition: &'p Formula) -> Evaluated {
        let list = self.value(list)?;
        let Some(members) = self.members(list)? else { return Ok(Value::Null) };
        let mut kept = Vec::new();
        for member in members {
            self.locals.push(member);
            let met = self.value(condition);
            let member = self.locals.pop();
            if truth(&met?) == Some(true) {
                kept.extend(member);
            }
        }
        Ok(Value::List(kept))
    }

    pub(super) fn indexed(&mut self, list: &'p Formula, index: &'p Formula) -> Evaluated {
        let Value::List(members) = self.value(list)? else { return Ok(Value::Null) };
        let Value::Number(index) = self.value(index)? else { return Ok(Value::Null) };
        let at = position(index, members.len());
        Ok(at.and_then(|at| members.into_iter().nth(at)).unwrap_or(Value::Null))
    }

    pub(super) fn each(&mut self, list: &'p Formula, part: &Part) -> Evaluated {
        let Value::List(members) = self.value(list)? else { return Ok(Value::Null) };
        self.spend(members.len())?;
        let parts = members.into_iter().map(|member| read::part(member, part));
        parts.collect::<Result<_, _>>().map(Value::List)
    }

    /// Every combination of the members, the last list going round fastest.
    pub(super) fn walked(&mut self, walks: &'p [Walk], body: &'p Formula) -> Evaluated {
        let mut results = Vec::new();
        self.walk(walks, body, &mut results)?;
        Ok(Value::List(results))
    }

    /// As deep as there are lists, of which the parser takes a few.
    fn walk(
        &mut self,
        walks: &'p [Walk],
        body: &'p Formula,
        results: &mut Vec<Value>,
    ) -> Result<(), EvaluationError> {
        let Some((walk, rest)) = walks.split_first() else {
            if results.len() >= LIST_ITEMS_MAX {
                return Err(EvaluationError::ListTooLong);
            }
            results.push(self.value(body)?);
            return Ok(());
        };
        let members = match walk {
            Walk::Members(list) => {
                let list = self.value(list)?;
                self.members(list)?.unwrap_or_default()
            }
            Walk::Span(low, high) => {
                let (low, high) = (self.value(low)?, self.value(high)?);
                self.span(low, &high)?
            }
        };
        for member in members {
            self.spend(1)?;
            self.locals.push(member);
            let walked = self.walk(rest, body, results);
            self.locals.pop();
            walked?;
        }
        Ok(())
    }

    pub(super) fn grouped(&mut self, entries: &'p [(String, Formula)]) -> Evaluated {
        let before = self.locals.len();
        let mut parts = BTreeMap::new();
        for (name, formula) in entries {
            let value = self.value(formula);
            let value = value.inspect_err(|_| self.locals.truncate(before))?;
            self.locals.push(value.clone());
            parts.insert(name.clone(), value);
        }
        self.locals.truncate(before);
        Ok(Value::Context(parts))
    }

    pub(super) fn put(&mut self, (group, name, value): &'p (Formula, String, Formula)) -> Evaluated {
        let Value::Context(mut parts) = self.value(group)? else { return Ok(Value::Null) };
        let value = self.value(value)?;
        parts.insert(name.clone(), value);
        Ok(Value::Context(parts))
    }

    /// A bound that is missing is open; a range that ends before it begins is refused.
    pub(super) fn limited(&mut self, limits: &'p Limits) -> Evaluated {
        let low = limits.low.as_ref().map(|low| self.value(low)).transpose()?;
        let high = limits.high.as_ref().map(|high| self.value(high)).transpose()?;
        let (low_included, high_included) = (limits.low_included, limits.high_included);
        let open = |bound: Option<Value>| bound.filter(|bound| *bound != Value::Null);
        let (low, high) = (open(low), open(high));
        if let (Some(low), Some(high)) = (&low, &high)
            && order(low, high).is_none_or(std::cmp::Ordering::is_gt)
        {
            return Err(EvaluationError::Argument("range"));
        }
        Ok(Value::Range(Box::new(Range { low, low_included, high, high_included })))
    }

    pub(super) fn pattern(&mut self, pattern: &'p Pattern) -> Evaluated {
        let input = self.value(&pattern.input)?;
        self.spend(weight(&input))?;
        let Value::Text(input) = input else { return Ok(Value::Null) };
        match &pattern.does {
            PatternUse::Matches => Ok(Value::Boolean(pattern.regex.is_match(&input))),
            PatternUse::Split => {
                let parts: Vec<Value> = pattern
                    .regex
                    .split(&input)
                    .take(LIST_ITEMS_MAX + 1)
                    .map(|part| Value::Text(part.to_owned()))
                    .collect();
                if parts.len() > LIST_ITEMS_MAX {
                    return Err(EvaluationError::ListTooLong);
                }
                Ok(Value::List(parts))
            }
            PatternUse::Replace(replacement) => {
                let Value::Text(replacement) = self.value(replacement)? else { return Ok(Value::Null) };
                let most = input.len().saturating_add(1).saturating_mul(replacement.len().saturating_add(1));
                if most > TEXT_BYTES_MAX
                    && input.len().saturating_add(replacement.len()) > TEXT_BYTES_MAX / 16
                {
                    return Err(EvaluationError::TextTooLong);
                }
                let replaced = pattern.regex.replace_all(&input, group_references(&replacement)).into_owned();
                if replaced.len() > TEXT_BYTES_MAX {
                    return Err(EvaluationError::TextTooLong);
                }
                Ok(Value::Text(replaced))
            }
        }
    }
}

/// The whole number or day beside this one; `None` at the end of the calendar.
fn after(value: &Value, goes_down: bool) -> Result<Option<Value>, EvaluationError> {
    if let Value::Number(number) = value {
        let step = if goes_down { -Decimal::ONE } else { Decimal::ONE };
        let next = number.checked_add(step).ok_or(EvaluationError::Overflow)?;
        return Ok(Some(Value::Number(next)));
    }
    let Value::Date(date) = value else { return Err(EvaluationError::Argument("for")) };
    let step = if goes_down { -1 } else { 1 };
    Ok(date.checked_add(step.days()).ok().map(Value::Date))
}

/// The place in a list of `count` that a number means: from 1, or from -1 at the end.
pub(crate) fn position(number: Decimal, count: usize) -> Option<usize> {
    let whole = number.trunc().to_i64().filter(|_| number.fract().is_zero())?;
    match whole {
        0 => None,
        1.. => usize::try_from(whole - 1).ok().filter(|at| *at < count),
        _ => count.checked_sub(usize::try_from(whole.unsigned_abs()).ok()?),
    }
}

/// `$1` of FEEL is the first group whatever follows it; the library would read `$1a` as a name.
fn group_references(replacement: &str) -> String {
    let mut text = String::new();
    let mut characters = replacement.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('$') => text.push_str("$$"),
                Some(other) => text.push(other),
                None => {}
            },
            '$' => {
                let digit = characters.next_if(char::is_ascii_digit);
                match digit {
                    Some(digit) => text.extend(['$', '{', digit, '}']),
                    None => text.push_str("$$"),
                }
            }
            other => text.push(other),
        }
    }
    text
}
