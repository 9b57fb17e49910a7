//! `lunban redo`: takes the undo back.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Redo {
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Redo {
    fn ask(&self) -> Value {
        json!({"do": "redo"})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
