//! The spool: a folder of messages that a mail relay picks up.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use model::EffectKind;

use crate::{Failure, Notice, Receiver};

/// Writes notices as files, each complete before it has its name.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
    /// Where the links in the messages lead, such as `https://helhed.example.invalid`.
    base_url: String,
}

impl Spool {
    /// A spool in a folder, which is made if missing.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn open(folder: &Path, base_url: &str) -> std::io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), base_url: base_url.trim_end_matches('/').to_owned() })
    }

    fn write(&self, notice: &Notice) -> std::io::Result<()> {
        let to = notice.to.iter().filter_map(|address| address.email.as_deref());
        let to: Vec<&str> = to.filter(|address| fits_a_header(address)).collect();
        if to.is_empty() {
            return Ok(());
        }
        let path = self.folder.join(format!("{}.eml", notice.id));
        if path.exists() {
            // A kill may have come before the name was durable.
            return self.sync_names();
        }
        let unfinished = self.folder.join(format!(".{}.tmp", notice.id));
        let mut file = File::create(&unfinished)?;
        file.write_all(self.message(notice, &to).as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        self.sync_names()
    }

    fn sync_names(&self) -> std::io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    fn message(&self, notice: &Notice, to: &[&str]) -> String {
        let (subject_da, subject_en) = match notice.kind {
            EffectKind::Remind => ("Påmindelse om en frist", "A reminder of a deadline"),
            EffectKind::Announce => ("Du har fået en opgave", "You have been given a task"),
            EffectKind::TellCitizen => ("Mind borgeren om en frist", "Remind the citizen of a deadline"),
            EffectKind::Notify => ("Nyt om en sag", "News of a case"),
            EffectKind::EraseKey => ("Sletning", "Erasure"),
            EffectKind::CallPlugin => ("Et forslag", "A proposal"),
        };
        let due_da = notice.due.map(|day| format!("Sidste dag: {day}\r\n")).unwrap_or_default();
        let due_en = notice.due.map(|day| format!("Last day: {day}\r\n")).unwrap_or_default();
        let said = |text: &str| format!("{}\r\n", text.split_whitespace().collect::<Vec<_>>().join(" "));
        let text_da = notice.text.as_ref().map(|(da, _)| said(da)).unwrap_or_default();
        let text_en = notice.text.as_ref().map(|(_, en)| said(en)).unwrap_or_default();
        let deadline = notice.deadline.as_ref().map(|name| format!("/deadlines/{name}")).unwrap_or_default();
        let link = format!("{}/v1/cases/{}{deadline}", self.base_url, notice.about);
        format!(
            "From: Helhed <noreply@localhost>\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}@helhed>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             {subject_da}.\r\n{text_da}{due_da}\r\n{subject_en}.\r\n{text_en}{due_en}\r\n{link}\r\n",
            to = to.join(", "),
            subject = format_args!("{} / {subject_en}", encoded(subject_da)),
            id = notice.id,
        )
    }
}

/// Longest address that mail systems carry.
const ADDRESS_BYTES_MAX: usize = 254;

/// Whether an address can stand in a header: one word of visible ASCII, which cannot begin another header.
fn fits_a_header(address: &str) -> bool {
    address.len() <= ADDRESS_BYTES_MAX
        && address.contains('@')
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',' && byte != b';')
}

/// A word of a header in RFC 2047 form: header fields are ASCII, and such a word has at most 75 bytes.
fn encoded(text: &str) -> String {
    let quoted: String = text
        .bytes()
        .map(|byte| match byte {
            b' ' => "_".to_owned(),
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
            other => format!("={other:02X}"),
        })
        .collect();
    format!("=?utf-8?Q?{quoted}?=")
}

impl Receiver for Spool {
    fn deduplicates(&self, _kind: EffectKind) -> bool {
        // The file's name is the effect: the second writing finds the first.
        true
    }

    fn deliver(&self, notice: &Notice) -> Result<(), Failure> {
        self.write(notice).map_err(|error| Failure::Later(error.kind().to_string()))
    }
}
