//! A year as deadlines count it needs no daemon.

use super::workflow::ours;
use super::{Told, run};

fn calendar(words: &[&str]) -> Told {
    let ours = ours();
    let folder = ["--workflows", ours.to_str().unwrap()];
    run(["helhed", "--lang", "en", "calendar"].into_iter().chain(words.iter().copied()).chain(folder), "")
}

#[test]
fn a_year_shows_what_is_closed_and_why() {
    let year = calendar(&["2027"]);
    assert_eq!((year.code, year.err.as_str()), (0, ""));
    // 261 weekdays; New Year's Day, Maundy Thursday, Good Friday, Easter Monday, Ascension Day with the day after it, Whit
    // Monday, Christmas Eve and New Year's Eve fall on nine of them.
    for line in [
        "2027 in Eksempelby Kommune: 252 working days",
        "  Fri  7 May 2027  Fredag efter Kristi himmelfartsdag (closed by the municipality)",
        "  Fri 24 Dec 2027  Christmas Eve (closed by custom)",
        "  Sat 25 Dec 2027  Christmas Day (public holiday)",
        "  December   21",
    ] {
        assert!(year.out.lines().any(|known| known == line), "no `{line}` in\n{}", year.out);
    }
    assert!(calendar(&["2027", "--lang", "da"]).out.contains("kommunens egen lukkedag"));
}

#[test]
fn a_holiday_that_was_abolished_stands_in_the_years_before() {
    assert!(calendar(&["2023"]).out.contains("Great Prayer Day"));
    assert!(!calendar(&["2024"]).out.contains("Great Prayer Day"));
}

#[test]
fn programs_read_the_same() {
    let year: serde_json::Value = serde_json::from_str(&calendar(&["2027", "--json"]).out).unwrap();
    assert_eq!(year["working_days_of_the_year"], 252);
    let closed = year["closed"].as_array().unwrap();
    assert!(closed.iter().any(|day| day["date"] == "2027-05-07" && day["kind"] == "municipal"), "{year}");
    assert_eq!(year["working_days"].as_array().unwrap().len(), 12);
}

#[test]
fn a_folder_without_a_municipality_and_a_year_out_of_range_are_told() {
    let empty = tempfile::tempdir().unwrap();
    let told =
        run(["helhed", "calendar", "2027", "--workflows", empty.path().to_str().unwrap()].into_iter(), "");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("--workflows"), "{}", told.err);
    let too_early = ["helhed", "calendar", "1899"];
    assert!(<crate::Cli as clap::Parser>::try_parse_from(too_early).is_err());
}
