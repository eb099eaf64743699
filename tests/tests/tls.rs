//! TLS by certificate files: the real daemon, the real client, and certificates that are not what they should be.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use tests::Child;
use tests::child::run;
use tests::places::{self, root};

/// A certificate of this machine, and its key, as files.
struct Issued {
    certificate: PathBuf,
    key: PathBuf,
}

fn issue(folder: &Path, name: &str) -> Issued {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate can be made");
    let certificate = folder.join(format!("{name}.pem"));
    let key = folder.join(format!("{name}.key"));
    fs::write(&certificate, made.cert.pem()).expect("a file can be written");
    fs::write(&key, made.signing_key.serialize_pem()).expect("a file can be written");
    fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("a mode can be set");
    Issued { certificate, key }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Starts a daemon with these files; it must end with a message that holds the words.
fn refused(issued: &Issued, words: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("data");
    let output = run(|command| {
        command.arg("serve").arg("--data").arg(&data).arg("--workflows").arg(places::workflows());
        command.args(["--listen", "127.0.0.1:0", "--tls-certificate"]).arg(&issued.certificate);
        command.arg("--tls-key").arg(&issued.key);
    });
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains(words), "{}", said(&output));
    assert!(!data.exists(), "nothing is made before the certificate is known to be good");
}

fn check_file(file: &Path) -> Output {
    run(|command| {
        command.args(["config", "check"]).arg(file);
    })
}

#[test]
fn the_client_speaks_tls_with_a_daemon_that_it_can_believe() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let own = issue(folder.path(), "own");
    let foreign = issue(folder.path(), "foreign");
    let data = folder.path().join("data");
    let daemon = Child::start_with(&data, None, |command| {
        command.arg("--tls-certificate").arg(&own.certificate).arg("--tls-key").arg(&own.key);
    });
    let daemon = daemon.unwrap_or_else(|why| places::fail(&why));
    let list = |url: String, authorities: Option<&Path>| {
        run(|command| {
            command.args(["workflow", "list", "--url", &url]).current_dir(root());
            command.arg("--token-file").arg(data.join("first-token"));
            if let Some(authorities) = authorities {
                command.arg("--ca-file").arg(authorities);
            }
        })
    };
    let secure = format!("https://{}", daemon.address);
    let answered = list(secure.clone(), Some(&own.certificate));
    assert!(answered.status.success() && said(&answered).contains("one-plan"), "{}", said(&answered));
    assert!(!said(&answered).contains("unencrypted"));
    for authorities in [None, Some(foreign.certificate.as_path())] {
        let unbelieved = list(secure.clone(), authorities);
        assert_eq!(unbelieved.status.code(), Some(7), "{}", said(&unbelieved));
        assert!(said(&unbelieved).contains("certificate"), "{}", said(&unbelieved));
    }
    // Nothing is answered in the clear.
    let plain = list(format!("http://{}", daemon.address), None);
    assert_eq!(plain.status.code(), Some(7), "{}", said(&plain));
    assert!(daemon.stop().success());
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_before_anything_is_made() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let own = issue(folder.path(), "own");
    let other = issue(folder.path(), "other");
    refused(
        &Issued { certificate: own.certificate.clone(), key: other.key },
        "does not belong to the certificate",
    );
    let missing = folder.path().join("missing.pem");
    refused(&Issued { certificate: missing, key: own.key.clone() }, "cannot read the certificate");
    let empty = folder.path().join("empty.pem");
    fs::write(&empty, "not a certificate\n").expect("a file can be written");
    refused(&Issued { certificate: empty, key: own.key.clone() }, "it has to be in PEM");
    fs::set_permissions(&own.key, Permissions::from_mode(0o644)).expect("a mode can be set");
    refused(&own, "can be read by others (mode 0644)");
}

#[test]
fn the_configuration_is_checked_with_its_certificate() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let own = issue(folder.path(), "own");
    let file = folder.path().join("helhed.toml");
    let check = |listen: &str, key: &Path| {
        let tls = format!(
            "tls = {{ certificate = \"{}\", key = \"{}\" }}",
            own.certificate.display(),
            key.display()
        );
        fs::write(&file, format!("[server]\nlisten = \"{listen}\"\n{tls}\n")).expect("a file can be written");
        check_file(&file)
    };
    let good = check("0.0.0.0:7878", &own.key);
    assert!(good.status.success(), "with TLS of its own a daemon may listen to the network: {}", said(&good));
    let bad = check("127.0.0.1:7878", &own.certificate);
    assert!(!bad.status.success() && said(&bad).contains("private key"), "{}", said(&bad));
    fs::write(&file, "[server]\nlisten = \"0.0.0.0:7878\"\n").expect("a file can be written");
    let open = check_file(&file);
    assert!(!open.status.success() && said(&open).contains("server.tls"), "{}", said(&open));
}
