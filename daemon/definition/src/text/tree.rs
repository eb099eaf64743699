//! What a file says, with the place of every word.

/// A place in a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Span {
    /// First byte.
    pub(crate) start: usize,
    /// The byte after the last.
    pub(crate) end: usize,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A word or a sentence of the file. `no` is the text `no`, and `1.10` keeps its zero.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "a text is its text and a place")]
pub(crate) struct Text {
    /// After YAML's quotes and folds are taken away.
    pub(crate) text: String,
    /// Where it stands, quotes included.
    pub(crate) span: Span,
    /// Whether it stands in quotes or in a block of its own.
    pub(crate) quoted: bool,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing was written after the colon, or only the word for nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.text.trim().is_empty() || (!self.quoted && self.text == "~")
    }

    /// A part of the text as a text of its own.
    pub(crate) fn part(&self, start: usize, end: usize, source: &str) -> Self {
        let text = self.text.get(start..end).unwrap_or_default().to_owned();
        Self { text, span: self.within(start, end, source), quoted: self.quoted }
    }

    /// The place in the file of a part of the text: quotes, escapes and folds lie between.
    pub(crate) fn within(&self, start: usize, end: usize, source: &str) -> Span {
        Span::new(self.position_of(start, source), self.position_of(end, source)).ordered(self.span)
    }

    fn position_of(&self, offset: usize, source: &str) -> usize {
        let Some(written) = source.get(self.span.start..self.span.end) else { return self.span.start };
        let lead = written.find(|c: char| !matches!(c, '"' | '\'')).filter(|_| self.quoted).unwrap_or(0);
        let mut letters = written.char_indices().skip_while(|(at, _)| *at < lead).peekable();
        for (_, wanted) in self.text.char_indices().take_while(|(at, _)| *at < offset) {
            // A fold of the file stands for one blank of the text.
            if wanted.is_whitespace() {
                while letters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                continue;
            }
            while letters.next_if(|(_, c)| *c != wanted).is_some() {}
            letters.next();
        }
        if offset >= self.text.len() && !self.quoted {
            return self.span.end;
        }
        if offset < self.text.len() {
            let next = self.text.get(offset..).and_then(|rest| rest.chars().next());
            if next.is_some_and(|c| !c.is_whitespace()) {
                while letters.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            }
        }
        self.span.start + letters.peek().map_or(written.len(), |(at, _)| *at)
    }
}

impl Span {
    /// Kept inside `outer` and never backwards.
    fn ordered(self, outer: Self) -> Self {
        let start = self.start.clamp(outer.start, outer.end);
        Self { start, end: self.end.clamp(start, outer.end) }
    }
}

/// A key with what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Text,
    pub(crate) value: Tree,
}

/// A text, a list or keys with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// A word or a sentence.
    Text(Text),
    /// A list.
    List(Span, Vec<Tree>),
    /// Keys with values, in file order, each key once.
    Map(Span, Vec<Entry>),
}

impl Tree {
    pub(crate) const fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span,
            Self::List(span, _) | Self::Map(span, _) => *span,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&Text> {
        if let Self::Text(text) = self { Some(text).filter(|text| !text.is_nothing()) } else { None }
    }

    /// Entries of a map; nothing for anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        if let Self::Map(_, entries) = self { entries } else { &[] }
    }

    /// The entry of a key.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    /// What stands under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The text under a key.
    pub(crate) fn text(&self, key: &str) -> Option<&Text> {
        self.get(key).and_then(Self::as_text)
    }

    /// One text, or the texts of a list.
    pub(crate) fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Text(_) => self.as_text().into_iter().collect(),
            Self::List(_, trees) => trees.iter().filter_map(Self::as_text).collect(),
            Self::Map(..) => Vec::new(),
        }
    }

    /// One text or several under a key; nothing if the key is absent.
    pub(crate) fn texts_of(&self, key: &str) -> Vec<&Text> {
        self.get(key).map(Self::texts).unwrap_or_default()
    }
}
