//! Addresses, and texts on their way into them.

use std::net::TcpListener;
use std::time::Duration;

use hyper::Method;

use super::{Address, Destination, Fault, Patience, Query, Sending, exchange, header_text, path};

fn check_address(text: &str, expected: &str) {
    let read = match Address::read(text) {
        Ok(address) => format!("{address} on {}, here: {}", address.host(), address.is_this_machine()),
        Err(what) => what.en,
    };
    assert!(read.contains(expected), "`{text}` reads as `{read}` and not as `{expected}`");
}

#[test]
fn an_address_is_http_a_host_and_a_port() {
    check_address("http://127.0.0.1:7878", "http://127.0.0.1:7878 on 127.0.0.1, here: true");
    check_address("http://localhost", "http://localhost:80 on localhost, here: true");
    check_address("http://[::1]:7878/", "http://[::1]:7878 on ::1, here: true");
    check_address("http://helhed.example:80", "http://helhed.example:80 on helhed.example, here: false");
    check_address("https://helhed.example", "https://helhed.example:443 on helhed.example, here: false");
    check_address("ftp://helhed.example", "write it like");
    check_address("127.0.0.1:7878", "write it like");
    check_address("http://127.0.0.1:7878/v1", "write it like");
    check_address("", "write it like");
}

#[test]
fn a_name_cannot_leave_its_segment() {
    assert_eq!(path(&[&"people", &"../x?y#z", &"tokens"]), "/v1/people/..%2Fx%3Fy%23z/tokens");
    assert_eq!(path(&[&"cases", &"ø"]), "/v1/cases/%C3%B8");
}

#[test]
fn a_query_names_what_is_there() {
    let query =
        Query::default().with("person", Some("a&b=c")).with("role", None::<&str>).with("limit", Some(5));
    assert_eq!(query.on("/v1/tasks"), "/v1/tasks?person=a%26b%3Dc&limit=5");
    assert_eq!(Query::default().on("/v1/tasks"), "/v1/tasks");
}

#[test]
fn a_purpose_travels_in_ascii() {
    assert_eq!(header_text("tilsyn på 100 %\n"), "tilsyn p%C3%A5 100 %25%0A");
}

#[test]
fn a_daemon_that_says_nothing_is_not_waited_for_for_ever() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::read(&format!("http://{}", silent.local_addr().unwrap())).unwrap();
    let sending = Sending { method: Method::GET, path: "/health".into(), headers: Vec::new(), body: None };
    let patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_millis(20) };
    // The kernel takes the connection; nobody reads it.
    let to = Destination { address, authorities: None };
    assert!(matches!(exchange(&to, sending, patience), Err(Fault::Late)));
}
