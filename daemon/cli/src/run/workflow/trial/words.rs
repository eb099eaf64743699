//! What words of the interface are called in Danish; in English they say themselves.

use crate::lang::Lang;

/// What a question is about, where its name does not say it.
pub(super) fn of_question(lang: Lang, name: &str) -> &'static str {
    if lang == Lang::En {
        return "";
    }
    match name {
        "name" => "navn",
        "proposal" => "forslaget",
        "uses" => "bygger planen på den",
        _other => "",
    }
}

/// A word that one chooses.
pub(super) fn of_choice(lang: Lang, word: &str) -> &'static str {
    if lang == Lang::En {
        return "";
    }
    match word {
        "adverse" => "ja, til skade",
        "agree" => "enig",
        "confirm" => "bekræft",
        "decline" => "afvis",
        "disagree" => "uenig",
        "no" => "nej",
        "other" => "en anden",
        "yes" => "ja",
        _other => "",
    }
}
