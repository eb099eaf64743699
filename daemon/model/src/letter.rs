//! Letters that a case has sent, as far as its state keeps them: where each lies, and not what it says.

use minicbor::{Decode, Encode};

use crate::id::{ContentHash, PersonId, StepName};
use crate::time::Date;

/// Most letters of one case: its state lists them all, and a case with more has gone wrong.
pub const LETTERS_MAX: usize = 1_000;

/// A letter that was sent. What it says stands, sealed, in the record that sent it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Letter {
    /// What it is: `decision`, `complaint_receipt`. A code, never personal data.
    #[n(0)]
    pub subject: String,
    /// The step that sent it, where one did.
    #[n(1)]
    pub step: Option<StepName>,
    /// Which letter about that, from 1: a new decision in the same step is version 2, and version 1 stays readable.
    #[n(2)]
    pub version: u32,
    /// The template in the definition, such as `letters/decision.html`.
    #[n(3)]
    pub template: String,
    /// SHA-256 of the template.
    #[n(4)]
    pub template_hash: ContentHash,
    /// How it was sent, such as `digital_post`.
    #[n(5)]
    pub channel: String,
    /// The day on which it was sent, which is the day that it bears.
    #[n(6)]
    pub sent_on: Date,
    /// Who signed it.
    #[n(7)]
    pub by: PersonId,
    /// The language that it is written in: `da`.
    #[n(8)]
    pub language: String,
    /// The position of the record that holds it.
    #[n(9)]
    pub position: u64,
}
