//! Reports against plain sums on random branches: every member's duty by the rules, cut to each duty date and night.

use lunban::domain::demand::Calendar;
use lunban::domain::outlook::Outlook;
use lunban::domain::report::{DAY_LEAST, NIGHT, NIGHT_LEAST, report};
use lunban::domain::time::{days_after, instant};
use lunban::domain::*;

use crate::branches::{Branch, Dice};
use crate::compare::{campaign, rounds};

/// How many seconds of the duty lie in the window.
fn within(duty: &[Span], window: Span) -> i64 {
    duty.iter().filter_map(|s| s.cut(window)).map(Span::length).sum()
}

fn compare(b: &Branch) -> Result<(), String> {
    let roster = b.roster();
    let outlook = Outlook::new(&roster, b.now);
    let mut dice = Dice(b.now.0 as u64);
    for _ in 0..3 {
        let first = days_after(b.now.date(roster.zone()), dice.within(-12, 0));
        let last = days_after(first, dice.within(0, 9));
        let calendar = Calendar::new(&roster, days_after(first, -3), days_after(last, 3));
        let dates = || first.iter_days().take_while(|d| *d <= last);
        let whole = calendar.duty_dates(first, last);
        let nights = [days_after(first, -1)].into_iter().chain(dates()).map(|date| {
            let [from, to] =
                [(date, NIGHT.0), (days_after(date, 1), NIGHT.1)].map(|(d, w)| instant(roster.zone(), d, w));
            Span::new(from, to).cut(whole).unwrap_or_default()
        });
        let nights: Vec<Span> = nights.collect();
        let report = report(&roster, &outlook, b.now, first, last);
        for (member, sums) in &report.members {
            let duty: Vec<Span> = outlook.duty(&roster, *member);
            let done: Vec<Span> = duty.iter().filter_map(|s| s.cut(Span::new(s.from, b.now))).collect();
            let days: Vec<i64> = dates().map(|d| within(&done, calendar.duty_dates(d, d))).collect();
            let by_night: Vec<i64> = nights.iter().map(|n| within(&done, *n)).collect();
            let plain = (
                days.iter().sum::<i64>(),
                days.iter().filter(|s| **s >= DAY_LEAST).count() as u32,
                by_night.iter().sum::<i64>(),
                by_night.iter().filter(|s| **s >= NIGHT_LEAST).count() as u32,
            );
            let his = (sums.actual.seconds, sums.actual.days, sums.actual.night, sums.actual.nights);
            if his != plain {
                return Err(format!("{member:?} {first}–{last}: {his:?}, plainly {plain:?} of {done:?}"));
            }
        }
    }
    Ok(())
}

#[test]
fn a_report_adds_up_the_duty_that_the_rules_give_everybody() {
    campaign(0..rounds(200), compare);
}
