//! What is said of a problem file and its roster: what is wrong with the file, which rules stay broken, the score. What
//! is so was worked out in `plan`.

use serde_json::{Value, json};

use crate::locale::{Lang, fill, list, text};
use crate::plan::problem::{NO_LIMIT, Place};
use crate::plan::{Fault, Problem, Score, Violation, What};

/// What is wrong with a field of a problem file, without the field.
pub fn fault(lang: Lang, fault: &Fault) -> String {
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| fill(lang, &format!("problem.{key}"), values);
    match &fault.what {
        What::Missing => say("missing", &[]),
        What::Unknown => say("unknown", &[]),
        What::Again => say("again", &[]),
        What::Kind(kind) => text(lang, &format!("problem.no_{kind}")).to_string(),
        What::NotJson(why) => say("not_json", &[("why", why)]),
        What::Only(n) => say("only", &[("n", n)]),
        What::Range { is, from, to } if *to >= NO_LIMIT => say("from_on", &[("is", is), ("from", from)]),
        What::Range { is, from, to } => say("range", &[("is", is), ("from", from), ("to", to)]),
        What::Empty => say("empty", &[]),
        What::Twice(name) => say("twice", &[("name", name)]),
        What::Nowhere(name, list) => say("nowhere", &[("name", name), ("list", list)]),
        What::Most(n) => say("most", &[("n", n)]),
        What::Form(is, form) => say("form", &[("is", is), ("form", form)]),
        What::Outside(date) => say("outside", &[("date", date)]),
        What::Inside(date) => say("inside", &[("date", date)]),
        What::SlotTwice => say("slot_twice", &[]),
        What::With(field) => say("with", &[("field", field)]),
        What::Backwards => say("backwards", &[]),
        What::Year { from, to } => say("year", &[("from", from), ("to", to)]),
        What::Words(is, words) => say("words", &[("is", is), ("words", words)]),
    }
}

/// `2022-04-23 E g1`
pub fn place(p: &Problem, place: Place) -> String {
    format!("{} {} {}", p.date_name(place.date), p.shifts[place.shift].code, p.posts[place.post])
}

/// `休息不足：a 2022-04-23 E g1（固定的：a 2022-04-22 L g1）`
pub fn violation(lang: Lang, p: &Problem, v: &Violation) -> String {
    let member = v.member.map(|m| p.members[m].id.clone());
    let at = [member, v.place.map(|at| place(p, at))].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let rule = text(lang, &format!("rule.{}", v.rule));
    let what = fill(lang, "problem.broken", &[("rule", &rule), ("where", &at)]);
    let pins: Vec<String> = v.pins.iter().map(|(m, at)| format!("{} {}", p.members[*m].id, place(p, *at))).collect();
    match pins.is_empty() {
        true => what,
        false => fill(lang, "plan.pinned", &[("what", &what), ("pins", &list(lang, &pins))]),
    }
}

/// The same for programs.
pub fn violation_json(p: &Problem, v: &Violation) -> Value {
    let pins: Vec<_> = v.pins.iter().map(|(m, at)| p.assignment(*m, *at)).collect();
    json!({"rule": v.rule, "member": v.member.map(|m| &p.members[m].id), "slot": v.place.map(|at| place(p, at)), "pins": pins})
}

/// `休息不足 2、同时在两处 1`, or that no rule is broken.
pub fn rules(lang: Lang, score: &Score) -> String {
    if score.feasible() {
        return text(lang, "problem.none").to_string();
    }
    let rule = |(rule, n): (&&str, &i64)| format!("{} {n}", text(lang, &format!("rule.{rule}")));
    list(lang, &score.broken.iter().map(rule).collect::<Vec<_>>())
}

/// The terms that are not 0: `空缺 10000、夜 15`.
pub fn terms(lang: Lang, score: &Score) -> String {
    if score.terms().iter().all(|(_, v)| *v == 0) {
        return text(lang, "problem.none").to_string();
    }
    let counts = score.terms().into_iter().filter(|(_, v)| *v != 0);
    list(lang, &counts.map(|(term, v)| format!("{} {v}", text(lang, &format!("term.{term}")))).collect::<Vec<_>>())
}
