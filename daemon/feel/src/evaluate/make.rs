//! Values that an expression makes: lists, groups, ranges, and texts by patterns.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use regex::Regex;
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
        // Its names were counted inside of the filter: the place of the member stays empty.
        self.locals.push(Value::Null);
        let index = self.value(index);
        self.locals.pop();
        let Value::Number(index) = index? else { return Ok(Value::Null) };
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

    pub(super) fn put(&mut self, (group, keys, value): &'p (Formula, Vec<String>, Formula)) -> Evaluated {
        let mut whole = self.value(group)?;
        let value = self.value(value)?;
        let mut place = &mut whole;
        for key in keys {
            let Value::Context(parts) = place else { return Ok(Value::Null) };
            place = parts.entry(key.clone()).or_insert(Value::Null);
        }
        *place = value;
        Ok(whole)
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
                replaced(&pattern.regex, &input, &pieces(&replacement)).map(Value::Text)
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

/// A piece of a replacement.
enum Piece<'r> {
    Text(&'r str),
    /// What a group of the pattern matched: `$1` is the first, whatever follows it.
    Group(usize),
}

/// A backslash takes the meaning from what follows it.
fn pieces(replacement: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = replacement;
    while let Some(at) = rest.find(['$', '\\']) {
        let (before, special) = rest.split_at(at);
        pieces.push(Piece::Text(before));
        // Both signs are one byte long.
        let (sign, after) = special.split_at(1);
        let next = after.chars().next();
        let (own, beyond) = after.split_at(next.map_or(0, char::len_utf8));
        let group = next.and_then(|digit| digit.to_digit(10)).and_then(|digit| usize::try_from(digit).ok());
        let (piece, left) = match (sign, group) {
            ("\\", _) => (Piece::Text(own), beyond),
            (_, Some(group)) => (Piece::Group(group), beyond),
            (sign, None) => (Piece::Text(sign), after),
        };
        pieces.push(piece);
        rest = left;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Every match replaced; refused as soon as the text is longer than texts may be.
fn replaced(regex: &Regex, input: &str, pieces: &[Piece<'_>]) -> Result<String, EvaluationError> {
    let mut text = String::new();
    let mut add = |part: &str| {
        text.push_str(part);
        if text.len() > TEXT_BYTES_MAX { Err(EvaluationError::TextTooLong) } else { Ok(()) }
    };
    let mut done = 0;
    for found in regex.captures_iter(input) {
        let Some(whole) = found.get(0) else { continue };
        add(input.get(done..whole.start()).unwrap_or_default())?;
        for piece in pieces {
            match piece {
                Piece::Text(part) => add(part)?,
                Piece::Group(number) => add(found.get(*number).map_or("", |group| group.as_str()))?,
            }
        }
        done = whole.end();
    }
    add(input.get(done..).unwrap_or_default())?;
    Ok(text)
}
