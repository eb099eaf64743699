use proptest::prelude::*;

use super::{Keys, TimerKey, WorkKey};

const KEYS: Keys = Keys { partition: 0x0102 };

#[test]
fn the_layout_is_pinned() {
    check("state", &KEYS.state(7, b"a\0b"), "0102 73 07 610062");
    check("state of nothing", &KEYS.state(7, b""), "0102 73 07");
    check("position", &KEYS.stream_position(7, b"a\0b", 258), "0102 70 07 6100ff62 0000 0000000000000102");
    check("timer", &KEYS.timer(1, b"tm", 2), "0102 74 8000000000000001 746d 0000 0000000000000002");
    check("timer before 1970", &KEYS.timer(-1, b"", 0), "0102 74 7fffffffffffffff 0000 0000000000000000");
    check(
        "work",
        &KEYS.work(b"li", 1, 3, b"t\0"),
        "0102 77 6c69 0000 8000000000000001 0000000000000003 7400",
    );
    check("attribute", &KEYS.attribute(b"n", b"v\0", b"\x09"), "0102 61 6e 0000 7600ff 0000 09");
    check("requests", &KEYS.requests(258), "0102 64 0000000000000102");
    check("outbox", &KEYS.outbox(b"m1"), "0102 6f 6d31");
    check("job", &KEYS.job(b"j1"), "0102 6a 6a31");
    check("meta", &KEYS.meta(b"fold"), "0102 6d 666f6c64");
}

#[test]
fn the_ranges_are_pinned() {
    let due = KEYS.timers_due_until(1);
    check("due from", &due.from, "0102 74");
    check("due to", &due.to, "0102 74 8000000000000002");
    check("due at the end of time", &KEYS.timers_due_until(i64::MAX).to, "0102 75");
    let list = KEYS.work_list(b"li").range();
    check("list from", &list.from, "0102 77 6c69 0000");
    check("list to", &list.to, "0102 77 6c69 0001");
    let states = KEYS.states(0xFF).range();
    check("states from", &states.from, "0102 73 ff");
    check("states to, behind the highest kind", &states.to, "0102 74");
    let page = list.after(b"key");
    check("next page from", &page.from, "6b6579 00");
    check("next page to", &page.to, "0102 77 6c69 0001");
}

#[test]
fn families_lie_apart() {
    let families = [
        KEYS.attribute(b"", b"", b""),
        KEYS.requests(0),
        KEYS.job(b""),
        KEYS.meta(b""),
        KEYS.outbox(b""),
        KEYS.stream_position(0, b"", 0),
        KEYS.state(0, b""),
        KEYS.timer(i64::MIN, b"", 0),
        KEYS.work(b"", i64::MIN, 0, b""),
        Keys::new(0x0103).attribute(b"", b"", b""),
    ];
    assert!(families.is_sorted_by(|a, b| a < b), "{families:02x?}");
}

#[test]
fn a_family_knows_its_tails() {
    assert_eq!(KEYS.states(3).tail(&KEYS.state(3, b"st")), Some(b"st".as_slice()));
    assert_eq!(KEYS.states(3).tail(&KEYS.state(4, b"st")), None);
    assert_eq!(KEYS.attributes(b"n", b"v").tail(&KEYS.attribute(b"n", b"v", b"c")), Some(b"c".as_slice()));
    assert_eq!(KEYS.attributes(b"n", b"v").tail(&KEYS.attribute(b"n", b"v\0", b"c")), None);
    assert_eq!(KEYS.outbox_rows().tail(&KEYS.outbox(b"m")), Some(b"m".as_slice()));
    assert_eq!(KEYS.jobs().tail(&KEYS.job(b"j")), Some(b"j".as_slice()));
    assert_eq!(KEYS.request_rows().tail(&KEYS.requests(4)), Some(4_u64.to_be_bytes().as_slice()));
    let version = KEYS.stream_position(3, b"st", 5);
    assert_eq!(KEYS.stream_positions(3, b"st").tail(&version), Some(5_u64.to_be_bytes().as_slice()));
}

#[test]
fn what_is_no_such_key_does_not_parse() {
    let timer = KEYS.timer(1, b"tm", 2);
    assert_eq!(KEYS.parse_timer(&timer[..timer.len() - 1]), None, "cut");
    assert_eq!(KEYS.parse_timer(&[timer.as_slice(), b"x"].concat()), None, "longer");
    assert_eq!(Keys::new(9).parse_timer(&timer), None, "another partition");
    assert_eq!(KEYS.parse_work(&timer), None, "another kind");
    let mut escaped_wrongly = KEYS.work(b"\0", 1, 3, b"t");
    escaped_wrongly[4] = 0x7F;
    assert_eq!(KEYS.parse_work(&escaped_wrongly), None);
    assert_eq!(KEYS.parse_work(b""), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn timers_sort_and_return(a in timer(), b in timer(), until in micros()) {
        let (key_a, key_b) = (timer_bytes(&a), timer_bytes(&b));
        prop_assert_eq!(a.cmp(&b), key_a.cmp(&key_b));
        let range = KEYS.timers_due_until(until);
        prop_assert_eq!(a.due_us <= until, range.from <= key_a && key_a < range.to);
        prop_assert_eq!(KEYS.parse_timer(&key_a), Some(a));
    }

    #[test]
    fn work_sorts_and_returns(a in work(), b in work()) {
        let (key_a, key_b) = (work_bytes(&a), work_bytes(&b));
        prop_assert_eq!(a.cmp(&b), key_a.cmp(&key_b));
        let range = KEYS.work_list(&b.list).range();
        prop_assert_eq!(a.list == b.list, range.from <= key_a && key_a < range.to);
        prop_assert_eq!(KEYS.parse_work(&key_a), Some(a));
    }

    #[test]
    fn attributes_sort_and_return(a in (text(), text(), text()), b in (text(), text(), text())) {
        let key_a = KEYS.attribute(&a.0, &a.1, &a.2);
        let key_b = KEYS.attribute(&b.0, &b.1, &b.2);
        prop_assert_eq!(a.cmp(&b), key_a.cmp(&key_b));
        let family = KEYS.attributes(&b.0, &b.1);
        let range = family.range();
        let is_same = (&a.0, &a.1) == (&b.0, &b.1);
        prop_assert_eq!(is_same, range.from <= key_a && key_a < range.to);
        prop_assert_eq!(family.tail(&key_a), is_same.then_some(a.2.as_slice()));
    }

    #[test]
    fn positions_sort_and_return(a in (any::<u8>(), text(), 0..300_u64), b in (any::<u8>(), text(), 0..300_u64)) {
        let key_a = KEYS.stream_position(a.0, &a.1, a.2);
        let key_b = KEYS.stream_position(b.0, &b.1, b.2);
        prop_assert_eq!(a.cmp(&b), key_a.cmp(&key_b));
        let is_same = (a.0, &a.1) == (b.0, &b.1);
        let tail = KEYS.stream_positions(b.0, &b.1).tail(&key_a).map(<[u8]>::to_vec);
        prop_assert_eq!(tail, is_same.then(|| a.2.to_be_bytes().to_vec()));
    }

    #[test]
    fn states_sort(a in (any::<u8>(), text()), b in (any::<u8>(), text())) {
        let (key_a, key_b) = (KEYS.state(a.0, &a.1), KEYS.state(b.0, &b.1));
        prop_assert_eq!(a.cmp(&b), key_a.cmp(&key_b));
        let range = KEYS.states(b.0).range();
        prop_assert_eq!(a.0 == b.0, range.from <= key_a && key_a < range.to);
    }
}

/// Short texts of few bytes, so that equal ones, prefixes and escapes are common.
fn text() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(vec![0_u8, 1, b'a', 0xFE, 0xFF]), 0..5)
}

fn micros() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -3..3_i64, Just(i64::MIN), Just(i64::MAX)]
}

fn timer() -> impl Strategy<Value = TimerKey> {
    (micros(), text(), prop_oneof![any::<u64>(), 0..3_u64]).prop_map(|(due_us, timer, generation)| TimerKey {
        due_us,
        timer,
        generation,
    })
}

fn work() -> impl Strategy<Value = WorkKey> {
    (text(), micros(), 0..300_u64, text()).prop_map(|(list, due_us, case, task)| WorkKey {
        list,
        due_us,
        case,
        task,
    })
}

fn timer_bytes(key: &TimerKey) -> Vec<u8> {
    KEYS.timer(key.due_us, &key.timer, key.generation)
}

fn work_bytes(key: &WorkKey) -> Vec<u8> {
    KEYS.work(&key.list, key.due_us, key.case, &key.task)
}

fn check(what: &str, key: &[u8], expected: &str) {
    use std::fmt::Write as _;
    let mut found = String::new();
    for byte in key {
        write!(found, "{byte:02x}").unwrap();
    }
    assert_eq!(found, expected.replace(' ', ""), "{what}");
}
