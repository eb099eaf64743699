//! A client of the HTTP API: who asks, why, and what happens when the line breaks.

use std::fs;
use std::path::Path;

use hyper::Method;
use hyper::header::{self, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::Problem;

use crate::command::{Cli, Writing};
use crate::exit::Exit;
use crate::http::{Address, Answer, Destination, Fault, Patience, Sending, exchange, header_text};
use crate::lang::sentence;
use crate::trouble::Trouble;

const PURPOSE: HeaderName = HeaderName::from_static("helhed-purpose");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Random bytes of a key: two people never make up the same.
const KEY_BYTES: usize = 16;

/// A client of the daemon on behalf of one person.
#[derive(Debug)]
pub(crate) struct Client {
    to: Destination,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Something that should be done.
#[derive(Debug)]
pub(crate) struct Order {
    method: Method,
    path: String,
    body: Option<Vec<u8>>,
    key: Option<String>,
    version: Option<u64>,
    patience: Patience,
}

impl Order {
    /// An order with a body.
    pub(crate) fn new(method: Method, path: String, body: &impl Serialize, writing: &Writing) -> Self {
        let body = serde_json::to_vec(body).expect("the shapes of the API are JSON");
        Self { body: Some(body), ..Self::bare(method, path, writing) }
    }

    /// An order that says everything by its address.
    pub(crate) fn bare(method: Method, path: String, writing: &Writing) -> Self {
        let key = writing.key.clone().or_else(made_up_key);
        Self { method, path, body: None, key, version: writing.if_match, patience: Patience::ORDINARY }
    }

    /// Waits longer for it.
    pub(crate) fn patiently(self) -> Self {
        Self { patience: Patience::LONG, ..self }
    }
}

/// A key that nobody else makes up; none where the machine has no chance to give.
fn made_up_key() -> Option<String> {
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::from("cli-"), |key, byte| format!("{key}{byte:02x}")))
}

impl Client {
    /// Reads address, token and purpose from the command line.
    ///
    /// # Errors
    ///
    /// [`Exit::Usage`] if the address cannot be read, [`Exit::Unauthenticated`] if the token cannot.
    pub(crate) fn of(cli: &Cli) -> Result<Self, Trouble> {
        let address = Address::read(&cli.url).map_err(|what| Trouble::Said { exit: Exit::Usage, what })?;
        let mut headers = vec![(header::AUTHORIZATION, token(&cli.token_file)?)];
        if let Some(purpose) = &cli.purpose {
            let purpose =
                HeaderValue::from_str(&header_text(purpose)).expect("encoded text is visible ASCII");
            headers.push((PURPOSE, purpose));
        }
        Ok(Self { to: Destination { address, authorities: cli.ca_file.clone() }, headers })
    }

    /// Where the daemon is.
    pub(crate) fn address(&self) -> &Address {
        &self.to.address
    }

    /// Asks for something that can be asked twice.
    ///
    /// # Errors
    ///
    /// What the daemon said, or that it did not answer.
    pub(crate) fn get(&self, path: &str) -> Result<Answer, Trouble> {
        self.ask(&Sending {
            method: Method::GET,
            path: path.to_owned(),
            headers: self.headers.clone(),
            body: None,
        })
    }

    /// Asks with a body, because what is asked for must not stand in an address.
    ///
    /// # Errors
    ///
    /// As [`Client::get`].
    pub(crate) fn search(&self, path: &str, body: &impl Serialize) -> Result<Answer, Trouble> {
        let body = Some(serde_json::to_vec(body).expect("the shapes of the API are JSON"));
        self.ask(&Sending {
            method: Method::POST,
            path: path.to_owned(),
            headers: self.headers.clone(),
            body,
        })
    }

    fn ask(&self, sending: &Sending) -> Result<Answer, Trouble> {
        let answer = match exchange(&self.to, sending.clone(), Patience::ORDINARY) {
            Err(Fault::Lost(_)) => exchange(&self.to, sending.clone(), Patience::ORDINARY),
            answered => answered,
        };
        accepted(answer.map_err(|fault| self.unanswered(fault))?)
    }

    /// Gives an order; once more with the same key if the line breaks, so that it is done once.
    ///
    /// # Errors
    ///
    /// What the daemon said, or that it did not answer: then with the key under which to give the order again.
    pub(crate) fn give(&self, order: Order) -> Result<Answer, Trouble> {
        let mut headers = self.headers.clone();
        if let Some(version) = order.version {
            let tag = HeaderValue::from_str(&format!("\"v{version}\"")).expect("digits are visible ASCII");
            headers.push((header::IF_MATCH, tag));
        }
        if let Some(key) = &order.key {
            headers.push((IDEMPOTENCY_KEY, HeaderValue::from_str(key).expect("a key is visible ASCII")));
        }
        let sending = Sending { method: order.method, path: order.path, headers, body: order.body };
        let answer = match exchange(&self.to, sending.clone(), order.patience) {
            Err(Fault::Unreachable(reason)) => return Err(self.unanswered(Fault::Unreachable(reason))),
            Err(Fault::Lost(_)) if order.key.is_some() => exchange(&self.to, sending, order.patience),
            answered => answered,
        };
        match answer {
            Ok(answer) => accepted(answer),
            Err(_) => Err(unknown(order.key.as_deref())),
        }
    }

    fn unanswered(&self, fault: Fault) -> Trouble {
        let address = &self.to.address;
        let what = match fault {
            Fault::Unreachable(reason) => sentence(
                format!("ingen dæmon på {address} ({reason}); kører den? start den med `make run`"),
                format!("no daemon at {address} ({reason}); is it running? start it with `make run`"),
            ),
            Fault::Lost(reason) => sentence(
                format!("dæmonen på {address} brød forbindelsen ({reason}); se i dens log, og prøv igen"),
                format!(
                    "the daemon at {address} broke the connection ({reason}); look into its log, and try again"
                ),
            ),
            Fault::Late => sentence(
                format!("dæmonen på {address} svarede ikke i tide; se i dens log, og prøv igen"),
                format!("the daemon at {address} did not answer in time; look into its log, and try again"),
            ),
        };
        Trouble::Said { exit: Exit::Unreachable, what }
    }
}

fn unknown(key: Option<&str>) -> Trouble {
    let (da, en) = match key {
        Some(key) => (
            format!("giv den samme kommando igen med `--key {key}`: så sker det kun én gang"),
            format!("give the same command again with `--key {key}`: then it is done once"),
        ),
        None => ("se efter, før du prøver igen".to_owned(), "look before you try again".to_owned()),
    };
    let what = sentence(
        format!("forbindelsen brød, og det er uvist, om det skete; {da}"),
        format!("the line broke, and whether it was done is unknown; {en}"),
    );
    Trouble::Said { exit: Exit::Unreachable, what }
}

fn accepted(answer: Answer) -> Result<Answer, Trouble> {
    if Exit::of_status(answer.status) == Exit::Done {
        return Ok(answer);
    }
    match serde_json::from_slice::<Problem>(&answer.body) {
        Ok(problem) => Err(Trouble::Problem { problem: Box::new(problem), raw: answer.body }),
        Err(_) => Err(Trouble::Said {
            exit: Exit::of_status(answer.status),
            what: sentence(
                format!("svaret var {} uden forklaring; er det en helhed-dæmon, der svarer?", answer.status),
                format!(
                    "the answer was {} without an explanation; is it a helhed daemon that answers?",
                    answer.status
                ),
            ),
        }),
    }
}

impl Answer {
    /// The answer as a shape of the API.
    ///
    /// # Errors
    ///
    /// That it is another: the daemon is of another version.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| {
            Trouble::other(
                format!(
                    "svaret kan ikke læses ({error}); er dæmonen af en anden version? `--json` viser svaret"
                ),
                format!(
                    "the answer cannot be read ({error}); is the daemon of another version? `--json` shows it"
                ),
            )
        })
    }

    /// The version that stands in the `ETag`.
    pub(crate) fn version(&self) -> Option<u64> {
        self.etag.as_deref()?.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()
    }
}

/// The token as a header that no debug output shows.
fn token(file: &Path) -> Result<HeaderValue, Trouble> {
    let place = file.display();
    let trouble = |da: String, en: String| {
        let what = sentence(
            format!("{da}; nævn filen med dit token: `--token-file FIL`, eller `HELHED_TOKEN_FILE`"),
            format!("{en}; name the file with your token: `--token-file FILE`, or `HELHED_TOKEN_FILE`"),
        );
        Trouble::Said { exit: Exit::Unauthenticated, what }
    };
    let text = fs::read_to_string(file).map_err(|error| {
        trouble(format!("`{place}` kan ikke læses ({error})"), format!("`{place}` cannot be read ({error})"))
    })?;
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(trouble(
            format!("`{place}` indeholder intet token"),
            format!("`{place}` holds no token"),
        ));
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {token}")).expect("a token is visible ASCII");
    header.set_sensitive(true);
    Ok(header)
}
