//! Randomness as an argument, so that a simulation can repeat itself.

use std::io;

/// A source of random bytes for keys and nonces.
pub trait Chance: Send {
    /// Fills `bytes` with random bytes.
    ///
    /// # Errors
    ///
    /// Whatever the source reports; nothing may then be made from `bytes`.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(io::Error::other)
    }
}
