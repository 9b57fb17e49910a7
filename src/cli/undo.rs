//! `lunban undo`: takes back one's own newest entry.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Undo {
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Undo {
    fn ask(&self) -> Value {
        json!({"do": "undo"})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
