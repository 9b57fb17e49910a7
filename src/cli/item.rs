//! `lunban item`: opens an item that is handed on until somebody closes it.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Item {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(value_name = "TEXT")]
    text: String,
    #[arg(long, value_name = "TIME")]
    due: Option<String>,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Item {
    fn ask(&self) -> Value {
        json!({"do": "item", "post": self.post, "text": self.text, "due": self.due})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
