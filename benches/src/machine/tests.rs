use std::path::Path;

use super::filesystem;

#[test]
fn the_longest_mount_that_leads_to_the_folder_counts() {
    let mounts = "a / ext4 rw 0 0\nb /srv xfs rw,noatime 0 0\nc /srvice tmpfs rw 0 0\n";
    assert_eq!(filesystem(mounts, Path::new("/srv/data")), "xfs (rw,noatime)");
    assert_eq!(filesystem(mounts, Path::new("/home")), "ext4 (rw)");
    assert_eq!(filesystem("", Path::new("/home")), "unknown");
}
