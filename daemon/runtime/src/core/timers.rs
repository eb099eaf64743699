//! Timers that are due fire in due order, each once: the index says which, the case says whether.

use model::{Command, Generation, SystemPart, Timestamp};
use store::{Batch, Row};

use super::group::{Group, Taken};
use super::{Core, SET_ASIDE_MAX, own};
use crate::rows::TimerRow;

impl Core {
    /// When the next timer is due.
    pub(super) fn next_timer(&self) -> Option<Timestamp> {
        let applier = &self.shared.applier;
        let range = applier.keys.timers().range();
        let first = if self.set_aside.is_empty() {
            self.recent.borrow_mut().timer.key(&*applier.index, &range).ok()??.to_vec()
        } else {
            let limit = self.set_aside.len().saturating_add(1);
            let rows = applier.index.scan(&range.from, &range.to, limit).ok()?;
            rows.into_iter().map(|(row, _)| row).find(|row| !self.set_aside.contains(row))?
        };
        // A row that cannot be read is due at once: it is dropped then.
        let due = applier.keys.parse_timer(&first).map_or(i64::MIN, |key| key.due_us);
        Some(Timestamp::from_micros(due))
    }

    /// Fires the first of those that are due.
    pub(super) fn fire_timers(&mut self, group: &mut Group, most: usize) {
        match self.due(group.now, most) {
            Ok(due) => {
                for row in due {
                    self.fire_timer(group, row);
                }
                self.flush(group);
            }
            Err(error) => self.break_off(&mut group.outputs, error.to_string()),
        }
    }

    /// The timers that are due, without those that were set aside.
    fn due(&mut self, now: Timestamp, most: usize) -> Result<Vec<Row>, store::Error> {
        let applier = &self.shared.applier;
        let due = applier.keys.timers_due_until(now.micros());
        let first = self.recent.get_mut().timer.key(&*applier.index, &applier.keys.timers().range())?;
        if first.is_none_or(|first| first >= due.to.as_slice()) {
            return Ok(Vec::new());
        }
        let limit = most.saturating_add(self.set_aside.len());
        let mut rows = applier.index.scan(&due.from, &due.to, limit)?;
        rows.retain(|(row, _)| !self.set_aside.contains(row));
        rows.truncate(most);
        Ok(rows)
    }

    fn fire_timer(&mut self, group: &mut Group, (row, epoch): Row) {
        let timer = self.shared.applier.keys.parse_timer(&row).and_then(|key| {
            let named = TimerRow::from_key(&key.timer)?;
            let epoch = u32::from_be_bytes(epoch.as_slice().try_into().ok()?);
            Some((named, Generation { epoch, position: key.generation }, key.due_us))
        });
        let Some((named, generation, due_us)) = timer else { return self.drop_row(group, row) };
        let TimerRow { case, deadline, kind } = named;
        let command = Command::FireTimer { case, deadline, timer: kind, generation };
        match self.submit(group, own(SystemPart::Clock, command), None) {
            Taken::Recorded => self.shared.meters.fired(group.now.micros().saturating_sub(due_us)),
            Taken::Unwritten => {}
            // An earlier timer of this step may have disarmed it; its record then waits for the sync.
            Taken::Nothing => {
                self.flush(group);
                if matches!(self.shared.applier.index.get(&row), Ok(Some(_))) {
                    self.drop_row(group, row);
                }
            }
            Taken::Refused(code) => self.put_aside(group, row, (case, code)),
        }
    }

    /// One bad case never stops the others: its timer waits for an operator, and the case is quarantined.
    fn put_aside(&mut self, group: &mut Group, row: Vec<u8>, (case, code): (model::CaseId, &str)) {
        tracing::error!(%case, code, "a timer could not fire; the case is quarantined, an operator has to look");
        self.set_aside.insert(row);
        let because = format!("a timer could not fire: {code}");
        self.submit(group, own(SystemPart::Clock, Command::Quarantine { case, because }), None);
        if self.set_aside.len() > SET_ASIDE_MAX {
            self.break_off(&mut group.outputs, format!("more than {SET_ASIDE_MAX} timers could not fire"));
        }
    }

    /// Rows follow from states, so a timer without effect cannot stand there; it must not fire for ever.
    fn drop_row(&mut self, group: &mut Group, row: Vec<u8>) {
        tracing::error!(
            "a timer in the index belongs to nothing; dropped, run `helhed index rebuild` when convenient"
        );
        self.flush(group);
        let mut batch = Batch::new(self.journal.head().position);
        batch.delete(row);
        self.recent.get_mut().timer.forget();
        if self.broken.is_none()
            && let Err(error) = self.shared.applier.index.commit(batch)
        {
            self.break_off(&mut group.outputs, error.to_string());
        }
    }
}
