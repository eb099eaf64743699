use super::Requests;

fn key(first: u8, last: u8) -> [u8; 32] {
    let mut key = [0; 32];
    (key[0], key[31]) = (first, last);
    key
}

#[test]
fn keys_that_begin_alike_lead_to_all_their_records_the_newest_first() {
    let mut requests = Requests::default();
    for (number, position) in (0..40_000_u64).map(|number| (number, number * 200_003)) {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        requests.add(&key, position);
        assert!(requests.records(&key).contains(&position));
    }
    requests.add(&key(7, 1), 5_000_000_000);
    requests.add(&key(7, 2), 6);
    requests.add(&key(7, 3), 9_000_000_000_000);
    assert_eq!(requests.records(&key(7, 1)), [9_000_000_000_000, 5_000_000_000, 6]);
    assert!(requests.records(&key(8, 1)).is_empty());
}

#[test]
fn one_that_is_forgotten_leaves_the_others() {
    let mut requests = Requests::default();
    requests.add(&key(7, 1), 1);
    requests.add(&key(7, 1), 2);
    requests.remove(&crate::core::apply::requests::Request::for_tests(key(7, 1), 1));
    assert_eq!(requests.records(&key(7, 1)), [2]);
    requests.remove(&crate::core::apply::requests::Request::for_tests(key(7, 1), 1));
    assert_eq!(requests.records(&key(7, 1)), [2]);
}
