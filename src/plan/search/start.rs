//! The roster a search starts from: what is fixed, what was published, then each open head to whom it costs least.

use std::sync::atomic::{AtomicBool, Ordering};

use super::anneal::full_price;
use super::ground::Ground;
use crate::plan::problem::Problem;
use crate::plan::state::{Edit, State};

/// The first roster. It keeps every strict rule as far as what is fixed does. Once `cancel` is set, as far as it came.
pub fn first_roster(p: &Problem, ground: &Ground, cancel: &AtomicBool) -> State {
    let mut state = State::new(p);
    let price = full_price(p);
    for &(member, slot) in &ground.fixed {
        state.force(Edit::on(member, slot));
    }
    for &(m, k) in p.published.iter().flatten() {
        let (member, slot) = (m as u32, k as u32);
        if ground.could(member, slot) {
            state.attempt(&[Edit::on(member, slot)], price, f64::INFINITY);
        }
    }
    let mut order = ground.open.clone();
    order.sort_by_key(|&k| (p.slots[k as usize].date, ground.candidates.get(k as usize).len(), k));
    for slot in order {
        if cancel.load(Ordering::Relaxed) {
            break;
        }
        let k = slot as usize;
        for _ in state.members[k].len() as i64..p.slots[k].heads {
            let mut choice = None;
            for &member in ground.candidates.get(k) {
                if !state.cell(member, p.slots[k].date).is_empty() {
                    continue;
                }
                let edit = Edit::on(member, slot);
                if let Some(worse) = state.what_if(edit, price)
                    && choice.is_none_or(|(least, _)| worse < least)
                {
                    choice = Some((worse, edit));
                }
            }
            match choice {
                Some((worse, edit)) if worse < 0.0 => state.attempt(&[edit], price, f64::INFINITY),
                _ => break,
            };
        }
    }
    state
}
