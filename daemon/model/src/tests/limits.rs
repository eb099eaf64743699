//! What this binary does not know it refuses, and damaged bytes never pass.

use super::events::{every_event, record};
use crate::record::{Versioned, from_bytes, to_bytes};
use crate::{Command, Event, Record};

#[test]
fn an_unknown_kind_is_refused() {
    // [version, [kind, []]]
    let unknown = |kind: u16| {
        let mut bytes = Vec::new();
        minicbor::Encoder::new(&mut bytes)
            .array(2)
            .unwrap()
            .u16(1)
            .unwrap()
            .array(2)
            .unwrap()
            .u16(kind)
            .unwrap();
        minicbor::Encoder::new(&mut bytes).array(0).unwrap();
        from_bytes::<Versioned>(&bytes)
    };
    assert!(unknown(61).is_ok());
    for kind in [0, 34, 49, 53, 62, 77, 95, 112, 999] {
        assert!(unknown(kind).is_err(), "{kind}");
    }
}

#[test]
fn an_unknown_version_is_refused() {
    let bytes = to_bytes(&Versioned(Event::Erased));
    assert!(from_bytes::<Versioned>(&bytes).is_ok());
    for version in [0, 2, 23] {
        let mut other = bytes.clone();
        assert_eq!(other[1], 1);
        other[1] = version;
        assert!(from_bytes::<Versioned>(&other).is_err(), "{version}");
    }
}

#[test]
fn bytes_that_are_cut_or_continued_are_refused() {
    let bytes = record(every_event()).to_bytes();
    assert!(Record::from_bytes(&bytes).is_ok());
    for length in (0..bytes.len()).step_by(7) {
        assert!(Record::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    let mut longer = bytes;
    longer.push(0);
    assert!(Record::from_bytes(&longer).is_err());
}

#[test]
fn any_changed_byte_is_refused_or_read_as_what_it_says() {
    let bytes = record(every_event()).to_bytes();
    for place in (0..bytes.len()).step_by(3) {
        let mut changed = bytes.clone();
        changed[place] ^= 0x15;
        // Reading never panics; what is read says something else.
        if let Ok(read) = Record::from_bytes(&changed) {
            assert!(read != record(every_event()), "{place}");
        }
    }
}

#[test]
fn a_command_reads_back() {
    let command = Command::ConfirmClock;
    assert_eq!(from_bytes::<Command>(&to_bytes(&command)).unwrap(), command);
}
