//! `lunban withdraw`: takes a planned member out of a slot.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Withdraw {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "DATE")]
    date: String,
    #[arg(value_name = "SHIFT")]
    shift: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Withdraw {
    fn ask(&self) -> Value {
        json!({"do": "withdraw", "post": self.post, "date": self.date, "shift": self.shift, "member": self.member})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
