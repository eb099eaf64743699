//! A workflow for the eye and in words: as a picture, as Mermaid text, and what differs between two versions of it.
//!
//! Everything here is a pure function of checked definitions: the same definition gives the same bytes. Texts come in
//! Danish and English, and whatever a title holds is escaped for where it goes.

pub mod diff;
mod geometry;
mod kinds;
mod layout;
mod legend;
mod mermaid;
mod names;
mod notes;
mod route;
mod rules;
mod signs;
mod svg;
mod text;
mod told;
mod words;

pub use mermaid::mermaid;
pub use rules::rules;
pub use svg::svg;
pub use told::told;
pub use words::Lang;

#[cfg(test)]
mod tests;
