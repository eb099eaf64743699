//! Tokens: whoever was let in comes in, and whoever was shut out does not, whatever happened since.

use std::collections::BTreeMap;

use model::{Actor, Command, ContentHash, PersonId};
use runtime::Runtime;
use sha2::{Digest as _, Sha256};

use super::machine::Machine;
use crate::crashing::Dice;

/// People who get tokens.
const PEOPLE: [&str; 4] = ["pasi", "hebr", "lida", "kako"];

/// A token as people know it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    person: PersonId,
    number: u32,
    is_live: bool,
}

/// Tokens by their text.
pub(super) type Tokens = BTreeMap<String, Known>;

impl Machine {
    /// An administrator makes a token for somebody, or revokes one.
    pub(super) fn let_in_or_out(&mut self, chance: &mut Dice) -> Result<(), String> {
        let admin = Actor::Person(PersonId::new("drsy"));
        let at = chance.below(self.tokens.len());
        let known = self.tokens.iter().nth(at).map(|(text, known)| (text.clone(), known.clone()));
        match known.filter(|_| chance.below(3) == 0) {
            Some((text, known)) => self.revoke(&admin, &text, known)?,
            None => self.let_in(&admin, chance)?,
        }
        self.settle()
    }

    fn revoke(&mut self, admin: &Actor, text: &str, known: Known) -> Result<(), String> {
        let key = self.new_key();
        let revoke = Command::RevokeToken { person: known.person, number: known.number };
        let revoked = self.give(admin, &key, &revoke)?;
        if revoked.is_ok() != known.is_live {
            return Err(format!("{text} was live: {}, and revoking it is {revoked:?}", known.is_live));
        }
        if let Some(known) = self.tokens.get_mut(text) {
            known.is_live = false;
        }
        Ok(())
    }

    fn let_in(&mut self, admin: &Actor, chance: &mut Dice) -> Result<(), String> {
        let key = self.new_key();
        let person = PersonId::new(PEOPLE.get(chance.below(PEOPLE.len())).copied().unwrap_or("lida"));
        let text = format!("token-{key}");
        let hash = ContentHash(Sha256::digest(text.as_bytes()).into());
        let label = "simulated".to_owned();
        let create = Command::CreateToken { person: person.clone(), hash, label, expires_at: None };
        if let Ok(made) = self.give(admin, &key, &create)? {
            let number = made.number.ok_or("a token has no number")?;
            self.tokens.insert(text, Known { person, number, is_live: true });
        }
        Ok(())
    }
}

/// Whoever has a token that was not revoked is known by it, and nobody by another.
pub(super) fn known(runtime: &Runtime, tokens: &Tokens) -> Result<(), String> {
    for (text, known) in tokens {
        let expected = known.is_live.then(|| Actor::Person(known.person.clone()));
        let found = runtime.identify(text);
        if found != expected {
            return Err(format!("{text} is that of {found:?}, and should be that of {expected:?}"));
        }
    }
    Ok(())
}
