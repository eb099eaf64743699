//! The same promises on a real and on a simulated disk.

use std::io::ErrorKind;

use super::{Disk, Fault, Kept, RealDisk, SimulatedDisk, Unsynced};

fn conforms(disk: &dyn Disk) {
    disk.create_dir_durably("folder").unwrap();
    disk.create_dir("folder").unwrap();
    assert!(disk.exists("folder").unwrap());
    assert!(!disk.exists("folder/file").unwrap());
    assert_eq!(disk.open_read("folder/file").err().unwrap().kind(), ErrorKind::NotFound);
    assert_eq!(disk.remove("folder/file").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(disk.list("nowhere").unwrap_err().kind(), ErrorKind::NotFound);

    let file = disk.create("folder/file").unwrap();
    assert_eq!(disk.create("folder/file").err().unwrap().kind(), ErrorKind::AlreadyExists);
    file.write_zeros(0, 100_000).unwrap();
    file.write_at(99_998, b"abcd").unwrap();
    file.sync_data().unwrap();
    file.sync_all().unwrap();
    assert_eq!(file.size().unwrap(), 100_002);
    let mut bytes = [9; 6];
    disk.open_read("folder/file").unwrap().read_exact_at(99_996, &mut bytes).unwrap();
    assert_eq!(&bytes, b"\0\0abcd");
    assert_eq!(file.read_at(99_999, &mut bytes).unwrap(), 3);
    assert_eq!(file.read_at(200_000, &mut bytes).unwrap(), 0);
    assert_eq!(file.read_exact_at(99_999, &mut bytes).unwrap_err().kind(), ErrorKind::UnexpectedEof);
    file.set_size(10).unwrap();
    assert_eq!(disk.open_write("folder/file").unwrap().size().unwrap(), 10);

    disk.write_whole("folder/whole", b"one").unwrap();
    disk.write_whole("folder/whole", b"two").unwrap();
    assert_eq!(disk.read_whole("folder/whole", 3).unwrap(), b"two");
    assert_eq!(disk.read_whole("folder/whole", 2).unwrap_err().kind(), ErrorKind::FileTooLarge);
    disk.rename("folder/whole", "folder/file").unwrap();
    assert_eq!(disk.list("folder").unwrap(), ["file"]);
    assert_eq!(disk.read_whole("folder/file", 99).unwrap(), b"two");
    disk.remove("folder/file").unwrap();
    disk.sync_dir("folder").unwrap();
    assert_eq!(disk.list("").unwrap(), ["folder"]);

    let lock = disk.try_lock("lock").unwrap().expect("nobody holds it");
    assert!(disk.try_lock("lock").unwrap().is_none());
    drop(lock);
    assert!(disk.try_lock("lock").unwrap().is_some());
}

#[test]
fn a_simulated_disk_behaves_as_a_disk_does() {
    conforms(&SimulatedDisk::new());
}

#[test]
fn a_real_disk_behaves_as_a_disk_does_and_keeps_others_out() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data");
    let disk = RealDisk::create(&root).unwrap();
    conforms(&disk);
    disk.write_whole("folder/file", b"text").unwrap();
    let mode = |path: &str| root.join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("folder"), mode("folder/file"), mode("lock")), (0o700, 0o700, 0o600, 0o600));
    assert_eq!(disk.open_read("../outside").err().unwrap().kind(), ErrorKind::InvalidInput);
}

#[test]
fn a_crash_loses_what_was_not_synced_and_nothing_else() {
    let disk = SimulatedDisk::new();
    disk.create_dir_durably("folder").unwrap();
    disk.write_whole("folder/kept", &[1; 1024]).unwrap();
    disk.create("folder/unsynced").unwrap().sync_all().unwrap();
    let file = disk.open_write("folder/kept").unwrap();
    file.write_at(0, &[2; 1024]).unwrap();
    disk.crash(|unsynced| match unsynced {
        Unsynced::Sector { offset: 0, .. } => Kept::Torn { bytes: 3 },
        Unsynced::Sector { .. } | Unsynced::Size | Unsynced::Names => Kept::Nothing,
    });
    assert!(file.read_at(0, &mut [0]).is_err(), "a file opened before the crash is useless");
    assert_eq!(disk.list("folder").unwrap(), ["kept"]);
    let bytes = disk.read_whole("folder/kept", 1024).unwrap();
    assert_eq!(bytes[..4], [2, 2, 2, 1]);
    assert_eq!(bytes[512..], [1; 512]);
}

#[test]
fn a_sync_after_a_failed_sync_succeeds_without_its_bytes() {
    let disk = SimulatedDisk::new();
    disk.write_whole("file", &[1; 1024]).unwrap();
    let file = disk.open_write("file").unwrap();
    file.write_at(0, &[2; 512]).unwrap();
    disk.fail_nth(0, Fault::Io);
    assert!(file.sync_data().is_err());
    file.write_at(512, &[3; 512]).unwrap();
    file.sync_data().unwrap();
    assert_eq!(disk.read_whole("file", 1024).unwrap()[0], 2, "it can still be read");
    disk.crash_losing_unsynced();
    let bytes = disk.read_whole("file", 1024).unwrap();
    assert_eq!((bytes[0], bytes[512]), (1, 3));
}
