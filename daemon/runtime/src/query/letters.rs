//! Letters of a case: which were sent, one as it was sent, and one as it would be sent now.

use engine::{At, LetterPreview, Refusal, RefusalKind, StreamState, Streams, World, preview_letter};
use model::deadline::Sentence;
use model::letter::Letter;
use model::{CaseId, ContentHash, Date, Event, Record, StreamId, TaskName, Value};
use sha2::{Digest, Sha256};

use super::{Seen, internal};
use crate::answer::{Reader, Rejected};
use crate::pump::Runtime;

/// A letter as it was sent.
#[derive(Clone, Debug)]
pub struct SentLetter {
    /// Where it stands among the letters of its case.
    pub letter: Letter,
    /// The page, byte for byte.
    pub html: String,
}

impl Runtime {
    /// The letters that a case sent, by number. Who has a single task sees none.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`].
    pub fn letters(&self, by: &Reader, id: CaseId) -> Result<Vec<(u32, Letter)>, Rejected> {
        let (seen, purpose) = self.see(by, id, "letters")?;
        self.log(by, (vec![id], None), &purpose, (false, "letters"))?;
        if !reads_letters(&seen) {
            return Ok(Vec::new());
        }
        let unseen = &seen.sight.unseen;
        Ok(seen.state.letters.into_iter().filter(|(_, letter)| !unseen.hides_letter(letter)).collect())
    }

    /// A letter as it was sent, held against its hash.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`]; gone, if the case was erased.
    pub fn letter(&self, by: &Reader, id: CaseId, number: u32) -> Result<SentLetter, Rejected> {
        let (seen, purpose) = self.see(by, id, "letter")?;
        self.log(by, (vec![id], None), &purpose, (false, "letter"))?;
        let letter = seen
            .state
            .letters
            .get(&number)
            .filter(|one| reads_letters(&seen) && !seen.sight.unseen.hides_letter(one));
        let letter = letter.cloned();
        let Some(letter) = letter else {
            return Err(Rejected::NotFound { what: format!("letter {number} of {id}") });
        };
        if seen.state.erasing {
            return Err(erased(id, number));
        }
        let record = self.shared.reader.read(letter.position).map_err(|error| internal(&error))?;
        let record = Record::from_bytes(&record.payload).map_err(|error| internal(&error))?;
        let ours = record.parts.into_iter().filter(|part| part.stream == StreamId::Case(id));
        let sent = ours
            .flat_map(|part| part.events)
            .map(|event| event.0)
            .find(|event| matches!(event, Event::LetterSent { number: one, .. } if *one == number));
        let Some(mut sent) = sent else { return Err(damaged("its record does not hold it")) };
        self.shared.sealer.open(&mut sent).map_err(|error| internal(&error))?;
        match as_sent(&sent) {
            Ok(html) => Ok(SentLetter { letter, html }),
            Err(NotAsSent::Erased) => Err(erased(id, number)),
            Err(NotAsSent::Damaged(because)) => Err(damaged(because)),
        }
    }

    /// The letter that completing a task with these values would send, marked as a draft. Nothing happens by it.
    ///
    /// # Errors
    ///
    /// As for [`Runtime::case`], and what completing the task would be refused with for who may not.
    pub fn preview_letter(
        &self,
        by: &Reader,
        id: CaseId,
        (task, values): (&TaskName, &Value),
    ) -> Result<LetterPreview, Rejected> {
        let (_, purpose) = self.see(by, id, "letter_preview")?;
        self.log(by, (vec![id], None), &purpose, (false, "letter_preview"))?;
        let in_force = self.in_force();
        let now = self.now();
        let streams = Opened { runtime: self };
        let world = World {
            at: At { epoch: 0, position: 0, recorded_at: now, actor: by.actor.clone() },
            today: Date(calendar::civil_date(now.micros())),
            directory: &in_force.directory,
            calendar: &in_force.calendar,
            calendar_hash: in_force.calendar_hash,
            last_case: 0,
            last_citizen: 0,
            registered: None,
            streams: &streams,
            rules: &*self.shared.rules,
        };
        Ok(preview_letter(&world, id, task, values)?)
    }
}

/// Why a letter cannot be shown as it was sent.
#[derive(Debug, PartialEq, Eq)]
enum NotAsSent {
    Erased,
    Damaged(&'static str),
}

/// The page of an opened event, held against the hash that was sealed with it.
fn as_sent(sent: &Event) -> Result<String, NotAsSent> {
    let Event::LetterSent { sha256, html, .. } = sent else {
        return Err(NotAsSent::Damaged("its record is another"));
    };
    if html.is_erased() {
        return Err(NotAsSent::Erased);
    }
    let (Some(html), Some(sha256)) = (html.as_text(), sha256.as_text()) else {
        return Err(NotAsSent::Damaged("it cannot be opened"));
    };
    let found = ContentHash(Sha256::digest(html.as_bytes()).into());
    if found.to_string() != sha256 {
        return Err(NotAsSent::Damaged("it does not have the hash with which it was sent"));
    }
    Ok(html.to_owned())
}

/// Whoever reads the case file reads its letters.
fn reads_letters(seen: &Seen) -> bool {
    seen.sight.works_on_case || seen.sight.needs_purpose
}

/// Streams as the index has them, opened.
struct Opened<'a> {
    runtime: &'a Runtime,
}

impl Streams for Opened<'_> {
    fn stream(&self, stream: &StreamId) -> Option<StreamState> {
        let mut state = self.runtime.state_of(stream).ok()??;
        self.runtime.shared.sealer.open(&mut state).ok()?;
        Some(state)
    }
}

fn erased(id: CaseId, number: u32) -> Rejected {
    Rejected::from(Refusal {
        code: "erased",
        kind: RefusalKind::Gone,
        detail: Sentence {
            da: format!("Brev {number} på sagen `{id}` er slettet."),
            en: format!(
                "letter {number} of the case `{id}` is erased; that it was sent stands in the history"
            ),
        },
        missing: Vec::new(),
        who: Vec::new(),
    })
}

fn damaged(because: &str) -> Rejected {
    tracing::error!(because, "a letter cannot be read back as it was sent");
    Rejected::Internal { because: format!("a letter cannot be read back as it was sent: {because}") }
}

#[cfg(test)]
mod tests;
