//! Room on the disk as a state: enough, scarce, or none but a reserve that the daemon keeps for itself.
//!
//! A disk that runs full under a writer is met in the middle of something. So people's commands stop before it is: what is
//! left is for timers, results, looks and the index, until somebody has made room. Then they go on by themselves.

use std::sync::atomic::{AtomicU64, Ordering};

use model::Command;

/// Below how many free bytes what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomLimits {
    /// It is said in the log and the metrics.
    pub warn_bytes: u64,
    /// People's commands are refused, but for those that an operator needs.
    pub reserve_bytes: u64,
}

impl Default for RoomLimits {
    /// A gibibyte, and a quarter of one: some sixteen segments of journal and looks.
    fn default() -> Self {
        Self { warn_bytes: 1024 * 1024 * 1024, reserve_bytes: 256 * 1024 * 1024 }
    }
}

/// More than the reserve has to be free before commands are taken again: else they come and go with each file.
const AGAIN_BYTES: u64 = 64 * 1024 * 1024;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Enough,
    Scarce,
    None,
}

/// What was found the last time that somebody looked.
pub(crate) struct Room {
    limits: RoomLimits,
    free: AtomicU64,
    /// As many free bytes are needed for commands to be taken, while they are not.
    needed: AtomicU64,
}

impl Room {
    pub(crate) fn new(limits: RoomLimits) -> Self {
        Self { limits, free: AtomicU64::new(u64::MAX), needed: AtomicU64::new(0) }
    }

    /// Notes what is free; answers the level where it is another than before.
    pub(crate) fn note(&self, free: u64) -> Option<Level> {
        let before = self.level();
        self.free.store(free, Ordering::Release);
        let is_none = free < self.limits.reserve_bytes.max(self.needed.load(Ordering::Acquire));
        let needed = if is_none { self.limits.reserve_bytes.saturating_add(AGAIN_BYTES) } else { 0 };
        self.needed.store(needed, Ordering::Release);
        let now = self.level();
        (now != before).then_some(now)
    }

    pub(crate) fn level(&self) -> Level {
        let free = self.free.load(Ordering::Acquire);
        if self.needed.load(Ordering::Acquire) > 0 {
            Level::None
        } else if free < self.limits.warn_bytes {
            Level::Scarce
        } else {
            Level::Enough
        }
    }

    /// Free bytes, when somebody looked; nothing before that.
    pub(crate) fn free(&self) -> Option<u64> {
        Some(self.free.load(Ordering::Acquire)).filter(|free| *free != u64::MAX)
    }

    /// Why commands are refused, if they are: how much is free, and how much has to be.
    pub(crate) fn lack(&self) -> Option<(u64, u64)> {
        let needed = self.needed.load(Ordering::Acquire);
        (needed > 0).then(|| (self.free.load(Ordering::Acquire), needed))
    }
}

/// What an operator may still do when there is no room: end things, and see to the daemon.
pub(crate) fn is_needed_without_room(command: &Command) -> bool {
    matches!(
        command,
        Command::Erase { .. }
            | Command::RevokeToken { .. }
            | Command::ConfirmClock
            | Command::ReleaseEffects { .. }
            | Command::FinishEffect { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::{AGAIN_BYTES, Level, Room, RoomLimits};

    #[test]
    fn it_warns_then_stops_and_goes_on_only_with_some_to_spare() {
        let room = Room::new(RoomLimits { warn_bytes: 1_000, reserve_bytes: 100 });
        assert_eq!((room.level(), room.free(), room.lack()), (Level::Enough, None, None));
        assert_eq!(room.note(5_000), None);
        assert_eq!(room.note(999), Some(Level::Scarce));
        assert_eq!(room.note(100), None, "the reserve itself is still there");
        assert_eq!(room.note(99), Some(Level::None));
        assert_eq!(room.lack(), Some((99, 100 + AGAIN_BYTES)));
        assert_eq!(room.note(100 + AGAIN_BYTES - 1), None, "not for every file that goes");
        assert_eq!(room.note(100 + AGAIN_BYTES), Some(Level::Enough));
        assert_eq!((room.lack(), room.free()), (None, Some(100 + AGAIN_BYTES)));
    }
}
