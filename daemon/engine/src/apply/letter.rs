//! Letters that a case sent: the state keeps where each lies, the record keeps what it says.

use model::letter::Letter;
use model::{CaseState, Event};

use super::At;
use super::case::unreachable_part;

pub(super) fn to_letters(case: &mut CaseState, event: &Event, at: &At) {
    let Event::LetterSent {
        number,
        subject,
        step,
        version,
        template,
        template_hash,
        channel,
        sent_on,
        by,
        language,
        ..
    } = event
    else {
        return unreachable_part();
    };
    let letter = Letter {
        subject: subject.clone(),
        step: step.clone(),
        version: *version,
        template: template.clone(),
        template_hash: *template_hash,
        channel: channel.clone(),
        sent_on: *sent_on,
        by: by.clone(),
        language: language.clone(),
        position: at.position,
    };
    case.letters.insert(*number, letter);
}
