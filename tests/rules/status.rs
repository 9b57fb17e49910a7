//! `lunban status`, `coverage` and `findings --json` as FORMATS has them, put together from the naive rules.

use lunban::domain::coverage::Segment;
use lunban::domain::finding::{Finding, Kind, Level, Severity};
use lunban::domain::time::DAY;
use lunban::domain::*;
use lunban::exchange::output::{coverage, findings, status};
use lunban::locale::Lang;
use serde_json::{Value, json};

use crate::branches::Branch;
use crate::compare::{campaign, rounds};
use crate::naive::Naive;

struct Words<'a>(&'a Branch, &'a Roster);

impl Words<'_> {
    fn at(&self, t: Instant) -> Value {
        json!(t.rfc3339(self.0.zone))
    }

    fn post(&self, p: PostId) -> Value {
        json!(self.1.posts[&p].name)
    }

    fn member(&self, m: MemberId) -> Value {
        json!(self.1.members[&m].name)
    }

    fn shift(&self, s: ShiftId) -> Value {
        json!(self.0.all_shifts().iter().find(|x| x.id == s).map(|x| &x.code))
    }

    fn segment(&self, s: &Segment) -> Value {
        json!({
            "post": self.post(s.post), "date": s.slot.map(|x| x.date.to_string()),
            "shift": s.slot.map(|x| self.shift(x.shift)), "from": self.at(s.span.from), "to": self.at(s.span.to),
            "need": s.need, "heads": s.heads, "status": s.status.name(), "short_by": s.short_by,
        })
    }

    fn finding(&self, f: &Finding) -> Value {
        json!({
            "kind": f.kind.name(), "severity": f.severity.name(), "level": f.level.name(),
            "post": f.post.map(|p| self.post(p)), "members": f.members.iter().map(|m| self.member(*m)).collect::<Vec<_>>(),
            "date": f.date.map(|d| d.to_string()), "shift": f.shift.map(|s| self.shift(s)),
            "from": self.at(f.from), "to": self.at(f.to),
            "minutes": f.minutes, "days": f.days, "short_by": f.short_by,
        })
    }

    /// Who is present at the post, by since, then name.
    fn on(&self, n: &Naive, p: PostId) -> Value {
        let (now, rules) = (self.0.now, &self.0.rules);
        let mut there: Vec<&Presence> =
            self.0.presences.iter().map(|(_, x)| x).filter(|x| x.post == p && x.span().contains(now)).collect();
        there.sort_by_key(|x| (x.on, &self.1.members[&x.member].name));
        let line = |x: &&Presence| {
            let stretch = n.stretches(x.member).into_iter().find(|s| s.ongoing).expect("he is on duty");
            // What is so far of a stretch that lies ahead is nothing, and nothing is not less than a limit of zero.
            let (so_far, length) = ((now - stretch.from).max(0), stretch.to - stretch.from);
            let level = match length {
                _ if so_far < rules.max_stretch || length <= rules.max_stretch => None,
                l if l <= rules.max_stretch + rules.overstay_grace => Some("amber"),
                _ => Some("red"),
            };
            json!({
                "member": self.member(x.member), "since": self.at(x.on), "stretch_from": self.at(stretch.from),
                "minutes": so_far / 60, "level": level, "overstaying": n.overstaying(x, now),
                "away": x.away_at(now).is_some(),
            })
        };
        there.iter().map(line).collect()
    }

    /// Who is assigned at the post in the first slot that begins after now.
    fn next(&self, n: &Naive, p: PostId) -> Value {
        let after = n.slots.iter().filter(|s| s.span.from > self.0.now && !s.span.is_empty());
        let first = after.min_by_key(|s| s.span.from).expect("there is always a next slot");
        let mut plans: Vec<_> =
            n.plans.iter().filter(|a| (a.post, a.date, a.shift) == (p, first.date, first.shift)).collect();
        plans.sort_by_key(|a| (a.f, &self.1.members[&a.member].name));
        let line = |a: &&crate::naive::Plan| {
            json!({
                "member": self.member(a.member), "date": a.date.to_string(), "shift": self.shift(a.shift),
                "due": self.at(a.f),
            })
        };
        plans.iter().map(line).collect()
    }

    fn status(&self, n: &Naive) -> (Value, bool) {
        let found = n.findings(None);
        let urgent: Vec<&Finding> = found.iter().filter(|f| f.severity == Severity::Now).collect();
        let alarm = |f: &&Finding| f.kind == Kind::Gap || (f.kind == Kind::Overlong && f.level == Level::Red);
        let post = |p: &PostId| {
            let c = n.current(*p);
            json!({
                "post": self.post(*p), "compound": null, "date": c.slot.map(|x| x.date.to_string()),
                "shift": c.slot.map(|x| self.shift(x.shift)), "need": c.need, "heads": c.heads,
                "status": c.status.name(), "short_by": c.short_by, "on": self.on(n, *p), "next": self.next(n, *p),
            })
        };
        let count =
            |(kind, name): &(Kind, &str)| (name.to_string(), json!(urgent.iter().filter(|f| f.kind == *kind).count()));
        let counts: serde_json::Map<String, Value> = Kind::ALL.iter().map(count).collect();
        let posts: Vec<Value> = self.1.posts.keys().map(post).collect();
        let whole = json!({"at": self.at(self.0.now), "branch": self.1.branch.name, "posts": posts, "counts": counts});
        (whole, urgent.iter().any(alarm))
    }
}

fn same(what: &str, ours: Value, naive: Value) -> Result<(), String> {
    if ours == naive { Ok(()) } else { Err(format!("{what}: the program\n{ours:#}\nnaive\n{naive:#}")) }
}

#[test]
fn what_is_printed_as_json_is_what_the_rules_say() {
    campaign(9_000_000..9_000_000 + rounds(150), |b| {
        let roster = b.roster();
        let words = Words(b, &roster);
        let n = Naive::new(&roster, b.now, Span::new(b.now - 9 * DAY, b.now + 12 * DAY));
        let out = status(&roster, b.now, Lang::Zh);
        let mut ours = serde_json::to_value(&out).map_err(|e| e.to_string())?;
        ours.as_object_mut().ok_or("no object")?.remove("next_change").ok_or("no next_change")?;
        let (naive, alarm) = words.status(&n);
        same("status", ours, naive)?;
        if out.alarm != alarm {
            return Err(format!("alarm is {}", out.alarm));
        }
        for w in [None].into_iter().chain(b.windows.iter().map(|w| Some(*w))) {
            let span = w.unwrap_or(Span::new(b.now, b.now + 7 * DAY));
            let (from, to) = (words.at(span.from), words.at(span.to));
            let segments = roster.posts.keys().flat_map(|p| n.coverage(*p, span));
            let segments: Vec<Value> = segments.map(|s| words.segment(&s)).collect();
            let ours = serde_json::to_value(coverage(&roster, b.now, w, None, Lang::Zh)).map_err(|e| e.to_string())?;
            same("coverage", ours, json!({"at": words.at(b.now), "from": from, "to": to, "segments": segments}))?;
            let mut naive: Vec<Value> = n.findings(w).iter().map(|f| words.finding(f)).collect();
            let ours = serde_json::to_value(findings(&roster, b.now, w, Lang::Zh)).map_err(|e| e.to_string())?;
            let mut ours = ours["findings"].as_array().ok_or("no findings")?.clone();
            for f in &mut ours {
                f.as_object_mut().and_then(|f| f.remove("text")).ok_or("no text")?;
            }
            // What is equal in RULES' order may stand in any order.
            ours.sort_by_key(Value::to_string);
            naive.sort_by_key(Value::to_string);
            same("findings", json!(ours), json!(naive))?;
        }
        Ok(())
    });
}
