//! The choice itself: integers only, and no order but the one that it makes.

/// Hours of a full-time week under the Danish collective agreements.
pub(crate) const FULL_TIME_HOURS: i64 = 37;

/// Somebody who could coordinate.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) deputy: Option<String>,
    /// Open cases coordinated.
    pub(crate) load: i64,
    pub(crate) weekly_hours: i64,
    /// Unknown is experienced: nobody is spared by a missing date.
    pub(crate) months_employed: Option<i64>,
    pub(crate) competences: Vec<String>,
    /// Whether they coordinate this citizen already.
    pub(crate) holds_now: bool,
}

/// What is to be coordinated.
pub(crate) struct Case<'a> {
    pub(crate) needs: &'a [String],
    /// Weighted cases of a full-time worker.
    pub(crate) limit: i64,
}

/// Who is proposed, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Proposed {
    pub(crate) person: String,
    pub(crate) deputy: String,
    pub(crate) da: String,
    pub(crate) en: String,
}

/// Why nobody is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Nobody {
    pub(crate) da: String,
    pub(crate) en: String,
}

/// Chooses: who coordinates the citizen already and has room; else whose competences cover most needs, then who is
/// least filled, then the first identifier. Nobody above their capacity is proposed: that is for a leader to decide.
pub(crate) fn propose(candidates: &[Candidate], case: &Case<'_>) -> Result<Proposed, Nobody> {
    let mut able: Vec<&Candidate> = candidates.iter().filter(|one| has_room(one, case)).collect();
    able.sort_by(|one, other| {
        let order =
            |candidate: &Candidate| (!candidate.holds_now, std::cmp::Reverse(covered(candidate, case)));
        let fill = filled(one, case).saturating_mul(capacity(other, case));
        let other_fill = filled(other, case).saturating_mul(capacity(one, case));
        order(one).cmp(&order(other)).then(fill.cmp(&other_fill)).then(one.id.cmp(&other.id))
    });
    let Some(chosen) = able.first() else {
        return Err(Nobody {
            da: format!("Ingen af {} mulige har plads til sagen.", candidates.len()),
            en: format!("None of {} possible people has room for the case.", candidates.len()),
        });
    };
    // Their own deputy, where that is somebody who could do it; else the next best.
    let own = chosen.deputy.as_ref().filter(|deputy| candidates.iter().any(|one| one.id == **deputy));
    let next = able.get(1).map(|next| &next.id);
    let Some(deputy) = own.filter(|own| **own != chosen.id).or(next) else {
        return Err(Nobody {
            da: format!("{} kunne koordinere, men ingen kan være stedfortræder.", chosen.id),
            en: format!("{} could coordinate, but nobody can be the deputy.", chosen.id),
        });
    };
    Ok(said(chosen, deputy, case))
}

fn said(chosen: &Candidate, deputy: &str, case: &Case<'_>) -> Proposed {
    let (covers, needs) = (covered(chosen, case), case.needs.len());
    let (load, room) = (filled(chosen, case), capacity(chosen, case));
    let (known_da, known_en) = if chosen.holds_now {
        ("koordinerer borgeren i forvejen, ", "coordinates the citizen already, ")
    } else {
        ("", "")
    };
    Proposed {
        person: chosen.id.clone(),
        deputy: deputy.to_owned(),
        da: format!(
            "{} {known_da}dækker {covers} af {needs} behov og får {} af {} vægtede sager.",
            chosen.id,
            tenths(load, ','),
            tenths(room, ',')
        ),
        en: format!(
            "{} {known_en}covers {covers} of {needs} needs and will have {} of {} weighted cases.",
            chosen.id,
            tenths(load, '.'),
            tenths(room, '.')
        ),
    }
}

/// Weight of a case in hundredths, by how many areas of life it is about: simple, complex, very complex.
fn weight(case: &Case<'_>) -> i64 {
    match case.needs.len() {
        0 | 1 => 70,
        2 | 3 => 100,
        _many => 160,
    }
}

/// Load with this case, in hundredths. The cases they have are taken as complex: 1.0 each.
fn filled(candidate: &Candidate, case: &Case<'_>) -> i64 {
    let others = if candidate.holds_now { candidate.load.saturating_sub(1) } else { candidate.load };
    others.max(0).saturating_mul(100).saturating_add(weight(case))
}

/// Room in hundredths: the limit by hours, less for who is new (0.6 in the first three months, 0.8 until six).
fn capacity(candidate: &Candidate, case: &Case<'_>) -> i64 {
    let ramp = match candidate.months_employed {
        Some(months) if months < 3 => 60,
        Some(months) if months < 6 => 80,
        Some(_) | None => 100,
    };
    let hours = candidate.weekly_hours.clamp(0, FULL_TIME_HOURS);
    case.limit.saturating_mul(ramp).saturating_mul(hours) / FULL_TIME_HOURS
}

fn has_room(candidate: &Candidate, case: &Case<'_>) -> bool {
    filled(candidate, case) <= capacity(candidate, case)
}

fn covered(candidate: &Candidate, case: &Case<'_>) -> usize {
    case.needs.iter().filter(|need| candidate.competences.contains(need)).count()
}

/// Hundredths as people write them, with one digit.
fn tenths(hundredths: i64, point: char) -> String {
    let tenths = hundredths.saturating_add(5) / 10;
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
