//! The page of each code, as it stands in `docs/errors/`: kept in the program, so that nobody has to look for it.

mod table;

use table::PAGES;

/// What a code means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// The code.
    pub(crate) code: &'static str,
    /// The page, in Markdown.
    pub(crate) text: &'static str,
}

impl Page {
    /// What happened, in a few words: the title behind the code.
    pub(crate) fn title(self) -> &'static str {
        let first = self.text.lines().next().unwrap_or_default();
        first.split_once("`: ").map_or(first, |(_, title)| title)
    }

    /// What it means, without the examples: the paragraphs before the first of them.
    pub(crate) fn meaning(self) -> String {
        let paragraphs = self.text.split("\n\n").skip(1).map(str::trim);
        let words = paragraphs.take_while(|part| !part.starts_with("```") && !part.starts_with('#'));
        words.collect::<Vec<_>>().join("\n\n").replace('\n', " ")
    }
}

/// Every page, in alphabetical order.
pub(crate) fn pages() -> impl Iterator<Item = Page> {
    PAGES.iter().map(|(code, text)| Page { code, text })
}

/// The page of a code as people type it: `unknown-key`, or with what stood around it, such as `error[unknown-key]`.
pub(crate) fn page(typed: &str) -> Option<Page> {
    let code = code_within(typed);
    pages().find(|page| page.code == code)
}

/// The code that was probably meant.
pub(crate) fn nearest(typed: &str) -> Option<&'static str> {
    let codes: Vec<&'static str> = PAGES.iter().map(|(code, _)| *code).collect();
    definition::nearest(&code_within(typed), &codes)
}

/// The bare code in what was copied from a message, a link or a file.
fn code_within(typed: &str) -> String {
    let inner = typed.rsplit(['[', '/']).next().unwrap_or(typed);
    let inner = inner.split([']', ':']).next().unwrap_or(inner);
    inner.trim_matches([' ', '`']).trim_end_matches(".md").to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests;
