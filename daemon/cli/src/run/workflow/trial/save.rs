//! What was tried, kept as a scenario beside the workflow.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use definition::scenario_yaml;
use model::deadline::Sentence;

use super::Table;
use super::parse::two;
use crate::trouble::Trouble;

impl Table<'_> {
    /// Writes `NAME` beside the workflow, or a path as it stands. A file that is there is never written over.
    pub(super) fn save(&mut self, rest: &str) -> Result<(), Trouble> {
        let (name, title) = two(rest);
        let name = name.strip_prefix("scenario ").unwrap_or(name);
        if name.is_empty() {
            return self.lines("under hvilket navn?", "under which name?");
        }
        let path = self.place(name);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let title = if title.is_empty() {
            Sentence { da: "Prøvet i hånden".to_owned(), en: "Tried by hand".to_owned() }
        } else {
            Sentence { da: title.to_owned(), en: title.to_owned() }
        };
        let text = scenario_yaml(&self.trial.scenario(&stem, title));
        let place = path.display().to_string();
        match write(&path, &text) {
            Ok(()) => {
                let (da, en) = (
                    format!("gemt i {place}; `helhed workflow test` spiller det"),
                    format!("saved in {place}; `helhed workflow test` plays it"),
                );
                self.lines(&da, &en)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let (da, en) = (
                    format!("{place} findes allerede; vælg et andet navn"),
                    format!("{place} is there already; choose another name"),
                );
                self.lines(&da, &en)
            }
            Err(error) => {
                let (da, en) = (
                    format!("{place} kan ikke skrives ({error})"),
                    format!("{place} cannot be written ({error})"),
                );
                self.lines(&da, &en)
            }
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        let is_path = name.contains('/') || Path::new(name).extension().is_some();
        if is_path { PathBuf::from(name) } else { self.folder.join("scenarios").join(format!("{name}.yaml")) }
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
