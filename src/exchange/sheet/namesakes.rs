//! People of one name, told apart by their units: where a sheet has a name with two units, it speaks of two people. The
//! one whom the branch knows in his unit, else the first, bears the bare name; each other's has his unit beside it.

use std::collections::HashMap;
use std::rc::Rc;

use super::names::{Named, Names, Unit, Who};
use super::problem::What;
use super::words::tight;
use crate::domain::Roster;

/// The names that a file has with their units.
pub struct Namesakes<'n, 'a> {
    roster: &'a Roster,
    names: &'n Names<'a>,
    /// Of each name the units, in the order of the file.
    units: HashMap<Who, Vec<Unit>>,
    /// Each of them as it is written first.
    written: HashMap<(Who, Unit), Rc<str>>,
}

impl<'n, 'a> Namesakes<'n, 'a> {
    pub fn new(roster: &'a Roster, names: &'n Names<'a>) -> Namesakes<'n, 'a> {
        Namesakes { roster, names, units: HashMap::new(), written: HashMap::new() }
    }

    /// Notes that somebody is named with a unit.
    pub fn hear(&mut self, named: &Named) {
        let Some(text) = &named.unit else { return };
        let key = (named.who.clone(), self.names.unit(text));
        if !self.written.contains_key(&key) {
            self.units.entry(named.who.clone()).or_default().push(key.1.clone());
            self.written.insert(key, tight(text).into());
        }
    }

    /// Whether a name is of several people.
    pub fn are_several(&self, who: &Who) -> bool {
        self.units.get(who).is_some_and(|units| units.len() > 1)
    }

    /// Who is meant; a bare name of several is nobody's.
    pub fn tell(&self, named: &Named) -> Result<Who, What> {
        let who = &named.who;
        let Some(units) = self.units.get(who).filter(|units| units.len() > 1) else { return Ok(who.clone()) };
        let at_home = |unit: &Unit| matches!(who, Who::Known(id) if self.names.is_at_home(*id, unit));
        let first = units.iter().find(|unit| at_home(unit)).or(units.first());
        let called = |unit: &Unit| match self.written.get(&(who.clone(), unit.clone())) {
            Some(text) if Some(unit) != first => Who::Stranger(format!("{}({text})", self.name(who))),
            _ => who.clone(),
        };
        match &named.unit {
            Some(text) => Ok(called(&self.names.unit(text))),
            None => {
                let all = units.iter().map(|unit| self.name(&called(unit)).to_string()).collect();
                Err(What::SeveralOfName { name: self.name(who).to_string(), all })
            }
        }
    }

    fn name<'w>(&'w self, who: &'w Who) -> &'w str {
        match who {
            Who::Known(id) => self.roster.name_of(*id),
            Who::Stranger(name) => name,
        }
    }

    /// A note without the unit that tells somebody apart.
    pub fn without_unit(&self, note: &str, unit: &str) -> Option<String> {
        let unit = self.names.unit(unit);
        let rest: Vec<&str> = note.split('、').filter(|part| self.names.unit(part) != unit).collect();
        (!rest.is_empty()).then(|| rest.join("、"))
    }
}
