//! Tests of the engine: transcripts of cases, refusals one by one, and the scenario files.

mod activation;
mod kit;
mod random;
mod read;
mod refusals;
mod say;
mod scenario;
mod transcripts;
mod words;
