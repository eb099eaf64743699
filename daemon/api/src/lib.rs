//! The HTTP API: requests become commands and queries, answers become JSON, refusals become problem details.
//!
//! [`routes`](router) is the table of contents. Nothing is decided here: see `engine` and `access`.

mod answer;
mod cases;
mod citizens;
mod clock;
mod deadlines;
mod drafts;
mod effects;
mod entries;
mod extract;
mod health;
mod letters;
mod openapi;
mod paths;
mod plugins;
mod problem;
mod read;
mod routes;
mod shape;
mod state;
mod steps;
mod tasks;
mod tokens;
mod values;
mod workflows;

pub use openapi::document;
pub use routes::router;
pub use state::{ApiState, Limits};
