//! `lunban off`: a member goes off duty.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Off {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Off {
    fn ask(&self) -> Value {
        json!({"do": "off", "post": self.post, "member": self.member})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
