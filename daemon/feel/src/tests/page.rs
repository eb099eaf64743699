//! The page that admins read names every function that there is.

use crate::builtins;

#[test]
fn no_two_ways_of_a_function_take_the_same_number_of_arguments() {
    for name in builtins::names() {
        let ways = builtins::find(name);
        let most = |arguments: usize| ways.iter().filter(|way| way.accepts(arguments)).count();
        assert!((0..8).all(|arguments| most(arguments) <= 1), "{name}");
    }
}

#[test]
fn the_page_names_every_function() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/expressions.md")).unwrap();
    let constructors = ["duration", "range", "get value", "context put"];
    let missing: Vec<&str> =
        builtins::names().chain(constructors).filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
