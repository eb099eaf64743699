//! The two languages of the house.

use clap::ValueEnum;
use wire::Sentence;

/// The language in which people are spoken to. Help is in English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Danish.
    Da,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// One of two texts.
    pub(crate) fn say<'t>(self, da: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Da => da,
            Self::En => en,
        }
    }

    /// One side of a sentence.
    pub(crate) fn of(self, sentence: &Sentence) -> &str {
        self.say(&sentence.da, &sentence.en)
    }
}

/// A sentence of our own in both languages.
pub(crate) fn sentence(da: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { da: da.into(), en: en.into() }
}
