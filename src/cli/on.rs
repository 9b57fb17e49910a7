//! `lunban on`: a member comes on duty at a post.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct On {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for On {
    fn ask(&self) -> Value {
        json!({"do": "on", "post": self.post, "member": self.member})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
