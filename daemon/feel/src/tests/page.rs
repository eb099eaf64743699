//! The page that admins read names every function that there is.

use crate::builtins;

#[test]
fn the_page_names_every_function() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/expressions.md")).unwrap();
    let constructors = ["duration", "range", "get value", "context put"];
    let missing: Vec<&str> =
        builtins::names().chain(constructors).filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
