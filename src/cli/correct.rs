//! `lunban correct`: corrects the times of a presence; the old ones stay readable.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Correct {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[arg(value_name = "ON")]
    on: String,
    #[arg(long, value_name = "TIME")]
    new_on: Option<String>,
    #[arg(long, value_name = "TIME")]
    new_off: Option<String>,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Correct {
    fn ask(&self) -> Value {
        json!({
            "do": "correct",
            "post": self.post,
            "member": self.member,
            "on": self.on,
            "new_on": self.new_on,
            "new_off": self.new_off,
        })
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
