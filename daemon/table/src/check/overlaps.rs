//! Rules that hit together and must not.

use super::bits::Bits;
use super::{Finding, FindingCode, LISTED_MAX, Proof, Severity, cell};
use crate::draft::HitPolicy;
use crate::table::{Entry, Rule};

/// What it means that two rules hit together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// They must not, whatever they give.
    Forbidden,
    /// They give different values.
    Different,
    /// What they give is not known beforehand.
    Unknown,
}

impl Proof<'_> {
    /// Adds the pairs of rules that hit together: under `unique` any, under `any` those that may differ.
    pub(super) fn overlaps(&self, findings: &mut Vec<Finding>) {
        let clash = match self.table.policy {
            HitPolicy::Unique => |_: &Rule, _: &Rule| Some(Clash::Forbidden),
            HitPolicy::Any => differing,
            HitPolicy::First
            | HitPolicy::Priority
            | HitPolicy::Collect(_)
            | HitPolicy::RuleOrder
            | HitPolicy::OutputOrder => return,
        };
        let mut listed = 0;
        for (later, rule) in self.table.rules.iter().enumerate() {
            for (earlier, other) in self.table.rules.iter().enumerate().take(later) {
                let Some(clash) = clash(other, rule) else { continue };
                let Some(common) = self.common(earlier, later) else { continue };
                if listed == LISTED_MAX {
                    findings.push(self.more_overlaps());
                    return;
                }
                listed += 1;
                findings.push(self.overlap((earlier, later), clash, &common));
            }
        }
    }

    /// The pieces that both rules pass for certain; `None` if there is a column without any, or one is not known.
    fn common(&self, earlier: usize, later: usize) -> Option<Vec<Bits>> {
        let both = |axis| {
            let both = cell(axis, earlier)?.and(cell(axis, later)?);
            (!both.is_empty()).then_some(both)
        };
        self.axes.iter().map(both).collect()
    }

    fn overlap(&self, (earlier, later): (usize, usize), clash: Clash, common: &[Bits]) -> Finding {
        let (severity, what, help) = match clash {
            Clash::Forbidden => {
                (Severity::Error, "", "make their tests exclude each other, or use another hit policy")
            }
            Clash::Different => (
                Severity::Error,
                " and give different values",
                "make their tests exclude each other, or give the same",
            ),
            Clash::Unknown => (
                Severity::Warning,
                ", and whether they give the same is not known beforehand",
                "make their tests exclude each other, or give the same",
            ),
        };
        let place = self.table.rules.get(later).map_or(self.table.place, |rule| rule.place);
        Finding {
            severity,
            code: FindingCode::Overlap,
            place,
            message: format!("{} hits together with {}{what}", self.named(later), self.named(earlier)),
            help: help.to_owned(),
            rules: vec![earlier, later],
            example: self.example(common),
        }
    }

    fn more_overlaps(&self) -> Finding {
        Finding {
            severity: Severity::Error,
            code: FindingCode::Overlap,
            place: self.table.place,
            message: format!("there are more overlaps than the {LISTED_MAX} that are listed"),
            help: "mend these, and check again".to_owned(),
            rules: Vec::new(),
            example: Vec::new(),
        }
    }
}

/// How what two rules give may differ; `None` if it is the same.
fn differing(rule: &Rule, other: &Rule) -> Option<Clash> {
    let entries = rule.entries.iter().zip(&other.entries);
    let differ = |(own, other): (&Entry, &Entry)| match (&own.constant, &other.constant) {
        (Some(own), Some(other)) => (own != other).then_some(Clash::Different),
        // The same expression gives the same.
        _ if own.program.source().trim() == other.program.source().trim() => None,
        _ => Some(Clash::Unknown),
    };
    let clashes: Vec<Clash> = entries.filter_map(differ).collect();
    if clashes.contains(&Clash::Different) { Some(Clash::Different) } else { clashes.first().copied() }
}
