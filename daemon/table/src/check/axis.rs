//! One input column, cut into pieces within which every rule says the same.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use feel::{Region, Tests, Type, Value};

use super::between::{between, is_fraction, is_known};
use super::bits::Bits;
use crate::compile::Nothing;
use crate::table::{Input, Table};

/// Different values that the tests of one column name. Beyond that the column is not gone through.
const POINTS_MAX: usize = 2_048;

/// Intervals held against pieces in one column, which takes some tenths of a second.
const PROBES_MAX: usize = 10_000_000;

/// A column as the proof sees it.
pub(super) struct Axis {
    pub(super) pieces: Vec<Piece>,
    /// By rule: the pieces that pass; `None` where that cannot be said beforehand.
    pub(super) cells: Vec<Option<Bits>>,
    /// Why the column is not gone through: it is then one piece, of which only cells that pass anything are known.
    pub(super) closed: Option<String>,
}

/// Values that no rule tells apart.
pub(super) struct Piece {
    /// One of them; `None` if the column is not gone through.
    pub(super) example: Option<Value>,
    pub(super) shape: Shape,
    /// Whether it lies between two neighbouring whole numbers.
    pub(super) is_fraction: bool,
}

/// Which values a piece holds.
pub(super) enum Shape {
    Anything,
    Value(Value),
    /// What lies between two values, without them.
    Between(Option<Value>, Option<Value>),
}

impl Axis {
    /// Cuts the column with this number.
    pub(super) fn of(table: &Table, column: usize, input: &Input) -> Self {
        let tests = |rule: &'_ crate::Rule| rule.cells.get(column).and_then(|cell| cell.tests.clone());
        let tests: Vec<Option<Tests>> = table.rules.iter().map(tests).collect();
        let mut regions: BTreeMap<&str, Option<Region>> = BTreeMap::new();
        for tests in tests.iter().flatten() {
            regions.entry(tests.source()).or_insert_with(|| tests.region());
        }
        match pieces(input, &regions) {
            Ok(pieces) => Self::cut(pieces, &tests, &regions),
            Err(why) => Self::uncut(&tests, why),
        }
    }

    fn cut(pieces: Vec<Piece>, tests: &[Option<Tests>], regions: &BTreeMap<&str, Option<Region>>) -> Self {
        let count = pieces.len();
        let mut known: BTreeMap<&str, Option<Bits>> = BTreeMap::new();
        for tests in tests.iter().flatten() {
            let region = regions.get(tests.source()).and_then(Option::as_ref);
            known.entry(tests.source()).or_insert_with(|| {
                let region = region?;
                let passes = |piece: &Piece| match &piece.example {
                    // A region tells of values that are there.
                    Some(Value::Null) => tests.matches(&Value::Null, &Nothing) == Ok(Some(true)),
                    Some(example) => region.holds(example),
                    None => false,
                };
                Some(Bits::of(count, |piece| pieces.get(piece).is_some_and(passes)))
            });
        }
        let cell = |tests: &Option<Tests>| match tests {
            Some(tests) => known.get(tests.source()).cloned().flatten(),
            None => Some(Bits::all(count)),
        };
        let cells = tests.iter().map(cell).collect();
        Self { pieces, cells, closed: None }
    }

    fn uncut(tests: &[Option<Tests>], why: String) -> Self {
        let cells = tests.iter().map(|tests| tests.is_none().then(|| Bits::all(1))).collect();
        let anything = Piece { example: None, shape: Shape::Anything, is_fraction: false };
        Self { pieces: vec![anything], cells, closed: Some(why) }
    }

    pub(super) fn all(&self) -> Bits {
        Bits::all(self.pieces.len())
    }

    /// All pieces but those between neighbouring whole numbers.
    pub(super) fn without_fractions(&self) -> Bits {
        Bits::of(self.pieces.len(), |piece| self.pieces.get(piece).is_some_and(|piece| !piece.is_fraction))
    }

    /// One of the values of the pieces, a whole number if there is one.
    pub(super) fn example(&self, pieces: &Bits) -> Option<Value> {
        let mut found = pieces.iter().filter_map(|piece| self.pieces.get(piece));
        let first = found.next()?;
        let whole = if first.is_fraction { found.find(|piece| !piece.is_fraction) } else { None };
        whole.unwrap_or(first).example.clone()
    }
}

/// The pieces of a column, in their order; or why there are none.
fn pieces(input: &Input, regions: &BTreeMap<&str, Option<Region>>) -> Result<Vec<Piece>, String> {
    let kind = input.kind.when_present();
    let allowed = match &input.allowed {
        Some(tests) => match tests.region() {
            Some(region) => Some(region),
            None => return Err(format!("its allowed values `{}` depend on other values", tests.source())),
        },
        None => None,
    };
    let named = regions.values().flatten().chain(&allowed);
    let mut pieces: Vec<Piece> = if *kind == Type::Boolean {
        [true, false].map(|truth| piece_of(Value::Boolean(truth))).into()
    } else if !input.words.is_empty() {
        input.words.iter().map(|word| piece_of(Value::Choice(word.clone()))).collect()
    } else if is_known(kind) {
        along(kind, &points(named.clone())?)
    } else {
        return Err(format!("the values of {kind} are not gone through"));
    };
    let intervals: usize = named.map(|region| region.intervals.len()).sum();
    if intervals.saturating_mul(pieces.len()) > PROBES_MAX {
        return Err("its tests name too many values together".to_owned());
    }
    if let Some(allowed) = allowed {
        pieces.retain(|piece| piece.example.as_ref().is_some_and(|example| allowed.holds(example)));
    }
    if input.kind.may_be_missing() {
        pieces.push(piece_of(Value::Null));
    }
    Ok(pieces)
}

fn piece_of(value: Value) -> Piece {
    Piece { example: Some(value.clone()), shape: Shape::Value(value), is_fraction: false }
}

/// The values at which regions begin or end, each once, in their order.
fn points<'r>(regions: impl Iterator<Item = &'r Region>) -> Result<Vec<Value>, String> {
    let bounds = regions.flat_map(|region| &region.intervals);
    let bounds = bounds.flat_map(|interval| interval.low.iter().chain(&interval.high));
    let mut points: Vec<Value> =
        bounds.map(|bound| bound.value.clone()).filter(|value| *value != Value::Null).collect();
    if points.iter().any(|point| feel::order(point, point).is_none()) {
        return Err("its tests name values without an order".to_owned());
    }
    points.sort_by(|left, right| feel::order(left, right).unwrap_or(Ordering::Equal));
    points.dedup();
    if points.len() > POINTS_MAX {
        return Err(format!(
            "its tests name {} values, and at most {POINTS_MAX} are gone through",
            points.len()
        ));
    }
    Ok(points)
}

/// The points, and what lies before, between and after them.
fn along(kind: &Type, points: &[Value]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut low: Option<&Value> = None;
    for high in points.iter().map(Some).chain([None]) {
        if let Some(example) = between(kind, low, high) {
            let shape = Shape::Between(low.cloned(), high.cloned());
            pieces.push(Piece { example: Some(example), shape, is_fraction: is_fraction(low, high) });
        }
        pieces.extend(high.cloned().map(piece_of));
        low = high;
    }
    pieces
}
