//! Which keys stand where. One table serves the reader, the checker's "unknown key" and the JSON Schema.

pub(crate) mod municipality;
pub(crate) mod rule_pack;
pub(crate) mod shape;
pub(crate) mod stage;
pub(crate) mod texts;
mod words;
pub(crate) mod workflow;

/// The keys of one kind of map.
#[derive(Debug)]
pub(crate) struct Record {
    /// What it describes, with its article: `a step`.
    pub(crate) what: &'static str,
    /// What may be written.
    pub(crate) keys: &'static [Key],
    /// What the language has and this version cannot run.
    pub(crate) later: &'static [&'static str],
}

/// A key that may stand in a map.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// One sentence for the person who writes the file.
    pub(crate) doc: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// What may stand under a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Any text on one line or in a block.
    Text,
    /// A name: letters, digits and `_`, a letter first.
    Name,
    /// One name or a list of names.
    Names,
    /// A list of texts.
    List,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number.
    Whole,
    /// A whole number, or the name of a limit of the rule pack.
    Count,
    /// A civil date, `2026-07-01`.
    Date,
    /// A condition or a value in FEEL.
    Expression,
    /// A map with these keys.
    Record(&'static Record),
    /// Names with the same kind of map under each.
    Map(&'static Record),
    /// Names in which `-` is allowed, with the same kind of map under each.
    DashedMap(&'static Record),
    /// Names with, under each, names with the same kind of map.
    MapOfRecords(&'static Record),
    /// Names with a text under each.
    Texts,
    /// Names with one name or a list of names under each.
    MapOfNames,
    /// Names with, under each, a list of words or words with their titles.
    Choices,
    /// Names with names and texts under each.
    MapOfTexts,
    /// Dates with a text under each.
    Days,
    /// A list of texts, of any form and as often as one likes.
    Cells,
    /// A list, with the same kind of map as each of its members.
    ListOf(&'static Record),
    /// A path, or a map with these keys.
    PathOr(&'static Record),
}

/// A key that must be there.
pub(crate) const fn must(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, doc, required: true, shape }
}

/// A key that may be there.
pub(crate) const fn may(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, doc, required: false, shape }
}
