//! Whether rules leave anything uncovered: a walk through the columns, with the rules that may still hit.

use std::collections::{BTreeMap, BTreeSet};

use super::bits::Bits;

/// Where no rule hits: in each column some pieces, as many as there can be with those of the other columns.
pub(super) struct Hole(pub(super) Vec<Bits>);

/// What the walk found.
pub(super) struct Walk {
    /// At most as many as were asked for.
    pub(super) holes: Vec<Hole>,
    /// Whether it went everywhere, or had found enough.
    pub(super) is_done: bool,
}

/// The columns to walk through.
pub(super) struct Ground<'p> {
    /// By column and piece: the rules that pass.
    pub(super) passes: &'p [Vec<Bits>],
    /// By column: the pieces that are looked at.
    pub(super) within: &'p [Bits],
    /// By column: the pieces that a hole may reach into once it is found.
    pub(super) around: &'p [Bits],
}

struct OutOfLooks;

struct Walker<'p> {
    ground: &'p Ground<'p>,
    rules: &'p Bits,
    /// By column: the rules that pass everything from there on.
    closing: Vec<Bits>,
    most: usize,
    looks_left: &'p mut usize,
    seen: BTreeSet<(usize, Bits)>,
    path: Vec<Bits>,
    holes: Vec<Hole>,
}

/// Looks for at most `most` holes that `rules` leave, and takes each look from `looks_left`.
///
/// Pieces of a column after which the same rules are left are gone through once, and so are the same rules before the
/// same column: holes behind them are found once.
pub(super) fn walk(ground: &Ground, rules: &Bits, most: usize, looks_left: &mut usize) -> Walk {
    let columns = ground.passes.len();
    let mut closing = vec![rules.clone()];
    for (passes, within) in ground.passes.iter().zip(ground.within).rev() {
        let after = closing.last().cloned().unwrap_or_else(|| rules.clone());
        let pieces = within.iter().filter_map(|piece| passes.get(piece));
        closing.push(pieces.fold(after, |closing, passes| closing.and(passes)));
    }
    closing.reverse();
    debug_assert_eq!(closing.len(), columns + 1, "one for each column, and one behind the last");
    let mut walker = Walker {
        ground,
        rules,
        closing,
        most,
        looks_left,
        seen: BTreeSet::new(),
        path: Vec::new(),
        holes: Vec::new(),
    };
    let is_done = walker.look(rules).is_ok();
    Walk { holes: walker.holes, is_done }
}

impl Walker<'_> {
    /// Looks at the next column. Depth is bounded by the number of columns.
    fn look(&mut self, left: &Bits) -> Result<(), OutOfLooks> {
        let column = self.path.len();
        if left.is_empty() {
            self.found();
            return Ok(());
        }
        if self.closing.get(column).is_some_and(|closing| closing.intersects(left)) {
            return Ok(());
        }
        let (Some(passes), Some(within)) = (self.ground.passes.get(column), self.ground.within.get(column))
        else {
            return Ok(());
        };
        if !self.seen.insert((column, left.clone())) {
            return Ok(());
        }
        let mut branches: Vec<(Bits, Bits)> = Vec::new();
        let mut known: BTreeMap<Bits, usize> = BTreeMap::new();
        for piece in within.iter() {
            *self.looks_left = self.looks_left.checked_sub(1).ok_or(OutOfLooks)?;
            let Some(passing) = passes.get(piece) else { continue };
            let next = left.and(passing);
            let at = *known.entry(next.clone()).or_insert(branches.len());
            if at == branches.len() {
                branches.push((next, Bits::none(passes.len())));
            }
            if let Some((_, pieces)) = branches.get_mut(at) {
                pieces.insert(piece);
            }
        }
        for (next, pieces) in branches {
            if self.holes.len() >= self.most {
                return Ok(());
            }
            self.path.push(pieces);
            let looked = self.look(&next);
            self.path.pop();
            looked?;
        }
        Ok(())
    }

    /// Keeps the hole that the path leads to, unless it is a part of one that is known.
    fn found(&mut self) {
        let rest = self.ground.within.iter().skip(self.path.len());
        let mut pieces: Vec<Bits> = self.path.iter().chain(rest).cloned().collect();
        let is_within = |hole: &Hole| pieces.iter().zip(&hole.0).all(|(own, known)| own.is_within(known));
        if pieces.iter().any(Bits::is_empty) || self.holes.iter().any(is_within) {
            return;
        }
        for column in 0..pieces.len() {
            self.grow(column, &mut pieces);
        }
        self.holes.push(Hole(pieces));
    }

    /// Takes in every piece of the column that no rule passes together with the pieces of the other columns.
    fn grow(&self, column: usize, pieces: &mut [Bits]) {
        let others = self.ground.passes.iter().zip(pieces.iter()).enumerate();
        let others = others.filter(|(other, _)| *other != column);
        let meeting = others.fold(self.rules.clone(), |meeting, (_, (passes, pieces))| {
            let some = pieces.iter().filter_map(|piece| passes.get(piece));
            meeting.and(&some.fold(Bits::none(self.rules.room()), |some, passes| some.or(passes)))
        });
        let (Some(passes), Some(around)) = (self.ground.passes.get(column), self.ground.around.get(column))
        else {
            return;
        };
        let Some(own) = pieces.get_mut(column) else { return };
        for piece in around.iter() {
            if passes.get(piece).is_some_and(|passes| !passes.intersects(&meeting)) {
                own.insert(piece);
            }
        }
    }
}
