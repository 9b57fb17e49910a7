//! `lunban close-item`: closes an open item.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct CloseItem {
    #[arg(value_name = "NUMBER")]
    item: u32,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for CloseItem {
    fn ask(&self) -> Value {
        json!({"do": "close_item", "item": self.item})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
