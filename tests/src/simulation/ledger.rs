//! What the people of a simulation were told: a naive account of it, kept outside the daemon.

use std::collections::{BTreeMap, BTreeSet};

use model::{Actor, CaseId, Command, Date, StreamId};
use runtime::Accepted;

use crate::crashing::Dice;

/// A command that was acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) actor: Actor,
    pub(super) key: String,
    pub(super) command: Command,
    pub(super) accepted: Accepted,
    /// When it was acknowledged.
    pub(super) at_us: i64,
}

/// What somebody knows of a case who heard every acknowledgement about it and nothing else.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The highest version that was named.
    pub(super) version: u64,
    /// Texts of notes by number.
    pub(super) notes: BTreeMap<u32, String>,
    /// Words of goals by number.
    pub(super) goals: BTreeMap<u32, String>,
    /// Days of events by number, corrections included.
    pub(super) events: BTreeMap<u32, Date>,
    /// Whether somebody let it go on after its end.
    pub(super) is_reopened: bool,
}

/// Every acknowledgement, in its order, and what follows from them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) entries: Vec<Entry>,
    pub(super) cases: BTreeMap<CaseId, Told>,
    /// What was to be forgotten.
    pub(super) erased: BTreeSet<StreamId>,
}

/// A key is remembered for ninety days; so many are asked for here, since the clock jumps by days.
const KEPT_US: i64 = 80 * 24 * 3_600_000_000;

impl Ledger {
    /// An acknowledgement that the daemon has to remember the key of, by chance.
    pub(super) fn any(&self, now_us: i64, chance: &mut Dice) -> Option<Entry> {
        let kept: Vec<&Entry> =
            self.entries.iter().filter(|entry| now_us.saturating_sub(entry.at_us) < KEPT_US).collect();
        kept.get(chance.below(kept.len())).copied().cloned()
    }

    /// Writes down an acknowledgement.
    pub(super) fn note(&mut self, entry: Entry) {
        if let Some(case) = entry.accepted.case {
            self.tell(case, &entry);
        }
        self.entries.push(entry);
    }

    /// Somebody was told that this is forgotten: with a citizen, every case of theirs.
    pub(super) fn forget(&mut self, stream: &StreamId, cases: &[StreamId]) {
        self.erased.insert(stream.clone());
        self.erased.extend(cases.iter().cloned());
    }

    fn tell(&mut self, case: CaseId, Entry { command, accepted, .. }: &Entry) {
        let told = self.cases.entry(case).or_default();
        told.is_reopened |= matches!(command, Command::ReopenCase { .. });
        told.version = told.version.max(accepted.version.unwrap_or(0));
        let Some(number) = accepted.number else {
            if let Command::CorrectEvent { number, on, .. } = command {
                told.events.insert(*number, *on);
            }
            return;
        };
        #[expect(clippy::wildcard_enum_match_arm, reason = "few commands give a number")]
        match command {
            Command::AddNote { text, .. } => drop(told.notes.insert(number, text.clone())),
            Command::AddGoal { words, .. } => drop(told.goals.insert(number, words.clone())),
            Command::RecordEvent { on, .. } => drop(told.events.insert(number, *on)),
            _ => {}
        }
    }
}
