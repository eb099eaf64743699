//! Pieces of a column as a person would write them in a cell.

use super::axis::{Axis, Piece, Shape};
use super::bits::Bits;

/// Parts of a description; a longer one is cut short.
const PARTS_MAX: usize = 6;

/// The pieces as tests, such as `< 3, [5..7), null`.
pub(super) fn described(axis: &Axis, pieces: &Bits) -> String {
    let mut runs: Vec<(&Piece, &Piece)> = Vec::new();
    for piece in pieces.iter().filter_map(|piece| axis.pieces.get(piece)) {
        match runs.last_mut() {
            Some((_, last)) if touches(last, piece) => *last = piece,
            Some(_) | None => runs.push((piece, piece)),
        }
    }
    let mut parts: Vec<String> = runs.iter().take(PARTS_MAX).map(|(first, last)| run(first, last)).collect();
    if runs.len() > PARTS_MAX {
        parts.push("…".to_owned());
    }
    parts.join(", ")
}

/// Whether nothing lies between the end of one piece and the beginning of the next.
fn touches(piece: &Piece, next: &Piece) -> bool {
    match (&piece.shape, &next.shape) {
        (Shape::Between(_, Some(high)), Shape::Value(value)) => high == value,
        (Shape::Value(value), Shape::Between(Some(low), _)) => value == low,
        (Shape::Anything | Shape::Between(..) | Shape::Value(_), _) => false,
    }
}

fn run(first: &Piece, last: &Piece) -> String {
    let low = match &first.shape {
        Shape::Anything => None,
        Shape::Value(value) => Some((value, true)),
        Shape::Between(low, _) => low.as_ref().map(|low| (low, false)),
    };
    let high = match &last.shape {
        Shape::Anything => None,
        Shape::Value(value) => Some((value, true)),
        Shape::Between(_, high) => high.as_ref().map(|high| (high, false)),
    };
    match (low, high) {
        (Some((low, _)), Some((high, _))) if low == high => low.to_string(),
        (Some((low, is_low_in)), Some((high, is_high_in))) => {
            let (open, close) = (if is_low_in { '[' } else { '(' }, if is_high_in { ']' } else { ')' });
            format!("{open}{low}..{high}{close}")
        }
        (Some((low, is_in)), None) => format!("{} {low}", if is_in { ">=" } else { ">" }),
        (None, Some((high, is_in))) => format!("{} {high}", if is_in { "<=" } else { "<" }),
        // All that is there is said in full only beside null.
        (None, None) => "not(null)".to_owned(),
    }
}
