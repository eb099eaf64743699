//! What is typed, in both languages.

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Show,
    Open,
    Complete,
    Claim,
    Start,
    EndStage,
    Without,
    Proposal,
    Goal,
    Note,
    Event,
    Withdraw,
    Pause,
    Resume,
    Extend,
    Answer,
    Close,
    Reopen,
    As,
    Next,
    Wait,
    Back,
    Why,
    History,
    Save,
    Help,
    Quit,
}

/// A command: the words that mean it, English first, and what they do.
pub(super) struct Word {
    pub(super) verb: Verb,
    pub(super) en: &'static str,
    pub(super) da: &'static str,
    /// What follows it, in English and in Danish.
    pub(super) with: (&'static str, &'static str),
    /// What it does, in English and in Danish.
    pub(super) help: (&'static str, &'static str),
}

const fn word(
    verb: Verb,
    (en, da): (&'static str, &'static str),
    with: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Word {
    Word { verb, en, da, with, help }
}

/// Every command, in the order of the help.
pub(super) const WORDS: &[Word] = &[
    word(
        Verb::Show,
        ("show", "vis"),
        ("", ""),
        ("what is open, for whom, and what is due", "hvad der er åbent, for hvem, og hvad der skal nås"),
    ),
    word(
        Verb::Open,
        ("open", "åbn"),
        ("[EVENT [UNIT]]", "[HÆNDELSE [ENHED]]"),
        ("the case begins", "sagen begynder"),
    ),
    word(
        Verb::Complete,
        ("complete", "afslut"),
        ("STEP", "TRIN"),
        ("do a step: its answers are asked one by one", "gør et trin: svarene bliver spurgt et for et"),
    ),
    word(Verb::Claim, ("claim", "tag"), ("STEP", "TRIN"), ("take a step", "tag et trin")),
    word(
        Verb::Start,
        ("start", "start"),
        ("STEP REASON", "TRIN GRUND"),
        ("start a step that a person may start", "start et trin, som et menneske må starte"),
    ),
    word(
        Verb::EndStage,
        ("end", "afbryd"),
        ("STAGE REASON", "FASE GRUND"),
        ("end a stage before its work is done", "afslut en fase før tid"),
    ),
    word(
        Verb::Without,
        ("without", "uden"),
        ("STEP REASON", "TRIN GRUND"),
        ("go on without a contribution", "gå videre uden et bidrag"),
    ),
    word(
        Verb::Proposal,
        ("proposal", "forslag"),
        ("PERSON [DEPUTY]", "PERSON [STEDFORTRÆDER]"),
        ("what the plugin that is asked proposes", "hvad den plugin, der er spurgt, foreslår"),
    ),
    word(
        Verb::Goal,
        ("goal", "mål"),
        ("WORDS", "ORD"),
        ("a goal in the citizen's own words", "et mål med borgerens egne ord"),
    ),
    word(Verb::Note, ("note", "notat"), ("TEXT", "TEKST"), ("take a note", "skriv et notat")),
    word(
        Verb::Event,
        ("event", "hændelse"),
        ("NAME [DATE]", "NAVN [DATO]"),
        ("something happens to the case", "der sker noget med sagen"),
    ),
    word(
        Verb::Withdraw,
        ("withdraw", "tilbagetræk"),
        ("PURPOSE", "FORMÅL"),
        ("the citizen withdraws a consent", "borgeren trækker et samtykke tilbage"),
    ),
    word(
        Verb::Pause,
        ("pause", "pause"),
        ("DEADLINE REASON", "FRIST GRUND"),
        ("a deadline stands still", "en frist står stille"),
    ),
    word(Verb::Resume, ("resume", "genoptag"), ("DEADLINE", "FRIST"), ("it goes on", "den løber videre")),
    word(
        Verb::Extend,
        ("extend", "forlæng"),
        ("DEADLINE DATE REASON", "FRIST DATO GRUND"),
        ("a deadline is extended", "en frist forlænges"),
    ),
    word(
        Verb::Answer,
        ("answer", "svar"),
        ("DEADLINE REASON", "FRIST GRUND"),
        ("answer for a deadline that was missed", "svar for en frist, der er overskredet"),
    ),
    word(Verb::Close, ("close", "luk"), ("REASON", "GRUND"), ("close the case", "luk sagen")),
    word(Verb::Reopen, ("reopen", "genåbn"), ("REASON", "GRUND"), ("let it go on", "lad den gå videre")),
    word(
        Verb::As,
        ("as", "som"),
        ("PERSON", "PERSON"),
        ("act as somebody; alone: as whoever may", "gør det som nogen; alene: som den, der må"),
    ),
    word(
        Verb::Next,
        ("next", "næste"),
        ("", ""),
        ("go on to the next reminder or end of a deadline", "gå frem til næste påmindelse eller frist"),
    ),
    word(
        Verb::Wait,
        ("wait", "vent"),
        ("DATE, or DAYS", "DATO, eller DAGE"),
        ("let time pass", "lad tiden gå"),
    ),
    word(
        Verb::Back,
        ("back", "tilbage"),
        ("[HOW MANY]", "[HVOR MANGE]"),
        ("take back what was done last, to try another way", "tag det sidste tilbage, og prøv en anden vej"),
    ),
    word(
        Verb::Why,
        ("why", "hvorfor"),
        ("STEP or DEADLINE", "TRIN eller FRIST"),
        ("why it stands where it stands", "hvorfor det står, hvor det står"),
    ),
    word(
        Verb::History,
        ("history", "historik"),
        ("", ""),
        ("what was done so far", "hvad der er gjort indtil nu"),
    ),
    word(
        Verb::Save,
        ("save", "gem"),
        ("NAME [TITLE]", "NAVN [TITEL]"),
        (
            "write it down as a scenario, which `helhed workflow test` plays",
            "skriv det ned som et scenarie, som `helhed workflow test` spiller",
        ),
    ),
    word(Verb::Help, ("help", "hjælp"), ("", ""), ("this", "dette")),
    word(
        Verb::Quit,
        ("quit", "slut"),
        ("", ""),
        ("end; what was not saved is gone", "stop; hvad der ikke er gemt, er væk"),
    ),
];

/// The command of a line and what follows it; both languages are understood, whichever is spoken.
pub(super) fn parse(line: &str) -> Option<(Verb, &str)> {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let first = first.to_lowercase();
    let first = match first.as_str() {
        "undo" | "fortryd" => "back",
        "exit" | "q" => "quit",
        "?" => "help",
        word => word,
    };
    let word = WORDS.iter().find(|word| word.en == first || word.da == first)?;
    Some((word.verb, rest.trim()))
}

/// The first word and the rest.
pub(super) fn two(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (first, rest.trim())
}
