//! A pause of the workflow that moves deadlines stands in their ledgers: entered, ended and corrected with it.

use std::sync::Arc;

use calendar::Direction;
use model::deadline::{DeadlineKind, DeadlineState, LedgerChange, LedgerEntry, Obliged, PauseRef};
use model::{CaseState, Date, Deadline, Event, Private};

use super::planned::Planned;
use super::{Round, rederive};
use crate::pauses::{day, lasted};
use crate::refusal::Refusal;
use crate::world::Draft;

/// Why a deadline moved whose clock runs again.
const RESUMED: &str = "resumed";

impl Round<'_> {
    /// Brings the ledgers of open deadlines up to what the pauses that hold their steps make of them.
    pub(super) fn follow_ledgers(&self, draft: &mut Draft<'_>) -> Result<(), Refusal> {
        if !self.definition.pauses.iter().any(|pause| pause.moves_deadlines) {
            return Ok(());
        }
        let case = Arc::clone(draft.case(self.id)?);
        let today = draft.world.today;
        let changed = self.planned(&case).into_iter().filter_map(|planned| {
            let known = case.deadlines.get(&planned.name).filter(|known| known.is_open())?;
            let mut entries = self.entries(&planned, &case, (&known.ledger, known.date.anchor_on, today));
            entries.retain(|entry| !known.ledger.iter().any(|known| is_same(known, entry)));
            (!entries.is_empty()).then(|| (known.clone(), entries))
        });
        let changed: Vec<(Deadline, Vec<LedgerEntry>)> = changed.collect();
        for (before, entries) in changed {
            let runs_again =
                entries.iter().any(|entry| matches!(entry.change, LedgerChange::Pause { to: Some(_), .. }));
            for entry in entries {
                draft.on_case(self.id, Event::LedgerEntered { deadline: before.name.clone(), entry });
            }
            if runs_again {
                rederive(draft, self, &before, (before.date.anchor_on, RESUMED))?;
            }
        }
        Ok(())
    }

    /// What the pauses that hold its step enter into the ledger of a deadline. What was over before it began to count is
    /// no pause of it, unless it stands there already: then it has its end there, too.
    pub(super) fn entries(
        &self,
        planned: &Planned<'_>,
        case: &CaseState,
        (ledger, anchor_on, today): (&[LedgerEntry], Date, Date),
    ) -> Vec<LedgerEntry> {
        if !moves(planned) {
            return Vec::new();
        }
        let pauses = self.definition.pauses.iter().filter(|pause| {
            pause.moves_deadlines && self.definition.steps_held_by(pause).contains(&planned.step.name)
        });
        let mut entries = Vec::new();
        for pause in pauses {
            for time in lasted(pause, case) {
                let Some(began) = case.happenings.get(&time.began) else { continue };
                let to = time.ended.and_then(|number| day(number, case));
                let lasted = Some(PauseRef { name: pause.name.clone(), cause: time.began });
                if to.is_some_and(|to| to <= anchor_on) && !ledger.iter().any(|known| known.pause == lasted) {
                    continue;
                }
                let title = self.definition.events.get(&began.event).map_or("", |rule| &rule.title.da);
                entries.push(LedgerEntry {
                    change: LedgerChange::Pause { from: began.happened_on, to },
                    ground: Private::text(format!("»{}«", pause.title.da)),
                    reason: Private::text(title),
                    by: began.by.clone(),
                    on: today,
                    pause: lasted,
                });
            }
        }
        entries
    }
}

/// Whether a pause may move a deadline: the checker has told where one would that may not.
fn moves(planned: &Planned<'_>) -> bool {
    let may_move = match planned.rule.kind {
        DeadlineKind::Set | DeadlineKind::Published | DeadlineKind::Internal | DeadlineKind::Review => true,
        DeadlineKind::Statutory | DeadlineKind::PeriodEnd | DeadlineKind::Age => false,
    };
    may_move
        && planned.rule.obliged != Some(Obliged::Citizen)
        && planned.rule.rule.direction == Direction::After
}

/// Whether an entry says what another one says already. Who entered it, and in which words, is of no account.
fn is_same(known: &LedgerEntry, entry: &LedgerEntry) -> bool {
    known.pause == entry.pause && known.change == entry.change
}

/// Whether a deadline with a ledger runs.
pub(super) fn state_by(ledger: &[LedgerEntry]) -> DeadlineState {
    let open = ledger.iter().filter_map(|entry| match entry.change {
        LedgerChange::Pause { from, to: None } => Some(from),
        LedgerChange::Pause { .. } | LedgerChange::Extension { .. } => None,
    });
    open.min().map_or(DeadlineState::Running, DeadlineState::Paused)
}
