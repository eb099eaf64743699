//! What was not reached, in a sentence.

use model::deadline::Sentence;

use super::{Kind, Point};

impl Kind {
    /// What the kind is called, in the plural.
    #[must_use]
    pub fn title(self) -> Sentence {
        let (da, en) = match self {
            Self::Step => ("trin", "steps"),
            Self::Branch => ("grene", "branches"),
            Self::Outcome => ("udfald", "outcomes"),
            Self::Deadline => ("frister", "deadlines"),
            Self::Letter => ("breve", "letters"),
            Self::Event => ("hændelser", "events"),
            Self::Row => ("rækker i tabeller", "rows of tables"),
        };
        Sentence { da: da.to_owned(), en: en.to_owned() }
    }
}

impl Point {
    /// What no scenario does, as a sentence without its end.
    #[must_use]
    pub fn missing(&self) -> Sentence {
        let Self { kind, name, what } = self;
        let (da, en) = match (kind, what.as_str()) {
            (Kind::Step, "opened") => {
                (format!("trinnet `{name}` åbner aldrig"), format!("step `{name}` never opens"))
            }
            (Kind::Step, _done) => {
                (format!("trinnet `{name}` afsluttes aldrig"), format!("step `{name}` is never done"))
            }
            (Kind::Branch, "when_true") => (
                format!("betingelsen for `{name}` holder aldrig"),
                format!("the condition of `{name}` never holds"),
            ),
            (Kind::Branch, "when_false") => (
                format!("betingelsen for `{name}` holder altid"),
                format!("the condition of `{name}` always holds"),
            ),
            (Kind::Branch, "withdrawn") => (
                format!("samtykket til `{name}` trækkes aldrig tilbage, mens fasen er i gang"),
                format!("the consent that `{name}` needs is never withdrawn while the stage runs"),
            ),
            (Kind::Branch, _else) => (
                format!("et nej ved `{name}` springer aldrig noget over"),
                format!("a no at `{name}` never skips anything"),
            ),
            (Kind::Outcome, outcome) => (
                format!("`{name}` ender aldrig med `{outcome}`"),
                format!("`{name}` never comes out as `{outcome}`"),
            ),
            (Kind::Deadline, "met") => (
                format!("fristen `{name}` bliver aldrig holdt"),
                format!("the deadline `{name}` is never met"),
            ),
            (Kind::Deadline, _missed) => (
                format!("fristen `{name}` overskrides aldrig"),
                format!("the deadline `{name}` is never missed"),
            ),
            (Kind::Letter, _sent) => {
                (format!("brevet `{name}` sendes aldrig"), format!("the letter `{name}` is never sent"))
            }
            (Kind::Event, _recorded) => {
                (format!("hændelsen `{name}` sker aldrig"), format!("the event `{name}` never happens"))
            }
            (Kind::Row, row) => (
                format!("række `{row}` i tabellen `{name}` afgør aldrig noget"),
                format!("row `{row}` of the table `{name}` never decides"),
            ),
        };
        Sentence { da, en }
    }
}
