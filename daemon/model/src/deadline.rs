//! Deadlines, their reminder ladders, and the ledger of what moved them.

use core::fmt;

use minicbor::data::Type;
use minicbor::encode::Write;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::id::{DeadlineName, PersonId, RoleName, StepName};
use crate::time::{Date, Timestamp};
use crate::value::Private;

/// What kind of clock a deadline is. Only `Statutory` may stand in a letter as a cut-off for a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DeadlineKind {
    /// The law gives the number.
    #[n(0)]
    Statutory,
    /// Set by the authority under a named power; missing it costs no right.
    #[n(1)]
    Set,
    /// The municipality's own published limit (RSL §3(2)).
    #[n(2)]
    Published,
    /// A service target.
    #[n(3)]
    Internal,
    /// A grant runs out; never rolled.
    #[n(4)]
    PeriodEnd,
    /// A birthday; never rolled.
    #[n(5)]
    Age,
    /// A follow-up.
    #[n(6)]
    Review,
}

/// Which arming of a deadline a timer belongs to: the epoch and position of the record that armed it.
///
/// A timer of an older generation that fires late is answered and does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
pub struct Generation {
    /// The epoch of the directory.
    #[n(0)]
    pub epoch: u32,
    /// The position of the arming record.
    #[n(1)]
    pub position: u64,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.position)
    }
}

/// Who has to meet a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Obliged {
    /// Whoever holds the role on this case.
    #[n(0)]
    Role(#[n(0)] RoleName),
    /// The citizen: a right runs out, or an answer is awaited.
    #[n(1)]
    Citizen,
}

/// Who hears of a rung. Stored as a number; a role as its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Who holds the task or the role.
    Owner,
    /// The owner's deputy.
    Deputy,
    /// The leader of the unit.
    Leader,
    /// The citizen, by a message without substance.
    Citizen,
    /// Whoever holds a role of the workflow, which its step names.
    Role(RoleName),
}

impl<C> Encode<C> for Recipient {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Owner => e.u8(0)?.ok(),
            Self::Deputy => e.u8(1)?.ok(),
            Self::Leader => e.u8(2)?.ok(),
            Self::Citizen => e.u8(3)?.ok(),
            Self::Role(role) => e.str(role.as_str())?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Recipient {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        if d.datatype()? == Type::String {
            return Ok(Self::Role(RoleName::new(d.str()?)));
        }
        match d.u8()? {
            0 => Ok(Self::Owner),
            1 => Ok(Self::Deputy),
            2 => Ok(Self::Leader),
            3 => Ok(Self::Citizen),
            _ => Err(decode::Error::message("no recipient has this number")),
        }
    }
}

/// What became of a rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum RungState {
    /// It waits for its instant.
    #[n(0)]
    Planned,
    /// It fired, once, into the history.
    #[n(1)]
    Fired,
    /// The obligation was met, moved or dropped before it came.
    #[n(2)]
    Overtaken,
    /// Its day lies before the anchor's, or before the deadline was known.
    #[n(3)]
    NotApplicable,
    /// Its instant passed before the event behind the deadline was recorded.
    #[n(4)]
    WouldHaveFired,
}

/// One rung of a reminder ladder, with its date.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Rung {
    /// The rung's name in the ladder, such as `two_weeks_before`.
    #[n(0)]
    pub name: String,
    /// The civil day on which it fires.
    #[n(1)]
    pub day: Date,
    /// The instant.
    #[n(2)]
    pub at: Timestamp,
    /// Who hears of it.
    #[n(3)]
    pub recipients: Vec<Recipient>,
    /// Whether it is the rung after the deadline: the miss must be answered with a reason.
    #[n(4)]
    pub missed: bool,
    /// What became of it.
    #[n(5)]
    pub state: RungState,
    /// When it fired.
    #[n(6)]
    pub fired_at: Option<Timestamp>,
}

/// Something in the ledger that moved a deadline.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LedgerEntry {
    /// What it did.
    #[n(0)]
    pub change: LedgerChange,
    /// The legal ground in words. Sealed: people write more into it than a provision.
    #[n(1)]
    pub ground: Private,
    /// The reason in words.
    #[n(2)]
    pub reason: Private,
    /// Who entered it.
    #[n(3)]
    pub by: Option<PersonId>,
    /// On which day it was entered.
    #[n(4)]
    pub on: Date,
    /// The pause of the workflow that entered it, where one did: it is ended and corrected with that.
    #[n(5)]
    pub pause: Option<PauseRef>,
}

/// A pause of the workflow, as it once began.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PauseRef {
    /// Its name.
    #[n(0)]
    pub name: String,
    /// The number of the happening with which it began.
    #[n(1)]
    pub cause: u32,
}

/// A pause or an extension.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum LedgerChange {
    /// The clock stood still from a day until another, or still does.
    #[n(0)]
    Pause {
        /// First day that does not count.
        #[n(0)]
        from: Date,
        /// The day on which it goes on; `None` while paused.
        #[n(1)]
        to: Option<Date>,
    },
    /// The deadline was set to a later day, once, with notice.
    #[n(1)]
    Extension {
        /// The new last day, before rolling.
        #[n(0)]
        until: Date,
    },
}

/// Whether the obligation still stands.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum DeadlineState {
    /// It runs.
    #[n(0)]
    Running,
    /// The clock is paused from this day.
    #[n(1)]
    Paused(#[n(0)] Date),
    /// It was met on this day.
    #[n(2)]
    Met(#[n(0)] Date),
    /// It ran out and that was the end of it: an answer not given, a right not used.
    #[n(3)]
    Lapsed(#[n(0)] Date),
    /// The obligation went away.
    #[n(4)]
    Dropped(#[n(0)] String),
}

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Sentence {
    /// In Danish.
    #[n(0)]
    pub da: String,
    /// In English.
    #[n(1)]
    pub en: String,
}

/// A derived date and everything that explains it; recorded whole, so that no reader needs a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DueDate {
    /// The anchor's civil date: day 0.
    #[n(0)]
    pub anchor_on: Date,
    /// Before rolling.
    #[n(1)]
    pub raw: Date,
    /// The last day.
    #[n(2)]
    pub due: Date,
    /// The end of the last day, 23:59:59 in Copenhagen.
    #[n(3)]
    pub due_at: Timestamp,
    /// Why it falls on that day.
    #[n(4)]
    pub why: Sentence,
    /// The ladder with its dates.
    #[n(5)]
    pub rungs: Vec<Rung>,
    /// Hash of the calendar in force.
    #[n(6)]
    pub calendar: crate::id::ContentHash,
    /// Version of the time zone database in force.
    #[n(7)]
    pub tzdb: String,
    /// Until when it is in time all the same, where the workflow tolerates so much.
    #[n(8)]
    pub tolerated: Option<Tolerated>,
}

impl DueDate {
    /// The last day on which it is in time.
    #[must_use]
    pub fn in_time_until(&self) -> Date {
        self.tolerated.as_ref().map_or(self.due, |tolerated| tolerated.until)
    }

    /// The end of that day.
    #[must_use]
    pub fn in_time_until_at(&self) -> Timestamp {
        self.tolerated.as_ref().map_or(self.due_at, |tolerated| tolerated.until_at)
    }
}

/// How long after its last day a deadline still counts as met.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Tolerated {
    /// The last day on which it is in time.
    #[n(0)]
    pub until: Date,
    /// The end of that day, 23:59:59 in Copenhagen.
    #[n(1)]
    pub until_at: Timestamp,
}

/// A missed deadline that must be answered with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Miss {
    /// When the miss was noted.
    #[n(0)]
    pub noted_at: Timestamp,
    /// Who answered for it.
    #[n(1)]
    pub answered_by: Option<PersonId>,
    /// The reason given.
    #[n(2)]
    pub reason: Option<Private>,
}

/// One obligation of a case with its date.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Deadline {
    /// Its name on this case.
    #[n(0)]
    pub name: DeadlineName,
    /// The rule's name in the rule pack, if it has one.
    #[n(1)]
    pub rule: Option<String>,
    /// What it is called.
    #[n(2)]
    pub title: Sentence,
    /// The step whose completion meets it.
    #[n(3)]
    pub step: StepName,
    /// The round of that step.
    #[n(4)]
    pub round: u32,
    /// What kind of clock it is.
    #[n(5)]
    pub kind: DeadlineKind,
    /// Who has to meet it.
    #[n(6)]
    pub obliged: Obliged,
    /// The anchor as the workflow names it, such as `permission` or `hear.sent`.
    #[n(7)]
    pub anchor: String,
    /// Legal basis.
    #[n(8)]
    pub basis: String,
    /// Provenance mark: `F`, `K`, `C`.
    #[n(9)]
    pub mark: String,
    /// The date in force.
    #[n(10)]
    pub date: DueDate,
    /// Pauses and extensions, oldest first.
    #[n(11)]
    pub ledger: Vec<LedgerEntry>,
    /// Whether it still stands.
    #[n(12)]
    pub state: DeadlineState,
    /// Which arming its timers belong to.
    #[n(13)]
    pub generation: Generation,
    /// The miss, once noted.
    #[n(14)]
    pub miss: Option<Miss>,
    /// Whether the step goes on by itself when the time is out (a hearing).
    #[n(15)]
    pub lapses: bool,
}

impl Deadline {
    /// Whether the obligation still stands: running or paused.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.state {
            DeadlineState::Running | DeadlineState::Paused(_) => true,
            DeadlineState::Met(_) | DeadlineState::Lapsed(_) | DeadlineState::Dropped(_) => false,
        }
    }

    /// Whether it is open, and its last day and what is tolerated after it are over. Computed, never stored.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        matches!(self.state, DeadlineState::Running) && self.date.in_time_until_at() < now
    }
}

/// Which timer of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum TimerKind {
    /// A rung of the ladder, by its place.
    #[n(0)]
    Rung(#[n(0)] u32),
    /// The end of the deadline, where the step then goes on by itself.
    #[n(1)]
    Lapse,
}
