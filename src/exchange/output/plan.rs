//! A proposed plan in words and as JSON: the difference slot by slot, fairness before and after, what stays open and the
//! ways out, who has to be told. What is so was worked out in `plan::branch`.

use serde_json::{Value, json};

use super::table::{Lines, table};
use crate::domain::time::{Instant, Span};
use crate::domain::{Assignment, AssignmentId, MemberId, PostId, Roster, Shift, Slot, UnitId};
use crate::locale::{self, Lang, Said, date, date_weekday, duration, fill, list, text};
use crate::plan::branch::rotation::{Turn, Wrong};
use crate::plan::branch::{Against, Ask, Broken, Change, Explained, Load, Open, Outside, Progress, Proposal, Way};

/// What the words are made of.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub lang: Lang,
    pub roster: &'a Roster,
    pub now: Instant,
}

impl Words<'_> {
    /// `4月20日 周三 夜班 动物检疫站`
    pub fn slot(&self, slot: Slot) -> String {
        let shift = self.shift(slot);
        let post = self.roster.post(slot.post).map_or("?", |p| p.label());
        format!("{} {shift} {post}", date_weekday(self.lang, slot.date))
    }

    fn shift(&self, slot: Slot) -> &str {
        self.roster.shift_name(slot.date, slot.shift)
    }

    fn name(&self, member: MemberId) -> &str {
        self.roster.name_of(member)
    }

    fn names(&self, members: &[MemberId]) -> String {
        const MOST: usize = 6;
        let names: Vec<&str> = members.iter().take(MOST).map(|m| self.name(*m)).collect();
        let names = list(self.lang, &names);
        match members.len() {
            n if n > MOST => fill(self.lang, "plan.and_more", &[("names", &names), ("n", &n)]),
            _ => names,
        }
    }

    /// `（06:00–10:00）` where it is not the whole slot.
    fn part(&self, id: &AssignmentId, a: &Assignment) -> String {
        if a.from.is_none() && a.to.is_none() {
            return String::new();
        }
        let span = self.roster.assignment_span(id, a);
        span.map_or(String::new(), |s| format!(" {}", self.hours(s)))
    }

    fn hours(&self, span: Span) -> String {
        let zone = self.roster.zone();
        format!("{}–{}", locale::clock(zone, span.from), locale::clock(zone, span.to))
    }

    /// `+ 王建军（从 畜牧局 中班）`, `− 贺建国`
    pub fn change(&self, c: &Change) -> String {
        let name = self.name(c.id.member);
        let place = c.moved.map(|s| {
            let post = self.roster.post(s.post).map_or("?", |p| p.label());
            format!("{post} {}", self.shift(s))
        });
        let (key, a) = match (&c.was, &c.is) {
            (_, Some(is)) if c.was.is_some() => ("plan.changed", Some(is)),
            (_, Some(is)) if place.is_some() => ("plan.moved_here", Some(is)),
            (_, Some(is)) => ("plan.put", Some(is)),
            (was, None) if place.is_some() => ("plan.moved_away", was.as_ref()),
            (was, None) => ("plan.off", was.as_ref()),
        };
        let part = a.map_or(String::new(), |a| self.part(&c.id, a));
        fill(self.lang, key, &[("member", &name), ("part", &part), ("place", &place.unwrap_or_default())])
    }

    /// `4月20日 夜班 动物检疫站 缺 1 人：11 人来不了：4 人请假、…`
    pub fn open(&self, o: &Open) -> String {
        let part = self.part_of(o);
        let slot = self.slot(o.opening.slot);
        let n = o.opening.heads;
        let all: usize = o.why.iter().map(|(_, n)| n).sum();
        let mut said = fill(self.lang, "plan.open", &[("slot", &slot), ("part", &part), ("n", &n)]);
        if all > 0 {
            let why: Vec<String> = o.why.iter().map(|(why, n)| self.against(*why, *n)).collect();
            let why = list(self.lang, &why);
            said.push_str(&fill(self.lang, "plan.open_why", &[("all", &all), ("why", &why)]));
        }
        said
    }

    fn part_of(&self, o: &Open) -> String {
        match o.opening.from.is_some() || o.opening.to.is_some() {
            true => format!(" {}", self.hours(o.opening.span)),
            false => String::new(),
        }
    }

    /// `2 人超 44 小时`
    fn against(&self, why: Against, n: usize) -> String {
        let rules = &self.roster.rules;
        let week = duration(self.lang, rules.max_week);
        let key = format!("plan.why_{}", why.name());
        fill(self.lang, &key, &[("n", &n), ("week", &week), ("days", &rules.max_consecutive_days)])
    }

    /// One reason of one person: `休息不足`.
    pub fn reason(&self, why: Against) -> &'static str {
        match why {
            Against::There => text(self.lang, "reason.planned"),
            Against::NotEligible => text(self.lang, "kind.not_eligible"),
            Against::Unavailable => text(self.lang, "kind.unavailable"),
            Against::DoubleBooked => text(self.lang, "plan.elsewhere"),
            Against::Overlong => text(self.lang, "kind.overlong"),
            Against::ShortRest => text(self.lang, "kind.short_rest"),
            Against::WeekHours => text(self.lang, "kind.week_hours"),
            Against::ConsecutiveDays => text(self.lang, "kind.consecutive_days"),
        }
    }

    /// A surge that lies outside every slot.
    pub fn outside(&self, o: &Outside) -> String {
        let post = self.roster.post(o.post).map_or("?", |p| p.label());
        let (date, hours) = (date_weekday(self.lang, o.date), self.hours(o.span));
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("post", &post), ("date", &date), ("hours", &hours), ("n", &o.heads)];
        fill(self.lang, "plan.outside", &values)
    }

    /// A rule that stays broken, and by which pin.
    pub fn broken(&self, b: &Broken) -> String {
        let what = locale::finding(self.lang, self.roster, self.now, &b.finding);
        let pins: Vec<String> = b.pins.iter().map(|id| self.slot(id.slot)).collect();
        match pins.is_empty() {
            true => what,
            false => fill(self.lang, "plan.pinned", &[("what", &what), ("pins", &list(self.lang, &pins))]),
        }
    }

    /// Why a rotation cannot be, and what helps.
    pub fn wrong(&self, rotation: &str, wrong: &Wrong) -> Said {
        let (lang, roster) = (self.lang, self.roster);
        match wrong {
            Wrong::NoTeam => Said::new(lang, "no_team", &[]),
            Wrong::Twice(member) => Said::new(lang, "in_two_teams", &[("member", &self.name(*member))]),
            Wrong::NoShift(turn, date) => {
                let turn = match turn {
                    Turn::Early | Turn::Middle | Turn::Night => text(lang, "rotation.three"),
                    Turn::Day12 | Turn::Night12 => text(lang, "rotation.two"),
                    Turn::Whole24 => text(lang, "rotation.whole"),
                    Turn::Code(code) => code,
                    Turn::Off => "",
                };
                let shift = |s: &Shift| format!("{} {}–{}", s.code, s.start, s.end);
                let shifts = list(lang, &roster.shifts_on(*date).iter().map(shift).collect::<Vec<_>>());
                let date = locale::date(lang, *date);
                let values: [(&str, &dyn std::fmt::Display); 4] =
                    [("name", &rotation), ("turn", &turn), ("date", &date), ("shifts", &shifts)];
                Said::new(lang, "rotation_shift", &values)
            }
        }
    }

    /// A way out, and how many of the empty heads it fills.
    pub fn way(&self, way: &Way) -> String {
        let lang = self.lang;
        let what = match way {
            Way::AlsoStands { members, post, .. } => {
                let post = self.roster.post(*post).map_or("?", |p| p.label());
                fill(lang, "plan.way_also_stands", &[("members", &self.names(members)), ("post", &post)])
            }
            Way::BackEarlier { member, days, at, .. } => {
                let at = locale::moment(lang, self.roster.zone(), self.now, *at);
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("member", &self.name(*member)), ("days", days), ("at", &at)];
                fill(lang, "plan.way_back_earlier", &values)
            }
            Way::MoreDays { members, days, .. } => {
                fill(lang, "plan.way_more_days", &[("members", &self.names(members)), ("days", days)])
            }
            Way::LongerWeek { members, by, .. } => {
                fill(lang, "plan.way_longer_week", &[("members", &self.names(members)), ("by", &duration(lang, *by))])
            }
            Way::ShorterRest { members, rest, .. } => fill(
                lang,
                "plan.way_shorter_rest",
                &[("members", &self.names(members)), ("rest", &duration(lang, *rest))],
            ),
            Way::LongerStretch { to, .. } => fill(lang, "plan.way_longer_stretch", &[("to", &duration(lang, *to))]),
            Way::OneMore { shift, .. } => {
                match shift.and_then(|s| self.roster.patterns.every().iter().find(|e| e.id == s)) {
                    Some(s) => fill(lang, "plan.way_one_more_for", &[("shift", &s.name)]),
                    None => text(lang, "plan.way_one_more").to_string(),
                }
            }
        };
        fill(lang, "plan.way", &[("what", &what), ("n", &way.fills())])
    }

    /// The fairness of one member or unit: name, hours, nights, weekends, each `before→after` and the fair share.
    fn row(&self, name: &str, unit: &str, l: &Load) -> Vec<String> {
        let hours = |m: i64| match m % 60 {
            0 => (m / 60).to_string(),
            _ => format!("{:.1}", m as f64 / 60.0),
        };
        let kind = |k: usize| match l.before[k] == l.after[k] {
            true => hours(l.after[k]),
            false => format!("{}→{}", hours(l.before[k]), hours(l.after[k])),
        };
        let fair = |k: usize| format!("({})", (l.fair[k] + 30) / 60);
        vec![name.into(), unit.into(), kind(0), fair(0), kind(1), fair(1), kind(2), fair(2)]
    }

    fn unit(&self, unit: Option<UnitId>) -> &str {
        let unit = unit.and_then(|u| self.roster.units.get(&u));
        unit.map_or(text(self.lang, "plan.no_unit"), |u| u.short.as_deref().unwrap_or(&u.name))
    }

    /// The rows of the fairness table: a heading, the units, the members; those furthest from their share first.
    pub fn fairness(&self, proposal: &Proposal) -> Vec<Vec<String>> {
        let head = ["person", "unit", "hours", "fair", "nights", "fair", "weekends", "fair"];
        let mut rows = vec![head.map(|k| text(self.lang, &format!("plan.col_{k}")).to_string()).to_vec()];
        let mut units: Vec<(Option<UnitId>, usize, Load)> = Vec::new();
        let mut people: Vec<(&Load, Option<UnitId>)> = Vec::new();
        for l in &proposal.loads {
            let unit = self.roster.member(l.member).and_then(|m| m.unit);
            let idle = [l.before, l.after, l.fair].iter().all(|x| *x == [0; 3]);
            if idle {
                continue;
            }
            people.push((l, unit));
            match units.iter_mut().find(|(u, ..)| *u == unit) {
                Some((_, n, sum)) => {
                    *n += 1;
                    for k in 0..3 {
                        sum.before[k] += l.before[k];
                        sum.after[k] += l.after[k];
                        sum.fair[k] += l.fair[k];
                    }
                }
                None => units.push((unit, 1, *l)),
            }
        }
        for (unit, n, sum) in &units {
            let n = fill(self.lang, "plan.people", &[("n", n)]);
            rows.push(self.row(self.unit(*unit), &n, sum));
        }
        people.sort_by_key(|(l, _)| (std::cmp::Reverse((l.after[0] - l.fair[0]).abs()), l.member));
        rows.extend(people.iter().map(|(l, unit)| self.row(self.name(l.member), self.unit(*unit), l)));
        rows
    }

    /// Text to paste into a chat: everybody whom something changes for, with what.
    pub fn told(&self, proposal: &Proposal) -> String {
        let mut lines = Lines::new(&[text(self.lang, "plan.told")]);
        for (member, changes) in proposal.told() {
            let said: Vec<String> = changes.iter().map(|c| self.told_change(c)).collect();
            let said = said.join(text(self.lang, "entry.separator"));
            lines.add(&fill(self.lang, "plan.told_line", &[("member", &self.name(member)), ("what", &said)]));
        }
        lines.into_text()
    }

    fn told_change(&self, c: &Change) -> String {
        let key = if c.is.is_some() { "plan.told_put" } else { "plan.told_off" };
        let a = c.is.as_ref().or(c.was.as_ref());
        let span = a.and_then(|a| self.roster.assignment_span(&c.id, a));
        let (slot, hours) = (self.slot(c.id.slot), span.map_or(String::new(), |s| self.hours(s)));
        fill(self.lang, key, &[("slot", &slot), ("hours", &hours)])
    }

    /// The difference, a line for each slot.
    pub fn difference(&self, proposal: &Proposal) -> Vec<String> {
        let mut out: Vec<(Slot, Vec<String>)> = Vec::new();
        for c in &proposal.changes {
            match out.last_mut() {
                Some((slot, said)) if *slot == c.id.slot => said.push(self.change(c)),
                _ => out.push((c.id.slot, vec![self.change(c)])),
            }
        }
        out.into_iter().map(|(slot, said)| format!("{}  {}", self.slot(slot), said.join("  "))).collect()
    }

    /// `新排 40 人次、撤下 3 人次，空 1 人次（共 84）`
    pub fn summary(&self, proposal: &Proposal) -> String {
        let put = proposal.changes.iter().filter(|c| c.is.is_some()).count();
        let off = proposal.changes.iter().filter(|c| c.was.is_some()).count();
        let open = proposal.open_heads();
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("put", &put), ("off", &off), ("open", &open), ("heads", &proposal.heads)];
        fill(self.lang, "plan.summary", &values)
    }
}

/// How far a search is: `2675 分，空 3 人次`, and of a long range the dates that are done.
pub fn reached(lang: Lang, ask: &Ask, p: &Progress) -> String {
    let values: [(&str, &dyn std::fmt::Display); 2] = [("objective", &p.objective), ("open", &p.open)];
    let said = fill(lang, "plan.reached", &values);
    if p.days_done == 0 {
        return said;
    }
    let last = date(lang, crate::domain::time::days_after(ask.first, i64::from(p.days_done) - 1));
    fill(lang, "plan.reached_date", &[("said", &said), ("date", &last)])
}

/// What stands over the rules that stay broken: a rotation may bring some itself.
pub fn broken_heading(proposal: &Proposal) -> &'static str {
    if proposal.by_rules { "plan.stays_broken" } else { "plan.turned_broken" }
}

/// The whole proposal as text; with `told` the list of who has to be told.
pub fn plan_text(words: Words, proposal: &Proposal, told: bool) -> String {
    let lang = words.lang;
    let mut lines = Lines::new(&[&words.roster.branch.name]);
    if proposal.ask.days > 0 {
        let last = crate::domain::time::days_after(proposal.ask.first, i64::from(proposal.ask.days) - 1);
        lines.add(&format!("{}–{}", date(lang, proposal.ask.first), date(lang, last)));
    }
    lines.add(&words.summary(proposal));
    let mut part = |key: &str, said: Vec<String>| {
        if !said.is_empty() {
            lines.add(&format!("【{}】", text(lang, key)));
            said.iter().for_each(|line| lines.add(line));
        }
    };
    part("plan.difference", words.difference(proposal));
    part("plan.stays_open", proposal.open.iter().map(|o| words.open(o)).collect());
    part("plan.cannot", proposal.outside.iter().map(|o| words.outside(o)).collect());
    part(broken_heading(proposal), proposal.broken.iter().map(|b| words.broken(b)).collect());
    part("plan.ways_out", proposal.ways.iter().map(|w| words.way(w)).collect());
    let rows = words.fairness(proposal);
    if rows.len() > 1 {
        lines.add(&format!("【{}】", text(lang, "plan.fairness")));
        table(&mut lines, &rows);
    }
    if told && !proposal.changes.is_empty() {
        lines.add("");
        lines.add(&words.told(proposal));
    }
    lines.into_text()
}

/// The same for programs.
pub fn plan_json(words: Words, proposal: &Proposal) -> Value {
    let roster = words.roster;
    let zone = roster.zone();
    let post = |id: PostId| roster.post_name(id);
    let place =
        |s: Slot| json!({"post": post(s.post), "date": s.date.to_string(), "shift": roster.shift_code(s.shift)});
    let change = |c: &Change| {
        let a = c.is.as_ref().or(c.was.as_ref());
        let what = match (&c.was, &c.is) {
            (None, _) => "put",
            (_, None) => "off",
            _ => "changed",
        };
        let mut out = place(c.id.slot);
        out["what"] = what.into();
        out["member"] = words.name(c.id.member).into();
        out["from"] = json!(a.and_then(|a| a.from).map(|w| w.to_string()));
        out["to"] = json!(a.and_then(|a| a.to).map(|w| w.to_string()));
        out["moved"] = c.moved.map_or(Value::Null, place);
        out
    };
    let open = |o: &Open| {
        let mut out = place(o.opening.slot);
        out["from"] = o.opening.span.from.rfc3339(zone).into();
        out["to"] = o.opening.span.to.rfc3339(zone).into();
        out["short_by"] = o.opening.heads.into();
        out["why"] =
            o.why.iter().map(|(w, n)| (w.name().to_string(), json!(n))).collect::<serde_json::Map<_, _>>().into();
        out["text"] = words.open(o).into();
        out
    };
    let outside = |o: &Outside| {
        json!({"post": post(o.post), "date": o.date.to_string(), "from": o.span.from.rfc3339(zone),
               "to": o.span.to.rfc3339(zone), "short_by": o.heads})
    };
    let load = |l: &Load| {
        let kinds = |m: [i64; 3]| json!({"hours": m[0], "nights": m[1], "weekends": m[2]});
        json!({"member": words.name(l.member), "unit": words.unit(roster.member(l.member).and_then(|m| m.unit)),
               "before": kinds(l.before), "after": kinds(l.after), "fair": kinds(l.fair)})
    };
    let broken = |b: &Broken| {
        let pins: Vec<Value> = b.pins.iter().map(|id| place(id.slot)).collect();
        json!({"kind": b.finding.kind.name(), "member": b.finding.members.first().map(|m| words.name(*m)), "pins": pins,
               "text": words.broken(b)})
    };
    let way = |w: &Way| json!({"way": w.name(), "fills": w.fills(), "text": words.way(w)});
    let told: Vec<&str> = proposal.told().iter().map(|(m, _)| roster.name_of(*m)).collect();
    json!({
        "at": words.now.rfc3339(zone), "branch": roster.branch.name,
        "from": proposal.ask.first.to_string(), "days": proposal.ask.days,
        "changes": proposal.changes.iter().map(change).collect::<Vec<_>>(),
        "heads": proposal.heads, "open_heads": proposal.open_heads(), "feasible": proposal.broken.is_empty(),
        "open": proposal.open.iter().map(open).collect::<Vec<_>>(),
        "outside_slots": proposal.outside.iter().map(outside).collect::<Vec<_>>(),
        "broken": proposal.broken.iter().map(broken).collect::<Vec<_>>(),
        "ways": proposal.ways.iter().map(way).collect::<Vec<_>>(),
        "fairness": proposal.loads.iter().map(load).collect::<Vec<_>>(),
        "tell": told, "stopped": proposal.stopped,
    })
}

/// One slot explained, as text: who could, best first, then the others with what keeps them away.
pub fn explain_text(words: Words, e: &Explained) -> String {
    let lang = words.lang;
    let open: u32 = e.open.iter().map(|o| o.heads).sum();
    let assigned = words.names(&e.assigned);
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("slot", &words.slot(e.slot)), ("n", &open), ("planned", &assigned)];
    let key = if e.assigned.is_empty() { "plan.explain_nobody" } else { "plan.explain" };
    let mut lines = Lines::new(&[&fill(lang, key, &values)]);
    for can in [true, false] {
        let people: Vec<_> = e.people.iter().filter(|w| w.against.is_empty() == can).collect();
        let heading = if can { "plan.could" } else { "plan.could_not" };
        lines.add(&format!("【{}】", fill(lang, heading, &[("n", &people.len())])));
        let rows: Vec<Vec<String>> = people
            .iter()
            .map(|w| {
                let said = |r| locale::reason(lang, words.roster, words.now, r);
                let reasons = w.candidate.iter().flat_map(|c| &c.reasons).map(said);
                let short = w.against.iter().map(|a| words.reason(*a)).collect::<Vec<_>>();
                let phone = words.roster.member(w.member).and_then(|m| m.phone.clone()).unwrap_or_default();
                vec![
                    words.name(w.member).to_string(),
                    phone,
                    list(lang, &short),
                    reasons.collect::<Vec<_>>().join(" · "),
                ]
            })
            .collect();
        table(&mut lines, &rows);
    }
    lines.into_text()
}

/// The same for programs.
pub fn explain_json(words: Words, e: &Explained) -> Value {
    let roster = words.roster;
    let person = |w: &crate::plan::branch::Why| {
        let reasons: Vec<String> = w
            .candidate
            .iter()
            .flat_map(|c| &c.reasons)
            .map(|r| locale::reason(words.lang, roster, words.now, r))
            .collect();
        json!({"member": words.name(w.member), "can": w.against.is_empty(),
               "against": w.against.iter().map(|a| a.name()).collect::<Vec<_>>(), "reasons": reasons})
    };
    json!({
        "post": roster.post_name(e.slot.post), "date": e.slot.date.to_string(),
        "shift": roster.shift_code(e.slot.shift),
        "from": e.span.from.rfc3339(roster.zone()), "to": e.span.to.rfc3339(roster.zone()),
        "short_by": e.open.iter().map(|o| o.heads).sum::<u32>(),
        "assigned": e.assigned.iter().map(|m| words.name(*m)).collect::<Vec<_>>(),
        "people": e.people.iter().map(person).collect::<Vec<_>>(),
    })
}
