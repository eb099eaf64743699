//! Bytes that later versions have to read: looks, and the values and keys of index rows.

use model::deadline::TimerKind;
use model::{CaseId, CitizenId, EffectId, Private, Timestamp};
use store::Keys;

use super::actor;
use crate::looks::Look;
use crate::rows::{TimerRow, outbox_key, person_list, role_list};

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(digit.into(), 16).unwrap())
        .collect()
}

#[test]
fn a_look_has_these_bytes() {
    let look = Look {
        at: Timestamp::from_micros(1_785_740_400_000_000),
        actor: actor("lida"),
        cases: vec![CaseId(1), CaseId(300)],
        citizen: Some(CitizenId(7)),
        purpose: Private::Sealed(vec![1, 2, 3]),
        refused: true,
        what: "case".to_owned(),
    };
    let bytes = model::record::to_bytes(&look);
    assert_eq!(hex(&bytes), LOOK);
    assert_eq!(model::record::from_bytes::<Look>(&bytes).unwrap(), look);
}

const LOOK: &str = "871b0006581f1633fc00820081646c696461820119012c0782018143010203f56463617365";

#[test]
fn a_timers_key_holds_case_kind_place_and_deadline() {
    let rung = TimerRow { case: CaseId(258), deadline: "assessment".into(), kind: TimerKind::Rung(3) };
    assert_eq!(hex(&rung.to_key()), "00000000000001020000000003".to_owned() + &hex(b"assessment"));
    let lapse = TimerRow { kind: TimerKind::Lapse, ..rung.clone() };
    assert_eq!(hex(&lapse.to_key()), "00000000000001020100000000".to_owned() + &hex(b"assessment"));
    for row in [rung, lapse] {
        assert_eq!(TimerRow::from_key(&row.to_key()), Some(row));
    }
    assert_eq!(TimerRow::from_key(&[0; 12]), None);
    assert_eq!(TimerRow::from_key(&[2; 20]), None, "an unknown kind");
}

#[test]
fn an_effects_row_sorts_by_epoch_position_and_place() {
    let key = outbox_key(Keys::new(901), EffectId { epoch: 1, position: 42, ordinal: 2 });
    assert_eq!(hex(&key), "03856f00000001000000000000002a00000002");
}

#[test]
fn work_stands_in_the_list_of_its_holder_or_of_its_role_and_unit() {
    assert_eq!(person_list(&"lida".into()), "p:lida");
    assert_eq!(role_list("specialist", "job_centre"), "r:specialist@job_centre");
}
