//! How values and ranges lie to each other (DMN 1.5 §10.3.4.9, after Allen's intervals).

use std::cmp::Ordering;

use super::{Builtin, Gives, Outcome, Parameter, Takes, all, mismatch};
use crate::evaluate::{order, within};
use crate::value::{Range, Value};

const EITHER: &[Parameter] =
    &[Parameter("range1", Takes::PointOrRange), Parameter("range2", Takes::PointOrRange)];
const BOTH: &[Parameter] = &[Parameter("range1", Takes::Range), Parameter("range2", Takes::Range)];

pub(super) static BUILTINS: [Builtin; 14] = [
    all("before", EITHER, Gives::Truth, |arguments| told(arguments, before)),
    all("after", EITHER, Gives::Truth, |arguments| told(arguments, |left, right| before(right, left))),
    all("meets", BOTH, Gives::Truth, |arguments| told(arguments, meets)),
    all("met by", BOTH, Gives::Truth, |arguments| told(arguments, |left, right| meets(right, left))),
    all("overlaps", BOTH, Gives::Truth, |arguments| told(arguments, overlaps)),
    all("overlaps before", BOTH, Gives::Truth, |arguments| told(arguments, overlaps_before)),
    all("overlaps after", BOTH, Gives::Truth, |arguments| {
        told(arguments, |left, right| overlaps_before(right, left))
    }),
    all("finishes", EITHER, Gives::Truth, |arguments| told(arguments, finishes)),
    all("finished by", EITHER, Gives::Truth, |arguments| {
        told(arguments, |left, right| finishes(right, left))
    }),
    all("includes", EITHER, Gives::Truth, |arguments| told(arguments, includes)),
    all("during", EITHER, Gives::Truth, |arguments| told(arguments, |left, right| includes(right, left))),
    all("starts", EITHER, Gives::Truth, |arguments| told(arguments, starts)),
    all("started by", EITHER, Gives::Truth, |arguments| told(arguments, |left, right| starts(right, left))),
    all("coincides", EITHER, Gives::Truth, |arguments| told(arguments, coincides)),
];

/// Two values or ranges, each taken as a range; null where bounds are open or have no order.
fn told(arguments: &[Value], answer: fn(&Range, &Range) -> Option<bool>) -> Outcome {
    let [left, right] = arguments else { return mismatch() };
    let answered = answer(&as_range(left), &as_range(right));
    Ok(answered.map_or(Value::Null, Value::Boolean))
}

fn as_range(value: &Value) -> Range {
    if let Value::Range(range) = value {
        return (**range).clone();
    }
    let point = Some(value.clone());
    Range { low: point.clone(), low_included: true, high: point, high_included: true }
}

fn bounds<'r>(left: Option<&'r Value>, right: Option<&'r Value>) -> Option<Ordering> {
    order(left?, right?)
}

fn before(left: &Range, right: &Range) -> Option<bool> {
    Some(match bounds(left.high.as_ref(), right.low.as_ref())? {
        Ordering::Less => true,
        Ordering::Equal => !(left.high_included && right.low_included),
        Ordering::Greater => false,
    })
}

fn meets(left: &Range, right: &Range) -> Option<bool> {
    let is_at = bounds(left.high.as_ref(), right.low.as_ref())?.is_eq();
    Some(is_at && left.high_included && right.low_included)
}

fn overlaps(left: &Range, right: &Range) -> Option<bool> {
    Some(!before(left, right)? && !before(right, left)?)
}

/// The left begins first and ends within the right, or with it.
fn overlaps_before(left: &Range, right: &Range) -> Option<bool> {
    let begins_first = begin(left, right)?.is_lt();
    let ends_first = end(left, right)?.is_le();
    Some(begins_first && ends_first && overlaps(left, right)?)
}

/// The order in which two ranges begin: one that includes its bound begins before one that does not.
fn begin(left: &Range, right: &Range) -> Option<Ordering> {
    let included = right.low_included.cmp(&left.low_included);
    Some(bounds(left.low.as_ref(), right.low.as_ref())?.then(included))
}

/// The order in which two ranges end.
fn end(left: &Range, right: &Range) -> Option<Ordering> {
    let included = left.high_included.cmp(&right.high_included);
    Some(bounds(left.high.as_ref(), right.high.as_ref())?.then(included))
}

/// Whether the range is one value.
fn is_point(range: &Range) -> bool {
    range.low == range.high && range.low_included && range.high_included
}

fn finishes(left: &Range, right: &Range) -> Option<bool> {
    Some(end(left, right)?.is_eq() && (begin(left, right)?.is_ge() || is_point(left)))
}

fn starts(left: &Range, right: &Range) -> Option<bool> {
    Some(begin(left, right)?.is_eq() && (end(left, right)?.is_le() || is_point(left)))
}

fn includes(left: &Range, right: &Range) -> Option<bool> {
    if let (true, Some(point)) = (is_point(right), &right.low) {
        return within(point, left);
    }
    Some(begin(left, right)?.is_le() && end(left, right)?.is_ge())
}

fn coincides(left: &Range, right: &Range) -> Option<bool> {
    Some(begin(left, right)?.is_eq() && end(left, right)?.is_eq())
}
