use super::Blinding;
use crate::{Batch, Error, Index, Keys, MapIndex};

#[test]
fn the_blinded_part_is_pinned() {
    // RFC 4231 §4.2 gives HMAC-SHA-256 of "Hi There" under a 20-byte key of 0x0b; keys are padded with zeroes, so a 32-byte
    // key that ends in twelve zeroes is the same one.
    let mut key = [0; 32];
    key[..20].fill(0x0b);
    let expected =
        [0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53, 0x5c, 0xa8, 0xaf, 0xce, 0xaf, 0x0b, 0xf1, 0x2b];
    assert_eq!(Blinding::new(&key).blind(b"Hi There"), expected);
}

#[test]
fn equal_parts_look_alike_under_one_key_only() {
    let (one, other) = (Blinding::new(&[1; 32]), Blinding::new(&[2; 32]));
    assert_eq!(one.blind(b"0101010101"), one.clone().blind(b"0101010101"));
    assert_ne!(one.blind(b"0101010101"), one.blind(b"0101010102"));
    assert_ne!(one.blind(b"0101010101"), other.blind(b"0101010101"));
}

#[test]
fn an_index_keeps_the_first_key_it_was_given() {
    let (index, keys) = (MapIndex::new(), Keys::new(0));
    index.commit(Batch::new(9)).unwrap();
    let first = Blinding::of(&index, keys, &[1; 32]).unwrap();
    let again = Blinding::of(&index, keys, &[2; 32]).unwrap();
    assert_eq!(first.blind(b"x"), again.blind(b"x"));
    assert_eq!(first.blind(b"x"), Blinding::new(&[1; 32]).blind(b"x"));
    assert_eq!(index.applied().unwrap(), 9, "the key moves no position");
}

#[test]
fn a_key_of_another_length_is_damage() {
    let (index, keys) = (MapIndex::new(), Keys::new(0));
    let mut batch = Batch::new(1);
    batch.put(keys.meta(b"blinding"), [1; 31]);
    index.commit(batch).unwrap();
    assert!(matches!(Blinding::of(&index, keys, &[2; 32]), Err(Error::Damaged { .. })));
}

#[test]
fn the_key_does_not_show_in_debug() {
    assert_eq!(format!("{:?}", Blinding::new(&[0xAB; 32])), "Blinding(hidden)");
}
