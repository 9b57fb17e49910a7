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
        let all = [self.assignment_rows(roster, lang), self.away_rows(roster, lang), self.member_rows(lang)];
        for mut part in all.into_iter().filter(|part| rows > 0 && !part.is_empty()) {
            let more = part.len().saturating_sub(rows);
            part.truncate(rows);
            table(&mut lines, &part);
            if more > 0 {
                lines.add(&fill(lang, "reading.more", &[("n", &more)]));
            }
        }
        lines.into_text() + "\n"
    }

    fn assignment_rows(&self, roster: &Roster, lang: Lang) -> Vec<Vec<String>> {
        let row = |a: &super::Assigned| {
            let slot = Slot { post: a.post, date: a.date, shift: a.shift };
            let known = match &a.who {
                super::Who::Known(member) => roster.assignments.contains_key(&AssignmentId { slot, member: *member }),
                super::Who::Stranger(_) => false,
            };
            let state = if known { "reading.already" } else { "reading.new" };
            vec![
                a.cell.to_string(),
                locale::date_weekday(lang, a.date),
                roster.shift(a.shift).map_or(String::new(), |s| s.code.clone()),
                roster.post_name(a.post).to_string(),
                self.name(roster, &a.who).to_string(),
                a.note.clone().unwrap_or_default(),
                text(lang, state).to_string(),
            ]
        };
        self.assignments.iter().map(row).collect()
    }

    fn away_rows(&self, roster: &Roster, lang: Lang) -> Vec<Vec<String>> {
        let row = |a: &super::Away| {
            let name = self.name(roster, &a.who).to_string();
            vec![a.cell.to_string(), locale::date_weekday(lang, a.date), name, a.why.clone()]
        };
        self.unavailable.iter().map(row).collect()
    }

    fn member_rows(&self, lang: Lang) -> Vec<Vec<String>> {
        let row = |m: &super::Person| {
            let role = m.role.map_or("", |r| locale::role(lang, r)).to_string();
            let party = if m.party == Some(true) { text(lang, "reading.party") } else { "" }.to_string();
            let some = |t: &Option<String>| t.clone().unwrap_or_default();
            vec![m.name.clone(), some(&m.unit), role, party, some(&m.phone)]
        };
        self.members.iter().map(row).collect()
    }
}
