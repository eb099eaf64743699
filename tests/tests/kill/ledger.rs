//! What clients were told, held against what a daemon says after it was killed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use helhed::client::Answer;
use serde_json::{Value as Json, json};
use tests::crashing::Dice;

use super::clients::{Order, Stage};

/// What an acknowledged order did.
#[derive(Clone, Debug)]
pub(crate) enum Did {
    Register,
    Open { citizen: String },
    Note { case: String, text: String },
}

/// An answer of success.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledged {
    pub(crate) order: Order,
    pub(crate) did: Did,
    pub(crate) position: u64,
    pub(crate) number: Option<u64>,
    pub(crate) case: Option<String>,
    pub(crate) citizen: Option<String>,
}

/// Everything that was acknowledged.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) entries: Vec<Acknowledged>,
    serials: u32,
}

impl Ledger {
    /// A number that no citizen has.
    pub(crate) fn next_serial(&mut self) -> u32 {
        self.serials += 1;
        self.serials
    }
}

impl Acknowledged {
    pub(crate) fn of(order: Order, did: Did, answer: &Answer) -> Self {
        let number = |name: &str| answer.body[name].as_u64();
        let text = |name: &str| answer.text(name).map(str::to_owned);
        Self {
            order,
            did,
            position: number("position").expect("an answer has a position"),
            number: number("number"),
            case: text("case"),
            citizen: text("citizen"),
        }
    }

    /// The same order was given again: it must be answered as before, and not be done.
    pub(crate) fn is_answered_again(&self, answer: &Answer) {
        let again = Self::of(self.order.clone(), self.did.clone(), answer);
        assert_eq!(answer.body["repeated"], true, "{self:?} was done again: {:#}", answer.body);
        assert_eq!(
            (again.position, again.number, &again.case),
            (self.position, self.number, &self.case),
            "{self:?} is answered otherwise"
        );
    }
}

impl Stage<'_> {
    /// Everything acknowledged so far is there, and nothing twice.
    pub(crate) fn verify(&self, address: SocketAddr) {
        let entries = self.ledger().entries.clone();
        let mut positions = BTreeMap::new();
        let mut notes: BTreeMap<&str, Vec<&Acknowledged>> = BTreeMap::new();
        for entry in &entries {
            if let Some(other) = positions.insert(entry.position, entry) {
                assert_eq!(other.order.key, entry.order.key, "two orders have one record");
            }
            match &entry.did {
                Did::Register => {}
                Did::Open { .. } => {
                    notes.entry(entry.case.as_deref().expect("a case")).or_default();
                }
                Did::Note { case, .. } => notes.entry(case).or_default().push(entry),
            }
        }
        for (case, acknowledged) in &notes {
            let person = acknowledged.first().map_or(0, |entry| entry.order.person);
            let read = self.read(address, person, &format!("/v1/cases/{case}"));
            check_notes(&read, acknowledged);
            let history = self.history(address, person, case);
            for entry in acknowledged {
                assert_eq!(history.get(&entry.position).map(String::as_str), Some("add_note"), "{entry:?}");
            }
        }
        for entry in &entries {
            if let Did::Register = &entry.did {
                let found = self.find(address, entry);
                assert_eq!(found, entry.citizen, "{entry:?} is registered once");
            }
            if let Did::Open { citizen } = &entry.did {
                let path = format!("/v1/cases?citizen={citizen}");
                let listed = self.read(address, entry.order.person, &path);
                let cases: Vec<&str> = listed["rows"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|row| row["id"].as_str())
                    .collect();
                assert_eq!(
                    cases,
                    [entry.case.as_deref().expect("a case")],
                    "{citizen} has exactly that case"
                );
            }
        }
    }

    /// The first citizen with the number that was registered.
    fn find(&self, address: SocketAddr, registered: &Acknowledged) -> Option<String> {
        let order = Order {
            path: "/v1/citizens/search".to_owned(),
            body: json!({ "cpr": registered.order.body["cpr"] }),
            ..registered.order.clone()
        };
        let answer = self.send(address, &order).expect("the daemon answers");
        answer.text("citizen").map(str::to_owned)
    }

    /// Positions and commands of a case's records.
    fn history(&self, address: SocketAddr, person: usize, case: &str) -> BTreeMap<u64, String> {
        let mut records = BTreeMap::new();
        let mut path = format!("/v1/cases/{case}/history?limit=200");
        loop {
            let page = self.read(address, person, &path);
            for row in page["rows"].as_array().into_iter().flatten() {
                let position = row["position"].as_u64().expect("a record has a position");
                let command = row["command"].as_str().expect("a record has a command").to_owned();
                assert_eq!(records.insert(position, command), None, "record {position} is listed twice");
            }
            let Some(next) = page["next"].as_str() else { return records };
            path = format!("/v1/cases/{case}/history?limit=200&after={next}");
        }
    }

    /// Gives some of the acknowledged orders once more: each is answered as before.
    pub(crate) fn ask_again(&self, address: SocketAddr, dice: &mut Dice, times: usize) {
        let entries = self.ledger().entries.clone();
        for _ in 0..times.min(entries.len()) {
            let entry = &entries[dice.below(entries.len())];
            let answer = self.send(address, &entry.order).expect("the daemon answers");
            assert!(answer.is_ok(), "{entry:?}: {:#}", answer.body);
            entry.is_answered_again(&answer);
        }
    }
}

fn check_notes(case: &Json, acknowledged: &[&Acknowledged]) {
    let mut texts = BTreeSet::new();
    let mut by_number = BTreeMap::new();
    for note in case["notes"].as_array().into_iter().flatten() {
        let text = note["text"].as_str().expect("a note has a text");
        assert!(texts.insert(text), "`{text}` stands twice in {}", case["id"]);
        by_number.insert(note["number"].as_u64(), text);
    }
    for entry in acknowledged {
        let Did::Note { text, .. } = &entry.did else { continue };
        assert_eq!(by_number.get(&entry.number), Some(&text.as_str()), "{entry:?} is missing");
    }
}
