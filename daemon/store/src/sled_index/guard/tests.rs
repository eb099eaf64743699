use std::sync::mpsc;
use std::time::Duration;

use super::within;
use crate::Error;

const LONG: Duration = Duration::from_secs(30);

#[test]
fn an_answer_comes_through() {
    assert_eq!(within(LONG, || Ok(7)).unwrap(), 7);
    let error = within(LONG, || Err::<(), _>(Error::Full)).unwrap_err();
    assert!(matches!(error, Error::Full), "{error}");
}

#[test]
fn a_panic_becomes_an_error() {
    let error = within(LONG, || -> Result<(), Error> { panic!("a page with 0101010101 in it") }).unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error}");
    assert!(!error.to_string().contains("0101010101"), "what sled says may hold rows: {error}");
}

#[test]
fn a_hang_is_given_up_and_its_late_answer_is_dropped() {
    let (release, hold) = mpsc::channel::<()>();
    let (dropped, drops) = mpsc::channel();
    let error = within(Duration::from_millis(20), move || {
        let _ = hold.recv();
        Ok(DropNote(dropped))
    })
    .err()
    .unwrap();
    assert!(matches!(error, Error::Stuck { waited_ms: 20 }), "{error}");
    assert!(error.calls_for_rebuild());
    drop(release);
    drops.recv_timeout(LONG).expect("the late answer is dropped on its own thread");
}

struct DropNote(mpsc::Sender<()>);

impl Drop for DropNote {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}
