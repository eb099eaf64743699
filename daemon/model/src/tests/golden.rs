//! A record with an event of every kind, as the first release writes it. It must be readable for ever.
//!
//! `UPDATE=1` writes the file anew; doing so after a release means that old journals cannot be opened.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use minicbor::Decoder;

use super::events::{every_event, of_complaints, record};
use crate::privates::Privates;
use crate::record::{Versioned, to_bytes};
use crate::{Event, Private, Record};

fn check(file: &str, events: &[Event]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
    let bytes = record(events.to_vec()).to_bytes();
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &bytes).unwrap();
    }
    let golden = fs::read(&path).unwrap();
    let read = Record::from_bytes(&golden).unwrap();
    assert_eq!(read, record(events.to_vec()), "the file means something else now");
    assert_eq!(golden, bytes, "the same record is written in other bytes now");
}

#[test]
fn the_golden_record_is_read_and_written_as_ever() {
    check("record-with-every-event.cbor", &every_event());
}

/// Optional fields at the end of an event are added beside the old form, never in its place.
#[test]
fn later_fields_are_read_and_written_as_ever() {
    check("record-with-later-fields.cbor", &of_complaints());
}

/// The kind of an event, as its bytes say it.
fn kind(event: &Event) -> u32 {
    let bytes = to_bytes(&Versioned(event.clone()));
    let mut decoder = Decoder::new(&bytes);
    assert_eq!(decoder.array().unwrap(), Some(2));
    assert_eq!(decoder.u16().unwrap(), event.version());
    decoder.array().unwrap();
    decoder.u32().unwrap()
}

#[test]
fn every_kind_is_in_the_golden_record() {
    let kinds: BTreeSet<u32> = every_event().iter().map(kind).collect();
    let expected = [1..=35, 38..=41, 44..=52, 60..=61, 70..=76, 90..=97, 110..=111];
    assert_eq!(kinds, expected.into_iter().flatten().collect());
    // One attribute at the margin of the enum for each variant: a new one needs its place here.
    let variants = include_str!("../event.rs").lines().filter(|line| line.starts_with("    #[n(")).count();
    assert_eq!(kinds.len(), variants);
}

#[test]
fn every_personal_value_is_visited_in_the_same_order() {
    let visit = |event: &mut Event| {
        let mut seen = Vec::new();
        event.each_private(&mut |private| seen.push(private.clone()));
        seen
    };
    for mut event in every_event().into_iter().chain(of_complaints()) {
        let values = visit(&mut event);
        assert!(visit(&mut event) == values);
        // What is sealed in place leaves nothing in the clear: the word stands in no other field.
        event.each_private(&mut |private| *private = Private::Erased);
        let bytes = to_bytes(&Versioned(event.clone()));
        assert!(!bytes.windows(6).any(|window| window == b"secret"), "{event:?}");
    }
}
