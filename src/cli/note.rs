//! `lunban note`: writes something down about a post.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Note {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "TEXT")]
    text: String,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Note {
    fn ask(&self) -> Value {
        json!({"do": "note", "post": self.post, "text": self.text})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
