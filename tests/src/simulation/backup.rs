//! A backup in the simulation: copied beside the daemon, brought back into a second world, and compared.

use std::sync::Arc;

use journal::copy::{Piece, copy_log, copy_rest, finish_restore, put};
use journal::{Disk, LogKind, Manifest, SimulatedDisk};
use runtime::{Core, Output};
use store::MapIndex;

use super::check::rows;
use super::machine::{Machine, open_on};
use crate::crashing::Dice;

impl Machine {
    /// Copies the directory as it is, brings the copy back, and compares: the same rows, every acknowledgement, and
    /// nothing that goes out before somebody has looked.
    pub(super) fn back_up(&mut self) -> Result<(), String> {
        self.settle()?;
        let (copy, head) = match self.copied() {
            Ok(copied) => copied,
            // It is said, and there is no backup.
            Err(_why) if self.is_failing => return Ok(()),
            Err(why) => return Err(why),
        };
        if head != self.core().head() {
            return Err(format!(
                "the backup ends at {}, the journal at {}",
                head.position,
                self.core().head().position
            ));
        }
        self.keys_are_destroyed(copy.fork())?;
        let index = Arc::new(MapIndex::new());
        let mut world = open_world(&copy, &index, Dice(self.chance.number()))?;
        if rows(&*index)? != rows(&*self.core().index())? {
            return Err("the restored index is not what the daemon has".to_owned());
        }
        if let Some(entry) = self.ledger.entries.iter().find(|entry| entry.accepted.position > head.position)
        {
            return Err(format!("{:?} was acknowledged and is not in the backup", entry.accepted));
        }
        let reading = self.reading();
        let mut outputs = world.start(reading, Some(&*self.folder.sources()));
        outputs.extend(world.step(Vec::new(), reading));
        let goes_out = |output: &&Output| matches!(output, Output::Perform(_) | Output::Call(_));
        match outputs.iter().find(goes_out) {
            Some(_) => Err("a restored directory sends something before anybody has looked".to_owned()),
            None => Ok(()),
        }
    }

    fn copied(&self) -> Result<(SimulatedDisk, journal::Head), String> {
        let disk: &dyn Disk = &self.disk;
        let manifest = Manifest::load(disk, runtime::REQUIRED).map_err(|why| why.to_string())?;
        let mut pieces = Vec::new();
        let mut take = |piece: Piece| {
            pieces.push(piece);
            Ok(())
        };
        let copied = copy_log(disk, LogKind::Journal, &manifest, &mut take).and_then(|head| {
            let looks = copy_log(disk, LogKind::Looks, &manifest, &mut take)?;
            copy_rest(disk, &mut backup::leans_on(disk, &manifest), &mut take)?;
            Ok((head, looks))
        });
        let (head, looks) = copied.map_err(|why| format!("the directory cannot be backed up: {why}"))?;
        let copy = SimulatedDisk::new();
        let restored = pieces.iter().try_for_each(|piece| put(&copy, piece));
        let restored = restored.and_then(|()| finish_restore(&copy, &manifest, [&head, &looks]));
        let restored = restored.map_err(|why| format!("the backup cannot be restored: {why}"))?;
        if restored.epoch != manifest.epoch + 1 {
            return Err("a restored directory has the epoch of the one before".to_owned());
        }
        Ok((copy, head))
    }
}

fn open_world(disk: &SimulatedDisk, index: &Arc<MapIndex>, chance: Dice) -> Result<Core, String> {
    let opened =
        open_on(disk, index, chance).map_err(|why| format!("the restored directory does not open: {why}"))?;
    Core::new(opened, Box::new(|_| true))
}
