//! What a plugin answers: any fields and words, as the contract types them, and then the step that waits for them.

use model::plugin::{PluginAnswer, PluginOutcome};
use model::{Actor, ContentHash, SystemPart, Value};
use plugin_host::{Field, FieldValue, from_guest, sentence};
use runtime::{Input, Output, PluginCall, Rejected, Submission};
use scheduler::Reading;

use super::Bytes;
use super::prepared::{open, prepared};

/// Keys that the step knows, so that most answers get further than that.
const KEYS: [&str; 4] = ["person", "deputy", "reason", "nothing"];

/// People, and what is none.
const PEOPLE: [&str; 4] = ["lida", "olma", "nobody", ""];

pub(super) fn answers(data: &[u8]) {
    let mut bytes = Bytes(data);
    let prepared = prepared();
    let Some(outcome) = outcome(&mut bytes) else { return };
    let read = if bytes.number(1) % 8 == 7 { ContentHash([9; 32]) } else { prepared.call.read() };
    let answer = PluginAnswer { outcome, read, fuel: bytes.number(8), took_us: bytes.number(8) };
    let (mut core, _index) = open(&prepared.disk.fork(), prepared.now).expect("the directory opens");
    let command = PluginCall::answered(prepared.call.id, prepared.call.stream.clone(), answer);
    let head = core.head().position;
    for ticket in 1..=2 {
        let submission = Submission {
            actor: Actor::System(SystemPart::Dispatcher),
            purpose: None,
            idempotency_key: None,
            expected_version: None,
            command: command.clone(),
        };
        let input = Input::Submit { submission: Box::new(submission), ticket };
        let now = Reading { wall: prepared.now, monotonic_us: prepared.now.micros() };
        for output in core.step(vec![input], now) {
            match output {
                Output::Answer { result: Err(Rejected::Internal { because }), .. } => {
                    crate::places::fail(&format!("internal: {because}"))
                }
                Output::Broken { because } => crate::places::fail(&format!("broken: {because}")),
                Output::Answer { .. } | Output::Perform(_) | Output::Call(_) => {}
            }
        }
        assert!(core.head().position <= head + 1, "an answer was used twice");
    }
}

fn outcome(bytes: &mut Bytes<'_>) -> Option<PluginOutcome> {
    let both = |words: model::deadline::Sentence| {
        Value::Record(
            [("da", words.da), ("en", words.en)]
                .map(|(key, text)| (key.to_owned(), Value::text(text)))
                .into(),
        )
    };
    match bytes.below(3) {
        0 => {
            let set = from_guest(fields(bytes)).ok()?;
            assert!(set.len() <= 64, "an answer has a bound");
            Some(PluginOutcome::Proposed { set: Value::Record(set), because: both(words(bytes)?) })
        }
        1 => Some(PluginOutcome::HandedOver { reason: both(words(bytes)?) }),
        _rest => Some(PluginOutcome::Failed { code: bytes.text(), words: Some(bytes.text()) }),
    }
}

fn words(bytes: &mut Bytes<'_>) -> Option<model::deadline::Sentence> {
    let tag = if bytes.number(1) % 4 == 3 { bytes.text() } else { "da".to_owned() };
    sentence(&[(tag, bytes.text()), ("en".to_owned(), bytes.text())]).ok()
}

fn fields(bytes: &mut Bytes<'_>) -> Vec<Field> {
    let count = bytes.below(70);
    (0..count).map_while(|_| bytes.goes_on().then(|| field(bytes))).collect()
}

fn field(bytes: &mut Bytes<'_>) -> Field {
    let key = KEYS.get(bytes.below(5)).map_or_else(|| bytes.text(), |key| (*key).to_owned());
    let value = match bytes.below(12) {
        0 => FieldValue::Null,
        1 => FieldValue::Boolean(bytes.number(1) % 2 == 1),
        2 => FieldValue::Integer(bytes.number(8).cast_signed()),
        3 => FieldValue::Decimal(bytes.text()),
        4 => FieldValue::Date(bytes.text()),
        5 => FieldValue::Instant(bytes.number(8).cast_signed()),
        6 => FieldValue::Duration(bytes.text()),
        7 => FieldValue::Choice((0..bytes.below(70)).map(|_| bytes.text()).collect()),
        8 => FieldValue::Json(bytes.text()),
        9 => FieldValue::Text(bytes.text()),
        _rest => FieldValue::Reference(
            PEOPLE.get(bytes.below(5)).map_or_else(|| bytes.text(), |person| (*person).to_owned()),
        ),
    };
    Field { key, value }
}
