use crate::{Adjustment, Calendar, DeadlineWords, date_da, date_en, day_da, day_en, derive, why};

use super::{amount, day, rule};

const COMPLAINT: DeadlineWords<'_> = DeadlineWords {
    name_da: "klagefristen",
    name_en: "the deadline for your complaint",
    anchor_da: "modtagelsen af afgørelsen",
    anchor_en: "the receipt of the decision",
    basis: "RSL §67",
    mark: "F",
};

#[track_caller]
fn check_why(
    rule_text: &str,
    anchor: &str,
    ledger: &[Adjustment],
    words: &DeadlineWords<'_>,
    expected: [&str; 2],
) {
    let (rule, anchor) = (rule(rule_text), day(anchor));
    let derived = derive(&rule, anchor, ledger, &Calendar::danish()).unwrap();
    let sentence = why(&rule, anchor, &derived, ledger, words);
    assert_eq!([sentence.da.as_str(), sentence.en.as_str()], expected);
}

#[test]
fn dates_are_written_as_people_write_them() {
    let date = day("2026-10-05");
    assert_eq!((date_da(date).as_str(), date_en(date).as_str()), ("5. oktober 2026", "5 October 2026"));
    assert_eq!(
        (day_da(date).as_str(), day_en(date).as_str()),
        ("mandag den 5. oktober 2026", "Monday 5 October 2026")
    );
}

#[test]
fn a_plain_deadline_says_its_rule_its_anchor_and_its_basis() {
    check_why(
        "4 weeks after next_working_day",
        "2026-10-20",
        &[],
        &COMPLAINT,
        [
            "Klagefristen er tirsdag den 17. november 2026: 4 uger fra modtagelsen af afgørelsen, tirsdag den 20. oktober 2026 (RSL §67).",
            "The deadline for your complaint is Tuesday 17 November 2026: 4 weeks from the receipt of the decision, Tuesday 20 October 2026 (RSL §67).",
        ],
    );
}

#[test]
fn a_rolled_deadline_names_the_closed_days() {
    check_why(
        "4 weeks after next_working_day",
        "2026-11-26",
        &[],
        &COMPLAINT,
        [
            "Klagefristen er mandag den 28. december 2026: 4 uger fra modtagelsen af afgørelsen, torsdag den 26. november 2026; det ville være torsdag den 24. december 2026, men 24. december (juleaftensdag), 25. december (juledag), 26. december (anden juledag) og 27. december (søndag) er lukkedage, så datoen flyttes til den næste arbejdsdag (RSL §67).",
            "The deadline for your complaint is Monday 28 December 2026: 4 weeks from the receipt of the decision, Thursday 26 November 2026; that would be Thursday 24 December 2026, but 24 December (Christmas Eve), 25 December (Christmas Day), 26 December (Second Day of Christmas) and 27 December (Sunday) are closed days, so the date moves to the next working day (RSL §67).",
        ],
    );
}

#[test]
fn a_count_of_working_days_names_the_holidays_inside_it() {
    let words = DeadlineWords {
        name_da: "det første møde",
        name_en: "the first meeting",
        anchor_da: "skiftet af koordinator",
        anchor_en: "the change of coordinator",
        basis: "",
        mark: "[C]",
    };
    check_why(
        "10 working days after none",
        "2026-05-11",
        &[],
        &words,
        [
            "Det første møde er onsdag den 27. maj 2026: 10 arbejdsdage fra skiftet af koordinator, mandag den 11. maj 2026, hvor 14. maj (Kristi himmelfartsdag) og 25. maj (anden pinsedag) ikke tælles med (ikke fastsat ved lov).",
            "The first meeting is Wednesday 27 May 2026: 10 working days from the change of coordinator, Monday 11 May 2026, where 14 May (Ascension Day) and 25 May (Whit Monday) are not counted (not set by law).",
        ],
    );
}

#[test]
fn pauses_and_extensions_are_said_if_they_moved_the_date() {
    let pause = |from: &str, to: Option<&str>| Adjustment::Pause { from: day(from), to: to.map(day) };
    let ledger = [
        pause("2026-09-01", Some("2026-09-05")),
        pause("2026-11-05", Some("2026-11-09")),
        Adjustment::ExtensionTo { until: day("2026-11-10") },
        Adjustment::Extension { by: amount("1 week") },
        pause("2026-11-20", None),
    ];
    let words = DeadlineWords { mark: "[K]", ..COMPLAINT };
    check_why(
        "4 weeks after next_working_day",
        "2026-10-20",
        &ledger,
        &words,
        [
            "Klagefristen er mandag den 30. november 2026: 4 uger fra modtagelsen af afgørelsen, tirsdag den 20. oktober 2026, senere fordi tiden stod stille fra den 5. november 2026 til den 9. november 2026 og der blev givet 1 uge mere; det ville være lørdag den 28. november 2026, men 28. november (lørdag) og 29. november (søndag) er lukkedage, så datoen flyttes til den næste arbejdsdag; tiden har stået stille siden den 20. november 2026, så datoen kan blive senere (RSL §67; endnu ikke efterprøvet).",
            "The deadline for your complaint is Monday 30 November 2026: 4 weeks from the receipt of the decision, Tuesday 20 October 2026, later because the clock stood still from 5 November 2026 until 9 November 2026 and 1 week more was given; that would be Saturday 28 November 2026, but 28 November (Saturday) and 29 November (Sunday) are closed days, so the date moves to the next working day; the clock has stood still since 20 November 2026, so the date may become later (RSL §67; not yet verified).",
        ],
    );
}

#[test]
fn a_deadline_before_an_event_says_so() {
    let words = DeadlineWords {
        name_da: "seneste dag for afgørelsen",
        name_en: "the last day for the decision",
        anchor_da: "30-års fødselsdagen",
        anchor_en: "the 30th birthday",
        basis: "LAS §22",
        mark: "F:ast",
    };
    check_why(
        "1 day before previous_working_day",
        "2027-03-14",
        &[],
        &words,
        [
            "Seneste dag for afgørelsen er fredag den 12. marts 2027: 1 dag før 30-års fødselsdagen, søndag den 14. marts 2027; det ville være lørdag den 13. marts 2027, men 13. marts (lørdag) er en lukkedag, så datoen flyttes til arbejdsdagen før (LAS §22).",
            "The last day for the decision is Friday 12 March 2027: 1 day before the 30th birthday, Sunday 14 March 2027; that would be Saturday 13 March 2027, but 13 March (Saturday) is a closed day, so the date moves to the working day before (LAS §22).",
        ],
    );
    check_why(
        "0 days after none",
        "2027-03-14",
        &[],
        &DeadlineWords { basis: "", ..words },
        [
            "Seneste dag for afgørelsen er søndag den 14. marts 2027: dagen for 30-års fødselsdagen, søndag den 14. marts 2027.",
            "The last day for the decision is Sunday 14 March 2027: the day of the 30th birthday, Sunday 14 March 2027.",
        ],
    );
}

#[test]
fn a_long_list_of_closed_days_is_cut() {
    let derived =
        derive(&rule("300 working days after none"), day("2026-01-02"), &[], &Calendar::danish()).unwrap();
    let sentence = why(&rule("300 working days after none"), day("2026-01-02"), &derived, &[], &COMPLAINT);
    assert!(sentence.da.contains("25. december (juledag) og 2 andre ikke tælles med"), "{}", sentence.da);
    assert!(
        sentence.en.contains("25 December (Christmas Day) and 2 others are not counted"),
        "{}",
        sentence.en
    );
}
