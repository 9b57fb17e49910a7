//! What was understood of a sheet, as a table of text: one row an assignment, a day off or a person.

use super::understood::{Remark, Understood};
use crate::domain::{AssignmentId, Roster, Slot};
use crate::exchange::output::table::{Lines, table};
use crate::locale::{self, Lang, fill, list, text};

impl Remark {
    /// In words.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Remark::NotRead(names) => fill(lang, "reading.not_read", &[("names", &list(lang, names))]),
            Remark::Leaders(at) => fill(lang, "reading.leaders", &[("cell", at)]),
            Remark::HiddenUnknown => text(lang, "reading.hidden_unknown").to_string(),
        }
    }
}

impl Understood {
    /// The sheet, its layout and the counts; then at most `rows` rows of each kind.
    pub fn text(&self, roster: &Roster, lang: Lang, rows: usize) -> String {
        let layout = text(lang, &format!("layout.{}", self.layout.word()));
        let title = fill(lang, "reading.title", &[("sheet", &self.sheet), ("layout", &layout), ("cell", &self.header)]);
        let mut lines = Lines::new(&[&title]);
        let counts = [
            ("reading.n_assignments", self.assignments.len()),
            ("reading.n_unavailable", self.unavailable.len()),
            ("reading.n_members", self.members.len()),
            ("reading.n_problems", self.problems.len()),
        ];
        let counts = counts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| fill(lang, key, &[("n", n)]));
        lines.add(&counts.collect::<Vec<_>>().join("  "));
        let parts: [(usize, Vec<Vec<String>>); 3] = [
            (
                self.assignments.len(),
                self.assignments.iter().take(rows).map(|a| self.assignment_row(roster, lang, a)).collect(),
            ),
            (
                self.unavailable.len(),
                self.unavailable.iter().take(rows).map(|a| self.away_row(roster, lang, a)).collect(),
            ),
            (self.members.len(), self.members.iter().take(rows).map(|m| member_row(lang, m)).collect()),
        ];
        for (all, part) in parts.iter().filter(|(_, part)| !part.is_empty()) {
            table(&mut lines, part);
            if *all > part.len() {
                lines.add(&fill(lang, "reading.more", &[("n", &(all - part.len()))]));
            }
        }
        lines.into_text() + "\n"
    }

    /// The rows from `top` on, at most so many, of all that was understood: assignments, days off, people.
    pub fn rows(&self, roster: &Roster, lang: Lang, top: usize, most: usize) -> Vec<Vec<String>> {
        let (first, second) = (self.assignments.len(), self.assignments.len() + self.unavailable.len());
        let part = |from: usize, len: usize| {
            let skipped = top.saturating_sub(from).min(len);
            skipped..(top + most).saturating_sub(from).clamp(skipped, len)
        };
        let mut out: Vec<Vec<String>> =
            self.assignments[part(0, first)].iter().map(|a| self.assignment_row(roster, lang, a)).collect();
        let away = &self.unavailable[part(first, self.unavailable.len())];
        out.extend(away.iter().map(|a| self.away_row(roster, lang, a)));
        out.extend(self.members[part(second, self.members.len())].iter().map(|m| member_row(lang, m)));
        out
    }

    fn assignment_row(&self, roster: &Roster, lang: Lang, a: &super::Assigned) -> Vec<String> {
        let slot = Slot { post: a.post, date: a.date, shift: a.shift };
        let known = match &a.who {
            super::Who::Known(member) => roster.assignments.contains_key(&AssignmentId { slot, member: *member }),
            super::Who::Stranger(_) => false,
        };
        let state = if known { "reading.already" } else { "reading.new" };
        vec![
            a.cell.to_string(),
            locale::date_weekday(lang, a.date),
            roster.shift_code(a.shift).to_string(),
            roster.post_name(a.post).to_string(),
            self.name(roster, &a.who).to_string(),
            a.note.clone().unwrap_or_default(),
            text(lang, state).to_string(),
        ]
    }

    fn away_row(&self, roster: &Roster, lang: Lang, a: &super::Away) -> Vec<String> {
        let name = self.name(roster, &a.who).to_string();
        vec![a.cell.to_string(), locale::date_weekday(lang, a.date), name, a.why.clone()]
    }
}

fn member_row(lang: Lang, m: &super::Person) -> Vec<String> {
    let role = m.role.map_or("", |r| locale::role(lang, r)).to_string();
    let party = if m.party == Some(true) { text(lang, "reading.party") } else { "" }.to_string();
    let some = |t: &Option<String>| t.clone().unwrap_or_default();
    vec![m.name.clone(), some(&m.unit), role, party, some(&m.phone)]
}
