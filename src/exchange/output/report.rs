//! `lunban report`: who did how much, as JSON, as a table for people and as a table for spreadsheets.

use serde::Serialize;
use serde_json::{Value, json};

use super::date_and_shift;
use crate::domain::report::{Late, Report, Row, Sums, Tally, Times, Who};
use crate::domain::time::{HOUR, Instant, MINUTE};
use crate::domain::{MemberId, Roster, UnitId};
use crate::exchange::grid::{Cell, Grid};
use crate::locale::{self, Lang, list, text};

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Hours, nights, weekends: planned and done.
    Hours,
    /// The same held against the mean.
    Fairness,
    /// Late reliefs: who waited how long for whom.
    Late,
}

/// Of whom a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    Member,
    Unit,
}

/// The answer.
#[derive(Clone, PartialEq, Debug)]
pub struct ReportOut {
    pub json: Value,
    pub grid: Grid,
    title: String,
}

impl ReportOut {
    /// For people: a table under a title.
    pub fn text(&self) -> String {
        self.grid.aligned(&[&self.title])
    }
}

/// The report in the shape that was asked for; late reliefs one by one when `by` is `None`.
pub fn report(roster: &Roster, now: Instant, report: &Report, kind: Kind, by: Option<By>, lang: Lang) -> ReportOut {
    let words = Words { roster, lang };
    let title =
        format!("{} {}–{}", roster.branch.name, locale::date(lang, report.first), locale::date(lang, report.last));
    let mut rows = words.rows(report, by.unwrap_or(By::Member));
    let (rows_json, grid) = match (kind, by) {
        (Kind::Late, None) => (words.late_json(report), words.late(report)),
        (Kind::Late, Some(by)) => {
            rows.retain(|r| by == By::Unit || r.sums.waited.times + r.sums.kept.times > 0);
            (words.json(&rows), words.late_sums(&rows, by))
        }
        (Kind::Hours, _) => (words.json(&rows), words.hours(&rows, by.unwrap_or(By::Member))),
        (Kind::Fairness, _) => {
            rows.sort_by_key(|r| std::cmp::Reverse(r.each(r.sums.actual.seconds)));
            (words.json(&rows), words.fairness(&rows, by, report))
        }
    };
    let members = report.members.len();
    let json = json!({
        "at": now.rfc3339(roster.zone()),
        "branch": roster.branch.name,
        "from": report.first.to_string(),
        "to": report.last.to_string(),
        "by": match by { None if kind == Kind::Late => Value::Null, Some(By::Unit) => json!("unit"), _ => json!("member") },
        "rows": rows_json,
        "total": sums_json(&report.total(), members as u32),
    });
    ReportOut { json, grid, title }
}

/// The hours of these rows, in their order.
pub fn hours_of(roster: &Roster, rows: &[Row], by: By, lang: Lang) -> Grid {
    Words { roster, lang }.hours(rows, by)
}

struct Words<'a> {
    roster: &'a Roster,
    lang: Lang,
}

impl Words<'_> {
    fn unit(&self, unit: Option<UnitId>) -> String {
        let unit = unit.and_then(|id| self.roster.units.get(&id));
        unit.map_or_else(|| text(self.lang, "report.no_unit").to_string(), |u| u.name.clone())
    }

    /// The name of a row, and the unit of a member.
    fn names_of(&self, who: Who) -> (String, Option<String>) {
        match who {
            Who::Unit(unit) => (self.unit(unit), None),
            Who::Member(member) => {
                let unit = self.roster.member(member).and_then(|m| m.unit);
                (self.roster.name_of(member).to_string(), unit.map(|u| self.unit(Some(u))))
            }
        }
    }

    fn rows(&self, report: &Report, by: By) -> Vec<Row> {
        match by {
            By::Member => report.by_member(),
            By::Unit => report.by_unit(self.roster),
        }
    }

    fn head(&self, by: By, columns: &[&str]) -> Vec<String> {
        let first: &[&str] = match by {
            By::Member => &["report.member", "report.unit"],
            By::Unit => &["report.unit", "report.members"],
        };
        first.iter().chain(columns).map(|key| text(self.lang, key).to_string()).collect()
    }

    fn first(&self, row: &Row) -> Vec<Cell> {
        let (name, unit) = self.names_of(row.who);
        let second = match row.who {
            Who::Unit(_) => Cell::count(row.members),
            Who::Member(_) => Cell::text(unit.unwrap_or_default()),
        };
        vec![Cell::text(name), second]
    }

    fn hours(&self, rows: &[Row], by: By) -> Grid {
        const COLUMNS: [&str; 10] = [
            "report.planned",
            "report.actual",
            "report.days",
            "report.nights",
            "report.night_hours",
            "report.weekend_days",
            "report.weekend_hours",
            "report.overlong",
            "report.overlong_hours",
            "report.waited_hours",
        ];
        let row = |r: &Row| {
            let s = &r.sums;
            let mut cells = self.first(r);
            cells.extend([
                hours(s.planned.seconds),
                hours(s.actual.seconds),
                Cell::count(s.actual.days),
                Cell::count(s.actual.nights),
                hours(s.actual.night),
                Cell::count(s.actual.weekend_days),
                hours(s.actual.weekend),
                Cell::count(s.overlong.times),
                hours(s.overlong.seconds),
                hours(s.waited.seconds),
            ]);
            cells
        };
        Grid { head: self.head(by, &COLUMNS), rows: rows.iter().map(row).collect() }
    }

    /// Per member what a row has, and how far that is from the mean of all members.
    fn fairness(&self, rows: &[Row], by: Option<By>, report: &Report) -> Grid {
        let by = by.unwrap_or(By::Member);
        const COLUMNS: [&str; 7] = [
            "report.actual_each",
            "report.off_mean",
            "report.night_hours",
            "report.off_mean",
            "report.weekend_hours",
            "report.off_mean",
            "report.share",
        ];
        let total = report.total().actual;
        let members = report.members.len().max(1) as i64;
        let row = |r: &Row| {
            let s = &r.sums.actual;
            let mut cells = self.first(r);
            for (of, all) in [(s.seconds, total.seconds), (s.night, total.night), (s.weekend, total.weekend)] {
                let each = r.each(of);
                cells.extend([hours(each), signed_hours(each - all / members)]);
            }
            let share = s.seconds as f64 / total.seconds.max(1) as f64 * 100.0;
            cells.push(Cell::Number(format!("{share:.1}%")));
            cells
        };
        Grid { head: self.head(by, &COLUMNS), rows: rows.iter().map(row).collect() }
    }

    fn late_sums(&self, rows: &[Row], by: By) -> Grid {
        const COLUMNS: [&str; 4] = ["report.waited", "report.waited_hours", "report.kept", "report.kept_hours"];
        let row = |r: &Row| {
            let mut cells = self.first(r);
            for Times { times, seconds } in [r.sums.waited, r.sums.kept] {
                cells.extend([Cell::count(times), hours(seconds)]);
            }
            cells
        };
        Grid { head: self.head(by, &COLUMNS), rows: rows.iter().map(row).collect() }
    }

    fn late(&self, report: &Report) -> Grid {
        const COLUMNS: [&str; 7] = [
            "report.date",
            "report.time",
            "report.post",
            "report.who_waited",
            "report.minutes",
            "report.for_whom",
            "report.relieved_by",
        ];
        let zone = self.roster.zone();
        let row = |l: &Late| {
            let to = if l.ongoing { String::new() } else { locale::clock(zone, l.span.to) };
            vec![
                Cell::text(l.span.from.date(zone).to_string()),
                Cell::text(format!("{}–{to}", locale::clock(zone, l.span.from))),
                Cell::text(self.roster.post_name(l.post)),
                Cell::text(self.roster.name_of(l.member)),
                Cell::count(l.span.length() / MINUTE),
                Cell::text(self.names(&l.awaited)),
                Cell::text(self.names(&l.relieved_by)),
            ]
        };
        let head = COLUMNS.iter().map(|key| text(self.lang, key).to_string()).collect();
        Grid { head, rows: report.late.iter().map(row).collect() }
    }

    fn names(&self, members: &[MemberId]) -> String {
        list(self.lang, &members.iter().map(|m| self.roster.name_of(*m)).collect::<Vec<_>>())
    }

    fn json(&self, rows: &[Row]) -> Value {
        let row = |r: &Row| {
            let mut out = sums_json(&r.sums, r.members);
            if let Value::Object(fields) = &mut out {
                let (name, unit) = self.names_of(r.who);
                match r.who {
                    Who::Member(_) => {
                        fields.remove("members");
                        fields.insert("member".into(), json!(name));
                        fields.insert("unit".into(), json!(unit));
                    }
                    Who::Unit(unit) => {
                        fields.insert("unit".into(), if unit.is_some() { json!(name) } else { Value::Null });
                    }
                }
            }
            out
        };
        rows.iter().map(row).collect()
    }

    fn late_json(&self, report: &Report) -> Value {
        let zone = self.roster.zone();
        let names = |members: &[MemberId]| members.iter().map(|m| self.roster.name_of(*m)).collect::<Vec<_>>();
        let row = |l: &Late| {
            let (date, shift) = date_and_shift(self.roster, l.slot);
            json!({
                "post": self.roster.post_name(l.post),
                "date": date,
                "shift": shift,
                "member": self.roster.name_of(l.member),
                "from": l.span.from.rfc3339(zone),
                "to": l.span.to.rfc3339(zone),
                "minutes": l.span.length() / MINUTE,
                "ongoing": l.ongoing,
                "awaited": names(&l.awaited),
                "relieved_by": names(&l.relieved_by),
            })
        };
        report.late.iter().map(row).collect()
    }
}

#[derive(Serialize)]
struct TallyOut {
    minutes: i64,
    night_minutes: i64,
    weekend_minutes: i64,
    days: u32,
    nights: u32,
    weekend_days: u32,
}

impl From<&Tally> for TallyOut {
    fn from(t: &Tally) -> TallyOut {
        TallyOut {
            minutes: t.seconds / MINUTE,
            night_minutes: t.night / MINUTE,
            weekend_minutes: t.weekend / MINUTE,
            days: t.days,
            nights: t.nights,
            weekend_days: t.weekend_days,
        }
    }
}

fn sums_json(sums: &Sums, members: u32) -> Value {
    let times = |t: &Times| json!({"times": t.times, "minutes": t.seconds / MINUTE});
    json!({
        "members": members,
        "planned": TallyOut::from(&sums.planned),
        "actual": TallyOut::from(&sums.actual),
        "overlong": times(&sums.overlong),
        "waited": times(&sums.waited),
        "kept_waiting": times(&sums.kept),
    })
}

/// Hours with two decimals, which any spreadsheet adds up.
fn hours(seconds: i64) -> Cell {
    Cell::Number(format!("{:.2}", seconds as f64 / HOUR as f64))
}

fn signed_hours(seconds: i64) -> Cell {
    Cell::Number(format!("{:+.2}", seconds as f64 / HOUR as f64))
}
