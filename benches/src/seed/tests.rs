use engine::fold::begin;
use engine::{At, StreamState};
use model::{
    Actor, CaseId, CaseState, CitizenId, ContentHash, Event, PersonId, StreamId, Timestamp, UnitId,
    WorkflowName,
};
use store::{Keys, Row};

use super::file::{Reader, Writer};
use super::{Copies, Model, held, sorted};

fn keys() -> Keys {
    Keys::new(901)
}

fn a_case() -> CaseState {
    let opened = Event::CaseOpened {
        citizen: CitizenId(1),
        workflow: WorkflowName::new("five-stages"),
        definition: ContentHash([0; 32]),
        rule_pack: ContentHash([0; 32]),
        unit: UnitId::new("office"),
        steps: Vec::new(),
        parent: None,
    };
    let at = At {
        epoch: 1,
        position: 1,
        recorded_at: Timestamp::from_micros(0),
        actor: Actor::Person(PersonId::new("alma")),
    };
    match begin(&StreamId::Case(CaseId(1)), &opened, &at) {
        Some(StreamState::Case(case)) => *case,
        other => panic!("no case: {other:?}"),
    }
}

#[test]
fn an_export_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("export");
    // More than a chunk.
    let rows: Vec<Row> =
        (0..1_000_u64).map(|number| (keys().state(1, &number.to_be_bytes()), vec![7; 600])).collect();
    let mut header = [0; 76];
    header[6..8].copy_from_slice(&901_u16.to_be_bytes());
    let mut writer = Writer::create(&path, header).expect("a file can be made");
    rows.iter().try_for_each(|row| writer.push(row)).expect("rows can be written");
    assert_eq!(writer.finish().expect("it ends"), 1_000);
    let reader = Reader::open(&path).expect("it is there");
    assert_eq!(reader.municipality(), 901);
    let read: Result<Vec<Row>, _> = reader.collect();
    assert_eq!(read.expect("it is whole"), rows);

    let mut bytes = std::fs::read(&path).expect("it is there");
    bytes[300] ^= 1;
    std::fs::write(&path, bytes).expect("it can be damaged");
    let read: Result<Vec<Row>, _> = Reader::open(&path).expect("it is there").collect();
    assert!(read.is_err());
}

#[test]
fn who_holds_a_case_is_read_from_its_row() {
    let key = keys().attribute(b"holds", b"lida", &256_u64.to_be_bytes());
    assert_eq!(held(keys(), &key), Some((b"lida".to_vec(), 256)));
    let other = keys().attribute(b"token", b"lida", &256_u64.to_be_bytes());
    assert_eq!(held(keys(), &other), None);
}

#[test]
fn copies_come_in_the_order_of_their_keys_and_keep_their_own_numbers() {
    let model = |due| Model {
        state: a_case(),
        positions: vec![(1, vec![1]), (2, vec![2])],
        timers: vec![(due, vec![0, 0], 9, vec![3])],
        work: vec![(b"p:lida".to_vec(), due, b"receive".to_vec())],
        holders: vec![b"lida".to_vec()],
    };
    let models = [model(20), model(10)];
    let copies = Copies { keys: keys(), models: &models, highest: 100 };
    let rows: Vec<Row> = copies.rows(101..=110).collect();
    assert_eq!(rows, sorted(rows.clone().into_iter()).collect::<Vec<_>>());
    assert_eq!(rows.len(), 10 * 6);
    let numbers: Vec<u64> = rows
        .iter()
        .filter_map(|(_, value)| model::record::from_bytes::<CaseState>(value).ok())
        .map(|state| state.id.0)
        .collect();
    assert_eq!(numbers, (101..=110).collect::<Vec<_>>());
}
