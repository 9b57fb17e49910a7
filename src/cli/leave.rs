//! `lunban leave`: a member is not available for some time.

use clap::Args;
use serde_json::{Value, json};

use super::give::{Ask, Remarks};
use super::when;
use crate::domain::time::days_after;

#[derive(Args, Debug)]
pub struct Leave {
    #[arg(value_name = "MEMBER")]
    member: String,
    #[arg(id = "leave_from", long = "from", value_name = "TIME")]
    from: String,
    #[arg(id = "leave_to", long = "to", value_name = "TIME")]
    to: String,
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    remarks: Remarks,
}

impl Ask for Leave {
    /// A date alone is the whole day.
    fn ask(&self) -> Value {
        let midnight = |text: &str, days| match when::date(text.trim()) {
            Ok(date) => format!("{}T00:00", days_after(date, days)),
            Err(_) => text.to_string(),
        };
        let (from, to) = (midnight(&self.from, 0), midnight(&self.to, 1));
        json!({"do": "leave", "member": self.member, "from": from, "to": to, "why": self.why})
    }

    fn remarks(&self) -> &Remarks {
        &self.remarks
    }
}
