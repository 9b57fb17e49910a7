//! `lunban uncover`: the break ends, the member is back.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Uncover {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Uncover {
    fn ask(&self) -> Value {
        json!({"do": "uncover", "post": self.post, "member": self.member})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
