//! `lunban assign`: plans a member into a slot, or into part of it.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Assign {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "DATE")]
    date: String,
    #[arg(value_name = "SHIFT")]
    shift: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[arg(id = "part_from", long = "from", value_name = "HH:MM")]
    from: Option<String>,
    #[arg(id = "part_to", long = "to", value_name = "HH:MM")]
    to: Option<String>,
    #[arg(long)]
    pinned: bool,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Assign {
    fn ask(&self) -> Value {
        json!({
            "do": "assign",
            "post": self.post,
            "date": self.date,
            "shift": self.shift,
            "member": self.member,
            "from": self.from,
            "to": self.to,
            "pinned": self.pinned,
        })
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
