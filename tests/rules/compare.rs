//! The program against the naive rules on random branches: coverage, stretches, findings, due soon, next change. A
//! branch on which they differ is made as small as it gets before it is printed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lunban::domain::coverage::{self, Segment};
use lunban::domain::duty;
use lunban::domain::finding::{self, DueSoon, Finding};
use lunban::domain::outlook::Outlook;
use lunban::domain::time::{DAY, HOUR};
use lunban::domain::*;

use crate::branches::{self, Branch, Dice};
use crate::naive::Naive;

/// How many branches a campaign takes: `short`, or many with LUNBAN_LONG.
pub fn rounds(short: u64) -> u64 {
    let long = std::env::var("LUNBAN_LONG").ok().and_then(|n| n.parse::<u64>().ok());
    long.map_or(short, |n| short * if n == 1 { 40 } else { n })
}

/// Brings findings that are equal in RULES' order into one order, so that lists can be compared.
fn settled(n: &Naive, mut list: Vec<Finding>) -> Vec<Finding> {
    let in_order = list.windows(2).all(|w| n.order(&w[0]) <= n.order(&w[1]));
    assert!(in_order, "not in RULES' order: {list:#?}");
    list.sort_by(|a, b| n.order(a).cmp(&n.order(b)).then((a.to, a.short_by).cmp(&(b.to, b.short_by))));
    list
}

fn differ<T: PartialEq + std::fmt::Debug>(what: &str, ours: &[T], naive: &[T]) -> Result<(), String> {
    if ours == naive {
        return Ok(());
    }
    let only =
        |a: &[T], b: &[T]| a.iter().filter(|x| !b.contains(x)).map(|x| format!("\n    {x:?}")).collect::<String>();
    Err(format!("{what}:\n  only the program:{}\n  only naive:{}", only(ours, naive), only(naive, ours)))
}

/// Whether the program says what RULES say of the branch at its now.
pub fn compare(b: &Branch) -> Result<(), String> {
    let roster = b.roster();
    let low = b.windows.iter().map(|w| w.from).min().unwrap_or(b.now);
    let high = b.windows.iter().map(|w| w.to).max().unwrap_or(b.now);
    let n = Naive::new(&roster, b.now, Span::new(low - 2 * DAY, high + 2 * DAY));
    for p in roster.posts.keys() {
        differ("current", &[coverage::current(&roster, b.now, *p)], &[n.current(*p)])?;
        for w in &b.windows {
            differ(&format!("coverage {w:?}"), &coverage::coverage(&roster, b.now, *p, *w), &n.coverage(*p, *w))?;
        }
    }
    for m in roster.members.keys() {
        let ours = duty::stretches(&roster, b.now, *m);
        let ours: Vec<_> = ours.iter().map(|s| (s.span.from, s.span.to, s.ongoing)).collect();
        let naive: Vec<_> = n.stretches(*m).iter().map(|s| (s.from, s.to, s.ongoing)).collect();
        differ(&format!("stretches of {m:?}"), &ours, &naive)?;
    }
    differ("due soon", &finding::due_soon(&roster, b.now), &n.due_soon())?;
    let outlook = Outlook::new(&roster, b.now);
    for w in [None].into_iter().chain(b.windows.iter().map(|w| Some(*w))) {
        let naive = settled(&n, n.findings(w));
        differ(&format!("findings {w:?}"), &settled(&n, finding::findings(&roster, b.now, w)), &naive)?;
        differ(&format!("outlook {w:?}"), &settled(&n, outlook.findings(&roster, w)), &naive)?;
    }
    differ("outlook's due soon", &outlook.due_soon(&roster), &n.due_soon())
}

/// Everything that §7 compares, as naive sees it at one instant.
struct State {
    now: Instant,
    coverage: Vec<Segment>,
    findings: Vec<Finding>,
    due_soon: Vec<DueSoon>,
}

impl State {
    fn at(roster: &Roster, now: Instant, window: Span) -> State {
        let n = Naive::new(roster, now, window);
        let coverage = roster.posts.keys().flat_map(|p| n.coverage(*p, window)).collect();
        State { now, coverage, findings: settled(&n, n.findings(Some(window))), due_soon: n.due_soon() }
    }

    /// Equal in the sense of §7: minutes aside, and two instants are alike when each is its own now.
    fn alike(&self, o: &State) -> Result<(), String> {
        let same = |x: Instant, y: Instant| x == y || (x == self.now && y == o.now);
        let whole = |x: Span, y: Span| same(x.from, y.from) && same(x.to, y.to);
        let epoch = Span::new(Instant(0), Instant(0));
        let segment = |x: &Segment, y: &Segment| {
            whole(x.span, y.span) && Segment { span: epoch, ..*x } == Segment { span: epoch, ..*y }
        };
        let plain = |f: &Finding| Finding { minutes: None, from: Instant(0), to: Instant(0), ..f.clone() };
        let finding = |x: &Finding, y: &Finding| same(x.from, y.from) && same(x.to, y.to) && plain(x) == plain(y);
        let due = |x: &DueSoon, y: &DueSoon| (x.member, x.post) == (y.member, y.post) && same(x.limit, y.limit);
        pairwise("coverage", &self.coverage, &o.coverage, segment)?;
        pairwise("findings", &self.findings, &o.findings, finding)?;
        pairwise("due soon", &self.due_soon, &o.due_soon, due)
    }
}

fn pairwise<T: std::fmt::Debug>(what: &str, a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> Result<(), String> {
    for i in 0..a.len().max(b.len()) {
        match (a.get(i), b.get(i)) {
            (Some(x), Some(y)) if same(x, y) => {}
            (x, y) => return Err(format!("{what}: {x:?}\n  became {y:?}")),
        }
    }
    Ok(())
}

/// Whether the next change is one, and nothing changes before it.
pub fn compare_next_change(b: &Branch, dice: &mut Dice) -> Result<(), String> {
    let roster = b.roster();
    let next = Outlook::new(&roster, b.now).next_change(&roster);
    let end = b.now + 14 * DAY;
    let until = next.unwrap_or(end + 1);
    if until <= b.now || until > end + 1 {
        return Err(format!("next change {next:?} at {:?}", b.now));
    }
    let edges = branches::edges(b);
    let records = b.presences.iter().map(|(_, p)| p.on).chain(edges.iter().copied());
    let low = records.clone().min().unwrap_or(b.now).min(b.now) - 3 * DAY;
    let high = records.max().unwrap_or(b.now).max(until + b.rules.soon) + 3 * DAY;
    let window = Span::new(low, high);
    let here = State::at(&roster, b.now, window);
    if next.is_some() && here.alike(&State::at(&roster, until, window)).is_ok() {
        return Err(format!("nothing changes at {until:?}, {} s after now", until - b.now));
    }
    let mut before: Vec<Instant> = vec![b.now + 1, until - 1];
    let r = &b.rules;
    let shifts = [0, 1, -1, r.soon, r.mark_grace, r.max_stretch, r.warn_ahead, r.min_break, HOUR, 2 * r.max_stretch];
    for _ in 0..200 {
        let off = dice.pick(&shifts) * dice.pick(&[1, -1]) + dice.within(-1, 1);
        before.push(dice.pick(&edges) + off);
    }
    before.push(dice.pick(&[b.now, b.now, until - HOUR]) + dice.within(1, HOUR));
    before.retain(|t| b.now < *t && *t < until);
    before.sort();
    before.dedup();
    while before.len() > 6 {
        let i = 1 + dice.below(before.len() - 2);
        before.remove(i);
    }
    for t in before {
        if let Err(change) = here.alike(&State::at(&roster, t, window)) {
            let late = next.map(|n| n - t);
            return Err(format!("changes at {t:?}, {} s after now, {late:?} s before the answer: {change}", t - b.now));
        }
    }
    Ok(())
}

/// The verdict, a panic being one too.
pub fn verdict(check: &impl Fn(&Branch) -> Result<(), String>, b: &Branch) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| check(b))).unwrap_or_else(|e| {
        let text = e.downcast_ref::<String>().cloned().or(e.downcast_ref::<&str>().map(|s| s.to_string()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

/// Checks the branch of every seed; the first that fails is shrunk and shown.
pub fn campaign(seeds: impl Iterator<Item = u64>, check: impl Fn(&Branch) -> Result<(), String>) {
    for seed in seeds {
        let mut b = branches::branch(seed);
        if verdict(&check, &b).is_ok() {
            continue;
        }
        while let Some(smaller) = smaller(&b).into_iter().find(|s| verdict(&check, s).is_err()) {
            b = smaller;
        }
        panic!("seed {seed}: {}\n{}", verdict(&check, &b).unwrap_err(), shown(&b));
    }
}

/// The branch with something left out, in every way there is.
fn smaller(b: &Branch) -> Vec<Branch> {
    let mut out: Vec<Branch> = Vec::new();
    let mut with = |change: &dyn Fn(&mut Branch)| {
        let mut c = b.clone();
        change(&mut c);
        out.push(c);
    };
    for i in (0..b.members.len()).filter(|_| b.members.len() > 1) {
        with(&|c| {
            let (id, _) = c.members.remove(i);
            c.plans.retain(|(a, _)| a.member != id);
            c.presences.retain(|(_, p)| p.member != id);
            c.presences.iter_mut().flat_map(|(_, p)| &mut p.away).for_each(|a| a.by = a.by.filter(|m| *m != id));
        });
    }
    for i in (0..b.posts.len()).filter(|_| b.posts.len() > 1) {
        with(&|c| {
            let (id, _) = c.posts.remove(i);
            c.plans.retain(|(a, _)| a.slot.post != id);
            c.presences.retain(|(_, p)| p.post != id);
        });
    }
    for i in 0..b.plans.len() {
        with(&|c| {
            c.plans.remove(i);
        });
        with(&|c| c.plans[i].1 = Assignment::default());
    }
    for i in 0..b.presences.len() {
        with(&|c| {
            c.presences.remove(i);
        });
        for j in 0..b.presences[i].1.away.len() {
            with(&|c| {
                c.presences[i].1.away.remove(j);
            });
        }
    }
    for i in 0..b.posts.len() {
        for j in 0..b.posts[i].1.surge.len() {
            with(&|c| {
                c.posts[i].1.surge.remove(j);
            });
        }
        for j in 0..b.posts[i].1.heads.len() {
            with(&|c| {
                c.posts[i].1.heads.remove(j);
            });
        }
        with(&|c| c.posts[i].1.except.clear());
    }
    for i in 0..b.members.len() {
        for j in 0..b.members[i].1.unavailable.len() {
            with(&|c| {
                c.members[i].1.unavailable.remove(j);
            });
        }
        with(&|c| c.members[i].1 = Member { name: c.members[i].1.name.clone(), ..Member::default() });
    }
    for i in 0..b.windows.len() {
        with(&|c| {
            c.windows.remove(i);
        });
    }
    for i in 0..b.later.len() {
        with(&|c| {
            c.later.remove(i);
            let kept =
                |(a, _): &(AssignmentId, Assignment)| c.shifts_on(a.slot.date).iter().any(|s| s.id == a.slot.shift);
            c.plans = c.plans.iter().filter(|p| kept(p)).cloned().collect();
        });
    }
    for i in (0..b.pattern.len()).filter(|_| b.pattern.len() > 1 && b.later.is_empty()) {
        with(&|c| {
            let s = c.pattern.remove(i);
            c.plans.retain(|(a, _)| a.slot.shift != s.id);
            c.posts.iter_mut().for_each(|(_, p)| p.heads.retain(|h| h.shift != s.id));
            c.posts.iter_mut().for_each(|(_, p)| p.except.retain(|h| h.shift != s.id));
        });
    }
    let usual = Rules::default();
    with(&|c| c.rules.max_stretch = usual.max_stretch);
    with(&|c| c.rules.overstay_grace = usual.overstay_grace);
    with(&|c| c.rules.min_break = usual.min_break);
    with(&|c| c.rules.min_rest = usual.min_rest);
    with(&|c| c.rules.max_week = usual.max_week);
    with(&|c| c.rules.max_consecutive_days = usual.max_consecutive_days);
    with(&|c| c.rules.mark_grace = usual.mark_grace);
    with(&|c| c.rules.warn_ahead = usual.warn_ahead);
    with(&|c| c.rules.soon = usual.soon);
    with(&|c| c.zone = Zone::Asia__Shanghai);
    let before = shown(b);
    out.retain(|c| shown(c) != before);
    out
}

/// The branch for reading: local times.
fn shown(b: &Branch) -> String {
    let t =
        |x: Instant| if x == Instant::NEVER { "…".into() } else { x.local(b.zone).format("%d %H:%M:%S").to_string() };
    let mut s = format!("{} now {} ({:?})\n", b.zone, b.now.rfc3339(b.zone), b.now);
    let (r, u) = (b.rules, Rules::default());
    if r != u {
        s += &format!("{r:?}\n");
    }
    for x in &b.pattern {
        s += &format!("shift {} {} {}–{}\n", x.id.0, x.code, x.start, x.end);
    }
    for (from, shifts) in &b.later {
        for x in shifts {
            s += &format!("from {from} shift {} {} {}–{}\n", x.id.0, x.code, x.start, x.end);
        }
    }
    for (id, p) in &b.posts {
        s += &format!("post {}: {:?} {:?} {:?}\n", id.0, p.heads, p.surge, p.except);
    }
    for (id, m) in &b.members {
        let rest = (&m.posts, m.joins, m.leaves, &m.unavailable);
        s += &format!("member {} {}: {rest:?}\n", id.0, m.name);
    }
    for (id, a) in &b.plans {
        let x = branches::plan_span(b, id, a);
        let (slot, whom) = (id.slot, id.member.0);
        s += &format!(
            "plan {whom} at {} {} shift {}: {}–{}\n",
            slot.post.0,
            slot.date,
            slot.shift.0,
            t(x.from),
            t(x.to)
        );
    }
    for (_, p) in &b.presences {
        s += &format!("presence {} at {}: {}–{}", p.member.0, p.post.0, t(p.on), t(p.span().to));
        for a in &p.away {
            s += &format!(" away {}–{}", t(a.from), t(a.span().to));
        }
        s += "\n";
    }
    for w in &b.windows {
        s += &format!("window {}–{} {w:?}\n", t(w.from), t(w.to));
    }
    s
}

#[test]
fn the_program_says_what_the_rules_say() {
    campaign(0..rounds(1600), compare);
}

#[test]
fn nothing_changes_before_the_next_change_and_something_does_at_it() {
    campaign(1_000_000..1_000_000 + rounds(60), |b| compare_next_change(b, &mut Dice(b.now.0 as u64)));
}
