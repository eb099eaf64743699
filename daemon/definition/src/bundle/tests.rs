use super::Bundle;

fn example() -> Bundle {
    let mut bundle = Bundle::of("workflow.yaml", "workflow: small\n");
    bundle.files.insert("texts/en.yaml".to_owned(), b"language: en\n".to_vec());
    bundle
}

/// The format is stored for ever: whoever changes this hash breaks the identity of every definition.
#[test]
fn the_stored_form_never_changes() {
    let stored = b"HELHEDB1\0\0\0\x02\0\0\0\x0dtexts/en.yaml\0\0\0\x0dlanguage: en\n\
                   \0\0\0\x0dworkflow.yaml\0\0\0\x10workflow: small\n";
    assert_eq!(example().to_bytes(), stored);
    assert_eq!(
        example().hash().to_string(),
        "89aef74a08647f178e2d9274997ac3f98431f579c5dd80c7f8e46e6d2eb029bc"
    );
}

#[test]
fn what_was_stored_is_read_again() {
    assert_eq!(Bundle::from_bytes(&example().to_bytes()), Ok(example()));
    assert_eq!(Bundle::from_bytes(&Bundle::default().to_bytes()), Ok(Bundle::default()));
}

#[test]
fn every_cut_and_every_continuation_is_refused() {
    let stored = example().to_bytes();
    for end in 0..stored.len() {
        assert!(Bundle::from_bytes(&stored[..end]).is_err(), "cut at {end}");
    }
    let longer = [stored.as_slice(), b"x"].concat();
    assert!(Bundle::from_bytes(&longer).is_err());
}

#[test]
fn a_path_that_leaves_the_bundle_is_refused() {
    for path in ["/etc/passwd", "../up", "a/../../up", "a//b", "", "c:\\x", "."] {
        assert!(Bundle::from_bytes(&Bundle::of(path, "x").to_bytes()).is_err(), "{path}");
    }
}

#[test]
fn files_out_of_order_are_refused() {
    let part = |path: &str| Bundle::of(path, "").to_bytes()[12..].to_vec();
    let two =
        |first: &str, second: &str| [b"HELHEDB1\0\0\0\x02".as_slice(), &part(first), &part(second)].concat();
    assert!(Bundle::from_bytes(&two("a", "b")).is_ok());
    assert!(Bundle::from_bytes(&two("b", "a")).is_err());
    assert!(Bundle::from_bytes(&two("a", "a")).is_err());
}
