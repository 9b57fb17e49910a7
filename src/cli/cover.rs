//! `lunban cover`: a member steps out, somebody may stand in.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Cover {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "MEMBER")]
    member: String,
    #[arg(value_name = "STAND-IN")]
    stand_in: Option<String>,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Cover {
    fn ask(&self) -> Value {
        json!({"do": "cover", "post": self.post, "member": self.member, "by": self.stand_in})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
