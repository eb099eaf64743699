//! How the program ends: the numbers that scripts branch on.

use std::process::ExitCode;

/// How the program ended. The numbers are part of the interface and stand in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It was done.
    Done,
    /// Anything that has no number of its own, such as a workflow with errors.
    Other,
    /// The command line, or a file that it names, cannot be understood.
    Usage,
    /// The daemon refused: 403, 409 or 422.
    Refused,
    /// There is no such thing, or none that the caller may know of: 404.
    NotFound,
    /// Somebody was faster, or it was not said which version was seen: 412 or 428.
    Stale,
    /// No token, or one that does not open: 401.
    Unauthenticated,
    /// The daemon did not answer.
    Unreachable,
}

impl Exit {
    /// The number for the shell.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::NotFound => 4,
            Self::Stale => 5,
            Self::Unauthenticated => 6,
            Self::Unreachable => 7,
        }
    }

    /// The ending that an HTTP status stands for.
    #[must_use]
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Done,
            401 => Self::Unauthenticated,
            403 | 409 | 422 => Self::Refused,
            404 => Self::NotFound,
            412 | 428 => Self::Stale,
            _other => Self::Other,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The end of the help: exit codes, and where things go.
pub(crate) const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  anything that has no number of its own, such as a workflow with errors
  2  the command line, or a file that it names, cannot be understood
  3  refused: the answer says what is missing and who could do it (HTTP 403, 409, 422)
  4  not found, or nothing that you may know of (404)
  5  somebody was faster: read again, then decide again (412, 428)
  6  not authenticated (401), or no token to be read
  7  the daemon did not answer

Data goes to standard output, talk to standard error. With --json both are
JSON as the daemon sent it. Wherever a command takes a text, `-` reads it from
standard input: arguments stand in process lists and shell histories, so
personal data should not.";
