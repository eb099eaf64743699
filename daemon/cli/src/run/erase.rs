//! Destroying a key, of a citizen or of a case: the one thing that nothing undoes.

use core::fmt::Display;

use wire::Erase;

use super::Session;
use crate::command::Erasing;
use crate::http::path;
use crate::trouble::Trouble;

/// Orders a key destroyed, if that is meant.
pub(super) fn erase(
    session: &mut Session<'_>,
    kind: &str,
    whose: &dyn Display,
    erasing: &Erasing,
) -> Result<(), Trouble> {
    if !erasing.yes {
        return Err(Trouble::usage(
            format!(
                "det, der er forseglet for {whose}, er borte for altid, også i sikkerhedskopier; giv `--yes`, hvis det er meningen"
            ),
            format!(
                "what is sealed for {whose} is gone for ever, in backups too; give `--yes` if you mean it"
            ),
        ));
    }
    let body = Erase { basis: erasing.basis.clone() };
    session.post(path(&[&kind, whose, &"erase"]), &body, &erasing.writing)
}
