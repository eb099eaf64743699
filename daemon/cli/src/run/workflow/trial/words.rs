//! What words of the interface are called in Danish; in English they say themselves.

use crate::lang::Lang;

/// What a question is about, where its name does not say it.
pub(super) fn of_question(lang: Lang, name: &str) -> &'static str {
    if lang == Lang::En {
        return "";
    }
    match name {
        "address" => "adresse",
        "answer" | "reply" => "borgerens svar",
        "basis" => "grundlag",
        "board_considered" => "hvordan klagemyndighedens fund er fulgt",
        "channel" => "hvordan brevet sendes",
        "decline" => "hvorfor forslaget afvises",
        "department" => "forvaltning",
        "deputy" => "stedfortræder",
        "facts" => "de oplysninger, der er lagt vægt på",
        "findings" => "hvad klagemyndigheden fandt",
        "for_citizen" => "hvad det betyder for borgeren",
        "hearing_considered" => "hvordan høringssvaret talte med",
        "note" => "bemærkning",
        "outcome" | "result" => "udfald",
        "person" => "hvem",
        "proposal" => "forslaget",
        "reason" | "reasons" => "begrundelse",
        "text" => "hvad der skrives til borgeren",
        "with" => "hvad eller hvem der er med",
        "words" => "borgerens ord",
        _other => "",
    }
}

/// A word that one chooses.
pub(super) fn of_choice(lang: Lang, word: &str) -> &'static str {
    if lang == Lang::En {
        return "";
    }
    match word {
        "adjust" => "justér",
        "adverse" => "ja, til skade",
        "agree" => "enig",
        "annulled" => "ophævet",
        "changed" => "ændret",
        "complaint" => "klagen",
        "confirm" => "bekræft",
        "continue" => "fortsæt",
        "decline" => "afvis",
        "disagree" => "uenig",
        "files" => "sagens akter",
        "granted" => "bevilget",
        "lost" => "tabt",
        "maintained" => "fastholdt",
        "no" => "nej",
        "other" => "en anden",
        "partly" => "delvist",
        "reassessment" => "genvurderingen",
        "refused" => "afslået",
        "remitted" => "hjemvist",
        "upheld" => "stadfæstet",
        "won" => "vundet",
        "given" | "yes" => "ja",
        _other => "",
    }
}
