//! What is out of the profile, and why: the committed list.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::judge::{Came, Judged};

/// The reason that needs no entry: the runner finds it in the model.
pub const FUNCTIONS: &str = "functions";

/// The committed list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Each reason with the sentence that explains it.
    pub reasons: BTreeMap<String, String>,
    /// What is out.
    #[serde(default)]
    pub out: Vec<Entry>,
}

/// One entry: what it covers must meet everything that it says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// A directory, a directory and a case (`0070-feel-instance-of/001`), or the beginning of one, ending in `*`.
    pub at: String,
    /// A code among the faults that the case was refused with.
    pub code: Option<String>,
    /// A text that stands in one of its decisions.
    pub text: Option<String>,
    /// The reason.
    pub reason: String,
}

/// Why a list cannot be used.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// It is no TOML of this shape.
    #[error("the profile cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// An entry names a reason that is not explained.
    #[error(
        "the entry at `{at}` gives the reason `{reason}`, which is not among `reasons`; explain it there"
    )]
    UnknownReason {
        /// The entry.
        at: String,
        /// Its reason.
        reason: String,
    },
}

impl Profile {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] says what to mend in the file.
    pub fn read(source: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(source)?;
        for entry in &profile.out {
            if !profile.reasons.contains_key(&entry.reason) {
                return Err(ProfileError::UnknownReason {
                    at: entry.at.clone(),
                    reason: entry.reason.clone(),
                });
            }
        }
        Ok(profile)
    }

    /// The first entry that covers a case, by its place in the list.
    pub(crate) fn covering(&self, judged: &Judged) -> Option<usize> {
        self.out.iter().position(|entry| entry.covers(judged))
    }
}

impl Entry {
    fn covers(&self, judged: &Judged) -> bool {
        let whole = format!("{}/{}", judged.directory, judged.case);
        let is_at = match self.at.strip_suffix('*') {
            Some(beginning) => whole.starts_with(beginning),
            None => self.at == judged.directory || self.at == whole,
        };
        let wrong = || judged.nodes.iter().filter(|node| !node.agrees);
        let has_code = |code: &String| {
            wrong().any(|node| match &node.came {
                Came::Refused(faults) => faults.iter().any(|(found, _)| found == code),
                Came::Value(_) | Came::Failed(_) | Came::Unsupported(_) => false,
            })
        };
        let has_text = |text: &String| wrong().any(|node| node.text.contains(text));
        is_at && self.code.as_ref().is_none_or(has_code) && self.text.as_ref().is_none_or(has_text)
    }
}
