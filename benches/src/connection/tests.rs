use super::{request, shape};

fn check(received: &str, expected: &str) {
    let found = match shape(received.as_bytes()) {
        Ok(None) => "more".to_owned(),
        Ok(Some(shape)) => {
            let body = received.as_bytes().get(shape.body_from..shape.body_to);
            let body = body.map(|body| String::from_utf8_lossy(body).into_owned());
            format!("{} {}", shape.status, body.unwrap_or_else(|| "not all there".to_owned()))
        }
        Err(why) => format!("refused: {why}"),
    };
    assert_eq!(found, expected);
}

#[test]
fn an_answer_is_read_when_its_head_has_come() {
    check("HTTP/1.1 200 OK\r\nContent-Le", "more");
    check("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "200 not all there");
    check("HTTP/1.1 201 Created\r\ncontent-length: 5\r\netag: \"v1\"\r\n\r\nhello", "201 hello");
    check("HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\n\r\n", "409 ");
}

#[test]
fn an_answer_of_another_kind_is_refused() {
    check(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "refused: an answer without `content-length` is not read here",
    );
    check("nonsense\r\n\r\n", "refused: `` is no status");
}

#[test]
fn a_request_says_how_long_its_body_is() {
    let bytes = request("POST", "/a", "x: y\r\n", "æ");
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(
        text,
        "POST /a HTTP/1.1\r\nhost: localhost\r\nx: y\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\næ"
    );
}
