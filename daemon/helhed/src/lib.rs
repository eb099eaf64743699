//! The program: configuration, the daemon as a whole, what is done on a directory without it, and the demonstration.

mod admin;
pub mod backups;
mod changes;
pub mod client;
pub mod components;
pub mod config;
pub mod demo;
pub mod doctor;
mod first;
pub mod listen;
mod mend;
pub mod offline;
pub mod place;
pub mod plugins;
pub mod script;
pub mod serve;
pub mod telemetry;
pub mod timeline;

pub use config::Config;
pub use serve::{Daemon, Starting};
