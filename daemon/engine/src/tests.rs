//! Tests of the engine: transcripts of cases, refusals one by one, and the scenario files.

mod activation;
mod codes;
mod early;
mod kit;
mod linked;
mod needed;
mod own_work;
mod pauses;
mod random;
mod read;
mod refusals;
mod roles;
mod rounds;
mod say;
mod scenario;
mod together;
mod transcripts;
mod words;
