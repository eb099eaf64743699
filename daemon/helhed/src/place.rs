//! A data directory on the machine's own disk: found, made, opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use journal::{ClockMode, DirectoryLock, Disk, Manifest, RealDisk, SystemChance, WrappingKey};
use model::Timestamp;
use runtime::{CreateOptions, DirectoryError, Opened, OpenedBy};

use crate::first;

/// Why a place cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The folder.
    #[error("cannot use the data directory `{folder}`: {why}")]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// There is no data directory.
    #[error("there is no data directory at `{folder}`; `helhed serve --data {folder}` makes one")]
    Missing {
        /// Where.
        folder: PathBuf,
    },
    /// It was made for the other clock.
    #[error("{0}")]
    Clock(String),
    /// The directory itself.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// A folder that is, or will be, a data directory.
pub struct Place {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
}

impl Place {
    /// The folder, made where it is missing.
    ///
    /// # Errors
    ///
    /// [`PlaceError::Folder`].
    pub fn make(folder: &Path) -> Result<Self, PlaceError> {
        let disk =
            RealDisk::create(folder).map_err(|why| PlaceError::Folder { folder: folder.to_owned(), why })?;
        Ok(Self { folder: folder.to_owned(), disk: Arc::new(disk) })
    }

    /// The folder, which must be a data directory.
    ///
    /// # Errors
    ///
    /// [`PlaceError::Missing`] or [`PlaceError::Folder`].
    pub fn find(folder: &Path) -> Result<Self, PlaceError> {
        if !folder.join("manifest").exists() {
            return Err(PlaceError::Missing { folder: folder.to_owned() });
        }
        let disk =
            RealDisk::open(folder).map_err(|why| PlaceError::Folder { folder: folder.to_owned(), why })?;
        Ok(Self { folder: folder.to_owned(), disk: Arc::new(disk) })
    }

    /// Whether a data directory was finished here.
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.folder.join("manifest").exists()
    }

    /// The disk.
    #[must_use]
    pub fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// A path in the folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn wrapping_path(&self) -> PathBuf {
        // A service manager hands secrets over in a folder of its own, readable by the service alone.
        let handed = std::env::var_os("CREDENTIALS_DIRECTORY")
            .map(|folder| PathBuf::from(folder).join("helhed-wrapping-key"));
        handed.filter(|path| path.exists()).unwrap_or_else(|| self.path("wrapping.key"))
    }

    /// The key that wraps all others.
    ///
    /// # Errors
    ///
    /// [`PlaceError::Directory`] if it is missing or readable by others.
    pub fn wrapping(&self) -> Result<WrappingKey, PlaceError> {
        Ok(WrappingKey::load(&self.wrapping_path()).map_err(DirectoryError::from)?)
    }

    /// Makes the data directory, and writes the recovery code of its keys to `recovery-code`.
    ///
    /// What an earlier attempt left that was cut off is cleared first.
    ///
    /// # Errors
    ///
    /// [`PlaceError`]; it can be tried again.
    pub fn create(
        &self,
        partition: u16,
        simulated: Option<Timestamp>,
        segment_bytes: u32,
    ) -> Result<(), PlaceError> {
        let _lock = DirectoryLock::take(&*self.disk).map_err(DirectoryError::from)?;
        if self.is_made() {
            return Ok(());
        }
        let failed = |why| PlaceError::Folder { folder: self.folder.clone(), why };
        first::clear_unfinished(&self.folder).map_err(failed)?;
        let path = self.wrapping_path();
        let wrapping = WrappingKey::load_or_create(&path, &mut SystemChance).map_err(DirectoryError::from)?;
        let recovery = journal::recovery_wrapping(&wrapping);
        first::write_secret(&self.path("recovery-code"), recovery.text()).map_err(failed)?;
        let clock = match simulated {
            None => ClockMode::System,
            Some(start) => ClockMode::Simulated { start_us: start.micros() },
        };
        let options = CreateOptions { partition, clock, segment_bytes };
        runtime::create(&self.disk, &options, wrapping, &mut SystemChance)?;
        Ok(())
    }

    /// Refuses a directory that was made for the other clock.
    ///
    /// # Errors
    ///
    /// [`PlaceError::Clock`].
    pub fn check_clock(&self, simulated: Option<Timestamp>) -> Result<(), PlaceError> {
        let manifest = Manifest::load(&*self.disk, runtime::REQUIRED).map_err(DirectoryError::from)?;
        let folder = self.folder.display();
        match (manifest.clock, simulated) {
            (ClockMode::System, None) | (ClockMode::Simulated { .. }, Some(_)) => Ok(()),
            (ClockMode::System, Some(_)) => Err(PlaceError::Clock(format!(
                "the data directory `{folder}` lives on real time; a simulated clock needs a directory of its own"
            ))),
            (ClockMode::Simulated { .. }, None) => Err(PlaceError::Clock(format!(
                "the data directory `{folder}` lives on simulated time; start it with `--clock simulated=INSTANT`"
            ))),
        }
    }

    /// Where the index lies.
    #[must_use]
    pub fn index(&self, cache_bytes: u64) -> OpenedBy {
        OpenedBy::Sled { folder: self.path("index"), cache_bytes }
    }

    /// Opens the data directory and recovers it.
    ///
    /// # Errors
    ///
    /// [`PlaceError::Directory`]; damage names the record.
    pub fn open(
        &self,
        (cache_bytes, segment_bytes): (u64, u32),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Opened, PlaceError> {
        let wrapping = self.wrapping()?;
        let chance = Box::new(SystemChance);
        Ok(runtime::open(&self.disk, self.index(cache_bytes), wrapping, (chance, segment_bytes), progress)?)
    }
}
