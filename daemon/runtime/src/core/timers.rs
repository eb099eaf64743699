//! Timers that are due fire in due order, each once: the index says which, the case says whether.

use model::{Command, Generation, SystemPart, Timestamp};
use store::Batch;

use super::group::Group;
use super::{Core, Output, TIMERS_PER_STEP, own};
use crate::rows::TimerRow;

impl Core {
    /// When the next timer is due.
    pub(super) fn next_timer(&self) -> Option<Timestamp> {
        let applier = &self.shared.applier;
        let range = applier.keys.timers().range();
        let first = applier.index.scan(&range.from, &range.to, 1).ok()?;
        let key = applier.keys.parse_timer(&first.first()?.0)?;
        Some(Timestamp::from_micros(key.due_us))
    }

    pub(super) fn fire_timers(&mut self, group: &mut Group) {
        self.flush(group);
        let keys = self.shared.applier.keys;
        let range = keys.timers_due_until(group.now.micros());
        let due = match self.shared.applier.index.scan(&range.from, &range.to, TIMERS_PER_STEP) {
            Ok(due) => due,
            Err(error) => {
                group.outputs.push(Output::Broken { because: error.to_string() });
                return;
            }
        };
        for (row, epoch) in due {
            let timer = keys.parse_timer(&row).and_then(|key| {
                let named = TimerRow::from_key(&key.timer)?;
                let epoch = u32::from_be_bytes(epoch.as_slice().try_into().ok()?);
                Some((named, Generation { epoch, position: key.generation }))
            });
            let Some((named, generation)) = timer else {
                self.drop_row(group, row);
                continue;
            };
            let command = Command::FireTimer {
                case: named.case,
                deadline: named.deadline,
                timer: named.kind,
                generation,
            };
            let before = group.records.len();
            self.submit(group, own(SystemPart::Clock, command), None);
            let is_recorded = group.records.len() > before || self.was_consumed(&row);
            if !is_recorded && !group.is_broken {
                // Rows follow from states, so a timer without effect cannot stand here; it must not fire for ever.
                self.drop_row(group, row);
            }
        }
        self.flush(group);
    }

    /// Whether the row is gone: its record was flushed together with the group before it.
    fn was_consumed(&self, row: &[u8]) -> bool {
        matches!(self.shared.applier.index.get(row), Ok(None))
    }

    fn drop_row(&mut self, group: &mut Group, row: Vec<u8>) {
        tracing::error!(
            "a timer in the index belongs to nothing; dropped, run `helhed index rebuild` when convenient"
        );
        self.flush(group);
        let mut batch = Batch::new(self.journal.head().position);
        batch.delete(row);
        if let Err(error) = self.shared.applier.index.commit(batch) {
            group.outputs.push(Output::Broken { because: error.to_string() });
        }
    }
}
