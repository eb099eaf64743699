//! What goes in at the door and what comes out of it.

use engine::{Refusal, RefusalKind};
use model::deadline::Sentence;
use model::{Actor, CaseId, CitizenId, Command, TaskName};

/// A command with who gave it and how it is known again.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who.
    pub actor: Actor,
    /// Why they act, in their words.
    pub purpose: Option<String>,
    /// A repeated request has the same key: at most 128 bytes.
    pub idempotency_key: Option<String>,
    /// The version of the case or citizen that the caller has seen.
    pub expected_version: Option<u64>,
    /// What should happen.
    pub command: Command,
}

/// A command that is true now: its record is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Position of the record; of the last one where there was nothing to record.
    pub position: u64,
    /// Whether this is the answer of an earlier record with the same idempotency key.
    pub repeated: bool,
    /// The case concerned.
    pub case: Option<CaseId>,
    /// The citizen concerned.
    pub citizen: Option<CitizenId>,
    /// The version of that case or citizen after the record.
    pub version: Option<u64>,
    /// The number given to a new note, goal, event or token.
    pub number: Option<u32>,
    /// Tasks that opened by it.
    pub opened: Vec<TaskName>,
}

/// Who reads, and why.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who.
    pub actor: Actor,
    /// Why, where their role on the case does not say it.
    pub purpose: Option<String>,
}

/// Why a command or a question was not answered. It changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The engine or access refused.
    Refused(Box<Refusal>),
    /// The thing asked for does not exist.
    NotFound {
        /// What.
        what: String,
    },
    /// Somebody else changed it first: look again.
    Stale {
        /// The version that the caller has seen.
        expected: u64,
        /// The version that it has.
        found: u64,
    },
    /// Who has no role on the case says why they look.
    PurposeRequired,
    /// The idempotency key was used for another command.
    IdempotencyMismatch,
    /// The answer for the key is erased; the command is not executed again.
    IdempotencyGone,
    /// An idempotency key has 1 to 128 visible ASCII characters.
    IdempotencyInvalid,
    /// The queue is full.
    Busy {
        /// When to try again.
        retry_after_s: u32,
    },
    /// Nothing can be written.
    ReadOnly {
        /// Why.
        because: String,
    },
    /// There is too little room on the disk for new work.
    NoRoom {
        /// Bytes that are free.
        free: u64,
        /// Bytes that have to be.
        needed: u64,
    },
    /// The daemon stops.
    Stopping,
    /// The directory has a real clock.
    NotSimulated,
    /// The daemon found its own data wrong; the operator is told.
    Internal {
        /// What, without personal data.
        because: String,
    },
}

impl From<Refusal> for Rejected {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<access::Denial> for Rejected {
    fn from(denial: access::Denial) -> Self {
        Self::from(Refusal::from(denial))
    }
}

impl Rejected {
    /// A stable code; `docs/errors/<code>.md` explains it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::NotFound { .. } => "not-found",
            Self::Stale { .. } => "stale",
            Self::PurposeRequired => "purpose-required",
            Self::IdempotencyMismatch => "idempotency-mismatch",
            Self::IdempotencyGone => "idempotency-gone",
            Self::IdempotencyInvalid => "idempotency-invalid",
            Self::Busy { .. } => "busy",
            Self::ReadOnly { .. } => "read-only",
            Self::NoRoom { .. } => "disk-full",
            Self::Stopping => "stopping",
            Self::NotSimulated => "not-simulated",
            Self::Internal { .. } => "internal",
        }
    }

    /// Whether the engine refused because the thing does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NotFound { .. } => true,
            Self::Refused(refusal) => refusal.kind == RefusalKind::NotFound,
            Self::Stale { .. }
            | Self::PurposeRequired
            | Self::IdempotencyMismatch
            | Self::IdempotencyGone
            | Self::IdempotencyInvalid
            | Self::Busy { .. }
            | Self::ReadOnly { .. }
            | Self::NoRoom { .. }
            | Self::Stopping
            | Self::NotSimulated
            | Self::Internal { .. } => false,
        }
    }

    /// One sentence for a person, with the way out.
    #[must_use]
    pub fn detail(&self) -> Sentence {
        let said = |da: &str, en: &str| Sentence { da: da.to_owned(), en: en.to_owned() };
        match self {
            Self::Refused(refusal) => refusal.detail.clone(),
            Self::NotFound { what } => Sentence {
                da: format!("Findes ikke: `{what}`."),
                en: format!("there is no `{what}`, or it is not yours to see"),
            },
            Self::Stale { expected, found } => Sentence {
                da: format!(
                    "Sagen er ændret siden: du så version {expected}, nu er den {found}. Se den igen."
                ),
                en: format!(
                    "it has changed since: you saw version {expected}, it is {found} now; look again"
                ),
            },
            Self::PurposeRequired => said(
                "Du har ingen rolle på sagen, så skriv hvorfor du ser på den.",
                "you have no role on this case, so say why you look at it (`Helhed-Purpose`)",
            ),
            Self::IdempotencyMismatch => said(
                "Nøglen er brugt til en anden forespørgsel.",
                "the idempotency key was used for another command; take a new key",
            ),
            Self::IdempotencyGone => said(
                "Svaret er slettet; forespørgslen udføres ikke igen.",
                "the answer for this idempotency key is erased; the command is not executed again",
            ),
            Self::IdempotencyInvalid => said(
                "Nøglen skal have 1 til 128 synlige tegn.",
                "an idempotency key has 1 to 128 visible ASCII characters",
            ),
            Self::Busy { .. } => {
                said("Der er travlt; prøv igen om lidt.", "the queue is full; try again in a moment")
            }
            Self::ReadOnly { because } => Sentence {
                da: "Der kan ikke gemmes lige nu.".to_owned(),
                en: format!("nothing can be saved now: {because}"),
            },
            Self::NoRoom { free, needed } => Sentence {
                da: format!(
                    "Disken er næsten fuld: {} MiB er ledige, og der skal være {}. Der kan læses, men intet nyt gemmes, før driften har skaffet plads.",
                    mebibytes(*free),
                    mebibytes(*needed)
                ),
                en: format!(
                    "the disk is nearly full: {} MiB are free and {} are needed; you can read, but nothing new is saved until there is room",
                    mebibytes(*free),
                    mebibytes(*needed)
                ),
            },
            Self::Stopping => {
                said("Systemet er ved at lukke.", "the daemon is stopping; try again when it is back")
            }
            Self::NotSimulated => said(
                "Uret kan kun stilles i et øvelsesmiljø.",
                "the clock can be advanced only in a directory that was made with a simulated clock",
            ),
            Self::Internal { because } => Sentence {
                da: "Systemet har fundet en fejl i sine egne data; driften har fået besked.".to_owned(),
                en: format!("the daemon found its own data wrong: {because}; the operator is told"),
            },
        }
    }
}

fn mebibytes(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}
