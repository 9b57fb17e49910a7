//! `lunban handover`: hands a post over; who goes and who comes is preset by the plan (RULES §8).

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};

#[derive(Args, Debug)]
pub struct Handover {
    #[arg(value_name = "POST")]
    post: String,
    #[arg(long, value_name = "NAME")]
    relief: Vec<String>,
    #[arg(long, value_name = "NAME")]
    out: Vec<String>,
    #[arg(long, conflicts_with = "relief")]
    no_relief: bool,
    #[arg(long, conflicts_with = "out")]
    no_out: bool,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Handover {
    fn ask(&self) -> Value {
        let named = |names: &[String], nobody: bool| (nobody || !names.is_empty()).then(|| names.to_vec());
        json!({
            "do": "handover",
            "post": self.post,
            "relief": named(&self.relief, self.no_relief),
            "out": named(&self.out, self.no_out),
            "note": self.note,
        })
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
