//! Who hears of a rung, as it is stored.

use crate::deadline::Recipient;

#[test]
fn a_recipient_is_a_number_and_a_role_its_name() {
    let all = [
        (Recipient::Owner, vec![0]),
        (Recipient::Deputy, vec![1]),
        (Recipient::Leader, vec![2]),
        (Recipient::Citizen, vec![3]),
        (Recipient::Role("mentor".into()), b"\x66mentor".to_vec()),
    ];
    for (recipient, bytes) in all {
        assert_eq!(minicbor::to_vec(&recipient).unwrap(), bytes);
        assert_eq!(minicbor::decode::<Recipient>(&bytes).unwrap(), recipient);
    }
    assert!(minicbor::decode::<Recipient>(&[4]).is_err());
}
