//! Commands as JSON objects (FORMATS, "Commands as JSON lines"): `apply` reads them from lines, the subcommands make
//! them from their arguments. Names become numbers here; what is wrong with an object is told with the field.

use serde_json::{Map, Value};

use super::when::{self, BadTime, Nearest};
use crate::domain::{Command, Do, Instant, ItemId, MemberId, PostId, Refusal, Roster, Slot, WallTime, lookup, text};
use crate::locale::{Lang, Said, list, refusal};

/// Every command with the fields it needs and those it may have, besides the [`EVERYWHERE`] ones.
const COMMANDS: [(&str, &[&str], &[&str]); 14] = [
    ("on", &["post", "member"], &[]),
    ("off", &["post", "member"], &[]),
    ("handover", &["post"], &["relief", "out"]),
    ("assign", &["post", "date", "shift", "member"], &["from", "to", "pinned"]),
    ("withdraw", &["post", "date", "shift", "member"], &[]),
    ("cover", &["post", "member"], &["by"]),
    ("uncover", &["post", "member"], &[]),
    ("item", &["post", "text"], &["due"]),
    ("close_item", &["item"], &[]),
    ("correct", &["post", "member", "on"], &["new_on", "new_off"]),
    ("note", &["post", "text"], &[]),
    ("leave", &["member", "from", "to"], &["why"]),
    ("undo", &[], &[]),
    ("redo", &[], &[]),
];

/// Fields that every command may have.
const EVERYWHERE: [&str; 5] = ["do", "at", "note", "reason", "key"];

/// The longest idempotency key, in characters.
const KEY_LIMIT: usize = 200;

/// A command as it was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    pub command: Command,
    pub key: Option<String>,
}

/// Why an object is no command.
#[derive(Clone, PartialEq, Debug)]
pub enum Wrong {
    NotAnObject,
    UnknownDo {
        name: String,
        near: Vec<String>,
    },
    UnknownField {
        field: String,
        near: Vec<String>,
    },
    Missing(&'static str),
    /// The field's value is not of the sort it must be; the sort is a key of the catalogue's `sort_of` section.
    BadValue {
        field: &'static str,
        sort: &'static str,
    },
    Refused(Refusal),
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Wrong {
        Wrong::Refused(refusal)
    }
}

impl Wrong {
    /// In words.
    pub fn said(&self, lang: Lang, roster: &Roster) -> Said {
        let near = |said: Said, near: &[String]| match near.is_empty() {
            true => said,
            false => {
                let hint = crate::locale::fill(lang, "hint.near", &[("names", &list(lang, near))]);
                Said { hint, ..said }
            }
        };
        match self {
            Wrong::NotAnObject => Said::new(lang, "not_an_object", &[]),
            Wrong::UnknownDo { name, near: n } => near(Said::new(lang, "unknown_do", &[("name", name)]), n),
            Wrong::UnknownField { field, near: n } => near(Said::new(lang, "unknown_field", &[("field", field)]), n),
            Wrong::Missing(field) => Said::new(lang, "missing_field", &[("field", field)]),
            Wrong::BadValue { field, sort } => {
                let sort = crate::locale::text(lang, &format!("sort_of.{sort}"));
                Said::new(lang, "bad_value", &[("field", field), ("sort", &sort)])
            }
            Wrong::Refused(r) => refusal(lang, roster, r),
        }
    }
}

/// Reads one line.
pub fn read_line(line: &str, roster: &Roster, now: Instant) -> Result<Asked, Wrong> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Fields { fields: &fields, roster, now, by_hand: false }.asked(),
        _ => Err(Wrong::NotAnObject),
    }
}

/// Reads what a subcommand made of its arguments: there a wall time alone is an instant too.
pub fn read_arguments(fields: &Map<String, Value>, roster: &Roster, now: Instant) -> Result<Asked, Wrong> {
    Fields { fields, roster, now, by_hand: true }.asked()
}

/// The fields of one object, and what their names are looked up in.
struct Fields<'a> {
    fields: &'a Map<String, Value>,
    roster: &'a Roster,
    now: Instant,
    by_hand: bool,
}

impl Fields<'_> {
    fn asked(&self) -> Result<Asked, Wrong> {
        let name = self.check_names()?;
        // As it was given: two keys that differ in a blank are two.
        let key = self.text("key")?.filter(|k| !k.is_empty()).map(str::to_string);
        if key.as_ref().is_some_and(|k| k.chars().count() > KEY_LIMIT || k.contains(char::is_control)) {
            return Err(Wrong::BadValue { field: "key", sort: "key" });
        }
        let what = self.what(name)?;
        // A handover's note is its own; elsewhere a note is a reason.
        let remark = if name == "handover" { None } else { self.text("note")? };
        let why: Vec<&str> = [self.text("reason")?, remark].into_iter().flatten().collect();
        let reason = (!why.is_empty()).then(|| why.join(" "));
        let at = self.instant("at", Nearest::Before)?;
        Ok(Asked { command: Command { what, at, reason }, key })
    }

    /// The command's name; refuses an unknown one, and fields that it does not take or that it lacks.
    fn check_names(&self) -> Result<&'static str, Wrong> {
        let asked = self.text("do")?.ok_or(Wrong::Missing("do"))?;
        let Some((name, needed, optional)) = COMMANDS.iter().find(|(name, ..)| *name == asked) else {
            let near = text::nearest(asked, COMMANDS.iter().map(|(name, ..)| *name), 3);
            return Err(Wrong::UnknownDo { name: text::line(asked), near });
        };
        let known = || EVERYWHERE.iter().chain(*needed).chain(*optional).copied();
        if let Some(field) = self.fields.keys().find(|f| !known().any(|k| k == *f)) {
            let near = text::nearest(field, known(), 3);
            return Err(Wrong::UnknownField { field: text::line(field), near });
        }
        match needed.iter().find(|f| self.value(f).is_none()) {
            Some(missing) => Err(Wrong::Missing(missing)),
            None => Ok(name),
        }
    }

    fn what(&self, name: &str) -> Result<Do, Wrong> {
        Ok(match name {
            "on" => Do::On { post: self.post()?, member: self.member("member")? },
            "off" => Do::Off { post: self.post()?, member: self.member("member")? },
            "handover" => Do::Handover {
                post: self.post()?,
                out: self.members("out")?,
                relief: self.members("relief")?,
                note: self.text("note")?.map(str::to_string),
                in_place_of: Vec::new(),
            },
            "assign" => Do::Assign {
                slot: self.slot()?,
                member: self.member("member")?,
                from: self.wall("from")?,
                to: self.wall("to")?,
                pinned: self.flag("pinned")?,
                in_place_of: None,
            },
            "withdraw" => Do::Withdraw { slot: self.slot()?, member: self.member("member")? },
            "cover" => {
                let by = self.text("by")?.map(|name| lookup::member(self.roster, name)).transpose()?;
                Do::Cover { post: self.post()?, member: self.member("member")?, by }
            }
            "uncover" => Do::Uncover { post: self.post()?, member: self.member("member")? },
            "item" => {
                let due = self.instant("due", Nearest::After)?;
                Do::OpenItem { post: self.post()?, text: self.needed("text")?.to_string(), due }
            }
            "close_item" => Do::CloseItem { item: self.item()? },
            "correct" => Do::Correct {
                post: self.post()?,
                member: self.member("member")?,
                on: self.instant("on", Nearest::Before)?.ok_or(Wrong::Missing("on"))?,
                new_on: self.instant("new_on", Nearest::Before)?,
                new_off: self.instant("new_off", Nearest::Before)?,
            },
            "note" => Do::Note { post: self.post()?, text: self.needed("text")?.to_string() },
            "leave" => Do::Leave {
                member: self.member("member")?,
                from: self.instant("from", Nearest::After)?.ok_or(Wrong::Missing("from"))?,
                to: self.instant("to", Nearest::After)?.ok_or(Wrong::Missing("to"))?,
                why: self.text("why")?.map(str::to_string),
            },
            "redo" => Do::Redo,
            _ => Do::Undo,
        })
    }

    /// A field's value; null is as good as missing.
    fn value(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).filter(|v| !v.is_null())
    }

    fn text(&self, field: &'static str) -> Result<Option<&str>, Wrong> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::String(s)) => Ok(Some(s)),
            Some(_) => Err(Wrong::BadValue { field, sort: "text" }),
        }
    }

    fn needed(&self, field: &'static str) -> Result<&str, Wrong> {
        self.text(field)?.ok_or(Wrong::Missing(field))
    }

    fn post(&self) -> Result<PostId, Wrong> {
        Ok(lookup::post(self.roster, self.needed("post")?)?)
    }

    fn member(&self, field: &'static str) -> Result<MemberId, Wrong> {
        Ok(lookup::member(self.roster, self.needed(field)?)?)
    }

    fn members(&self, field: &'static str) -> Result<Option<Vec<MemberId>>, Wrong> {
        const WRONG: &str = "names";
        let names = match self.value(field) {
            None => return Ok(None),
            Some(Value::Array(names)) => names,
            Some(_) => return Err(Wrong::BadValue { field, sort: WRONG }),
        };
        if names.len() > self.roster.members.len() {
            return Err(Wrong::BadValue { field, sort: "names_at_most_all" });
        }
        let member = |v: &Value| match v.as_str() {
            Some(name) => Ok(lookup::member(self.roster, name)?),
            None => Err(Wrong::BadValue { field, sort: WRONG }),
        };
        names.iter().map(member).collect::<Result<_, _>>().map(Some)
    }

    fn slot(&self) -> Result<Slot, Wrong> {
        let date = when::date(self.needed("date")?).map_err(|e| bad_time(e, "date", "date"))?;
        let shift = lookup::shift(self.roster, date, self.needed("shift")?)?;
        Ok(Slot { post: self.post()?, date, shift })
    }

    fn wall(&self, field: &'static str) -> Result<Option<WallTime>, Wrong> {
        let wall = |t| WallTime::parse(t).ok_or(Wrong::BadValue { field, sort: "wall_time" });
        self.text(field)?.map(wall).transpose()
    }

    fn flag(&self, field: &'static str) -> Result<bool, Wrong> {
        match self.value(field) {
            None => Ok(false),
            Some(v) => v.as_bool().ok_or(Wrong::BadValue { field, sort: "flag" }),
        }
    }

    fn item(&self) -> Result<ItemId, Wrong> {
        let number = self.value("item").and_then(Value::as_u64);
        let number = number.ok_or(Wrong::BadValue { field: "item", sort: "number" })?;
        // No item has a number as large as that.
        Ok(ItemId(u32::try_from(number).unwrap_or(u32::MAX)))
    }

    fn instant(&self, field: &'static str, nearest: Nearest) -> Result<Option<Instant>, Wrong> {
        let zone = self.roster.zone();
        let read = |t: &str| match self.by_hand {
            true => when::instant_or_wall(t.trim(), zone, self.now, nearest),
            false => when::instant(t, zone),
        };
        let sort = if self.by_hand { "instant_by_hand" } else { "instant" };
        self.text(field)?.map(|t| read(t).map_err(|e| bad_time(e, field, sort))).transpose()
    }
}

fn bad_time(error: BadTime, field: &'static str, sort: &'static str) -> Wrong {
    match error {
        BadTime::Unreadable => Wrong::BadValue { field, sort },
        BadTime::OutOfRange => Wrong::Refused(Refusal::OutOfRange),
    }
}
