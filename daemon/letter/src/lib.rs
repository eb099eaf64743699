//! Letters: a template that was checked against what it may read, and the HTML that it makes of values.
//!
//! A municipality writes the template; this crate makes sure, before any case meets it, that it can only be filled in
//! right. Every name, attribute, filter and test is checked against a declared [`Shape`], with loop variables and `set`;
//! a value that may be missing is read only behind a guard; nothing is loaded from anywhere; values stand in text, never
//! inside a tag. What [`Template::shows`] lists can then be held against what the law wants in a letter.
//!
//! Pure: the same values give the same bytes. Nothing else in the house knows the template engine under it.

mod check;
mod fault;
mod html;
mod render;
mod shape;
mod template;

pub use fault::{Fault, FaultCode};
pub use render::RenderError;
pub use shape::{Day, Shape, Value};
pub use template::{HTML_BYTES_MAX, TEMPLATE_BYTES_MAX, Template};

#[cfg(test)]
mod tests;
