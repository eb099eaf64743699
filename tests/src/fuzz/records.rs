//! Payloads of the journal and rows of states: what is read can be written and read again, and says the same.

use core::fmt::Debug;
use std::collections::BTreeMap;

use super::INPUT_BYTES_MAX;
use super::prepared::{open, prepared};
use model::record::{Versioned, from_bytes, to_bytes};
use model::{CaseState, CitizenState, Command, OrganisationState, PersonState, Record};

/// One record of each kind that a real directory holds, by a name for it.
///
/// # Panics
///
/// If the directory does not open.
pub fn real_records() -> BTreeMap<String, Vec<u8>> {
    let (core, _index) = open(&prepared().disk.fork(), prepared().now).expect("the directory opens");
    let mut found = BTreeMap::new();
    for payload in core.reader().records(1).map_while(Result::ok).map(|record| record.payload) {
        let record = Record::from_bytes(&payload).expect("a record of ours can be read");
        let input: Vec<u8> = [&[0], payload.as_slice()].concat();
        if input.len() <= INPUT_BYTES_MAX {
            found.entry(record.command.replace('_', "-")).or_insert(input);
        }
    }
    found
}

pub(super) fn records(data: &[u8]) {
    let Some((kind, bytes)) = data.split_first() else { return };
    match kind % 7 {
        0 => {
            let Ok(record) = Record::from_bytes(bytes) else { return };
            let same = Record::from_bytes(&record.to_bytes());
            assert!(same.is_ok_and(|same| same == record), "what was written is not what was read");
            let _keys = runtime::keys_of_record(bytes);
        }
        1 => again::<Command>(bytes),
        2 => again::<Versioned>(bytes),
        3 => again::<CaseState>(bytes),
        4 => again::<CitizenState>(bytes),
        5 => again::<OrganisationState>(bytes),
        _rest => again::<PersonState>(bytes),
    }
}

fn again<T>(bytes: &[u8])
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()> + PartialEq + Debug,
{
    let Ok(read) = from_bytes::<T>(bytes) else { return };
    let written = to_bytes(&read);
    let same = from_bytes::<T>(&written);
    assert!(same.is_ok_and(|same| same == read), "what was written is not what was read");
}
