//! How the files of a folder of workflows look: whether something changed, without reading it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

/// Most files that are watched: far more than a folder of workflows holds, few enough to look at twice a second.
const FILES_MAX: usize = 5_000;

/// Deepest folder that is looked into, below the one of the workflows; they need two.
const DEPTH_MAX: usize = 6;

/// Length and time of each file, by its path. The name is looked up anew each time, so that an editor that saves by
/// renaming is seen like one that writes in place.
pub type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// How the files below a folder look. What cannot be read is not there; the check says so.
#[must_use]
pub fn look(root: &Path) -> Seen {
    let mut seen = Seen::new();
    let mut folders = vec![(root.to_path_buf(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(listed) = fs::read_dir(&folder) else { continue };
        for entry in listed.filter_map(io::Result::ok) {
            let path = entry.path();
            // Backups and hidden folders of editors and of version control are none of the workflow.
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Ok(found) = fs::metadata(&path) else { continue };
            if is_hidden || seen.len() >= FILES_MAX {
                continue;
            }
            if !found.is_dir() {
                seen.insert(path, (found.len(), found.modified().ok()));
            } else if depth < DEPTH_MAX && folders.len() < FILES_MAX {
                folders.push((path, depth + 1));
            }
        }
    }
    seen
}
