//! Opens the store of a subcommand: for reading without a lock, or as the one writer.

use std::path::PathBuf;

use super::env::Env;
use super::fail::Fail;
use crate::desk::Desk;
use crate::domain::time::Zone;
use crate::store::{self, Fault, Holder, Notice, Opened, Read, Store};

impl Env {
    /// Reads the store as it stands; nothing is locked or changed.
    pub fn read(&self) -> Result<Read, Fail> {
        let dir = self.store()?;
        let read = store::read(&dir).map_err(|fault| self.fault(&fault))?;
        self.remark_notices(&read.notices, read.roster.zone());
        Ok(read)
    }

    /// Opens the store as its writer.
    pub fn desk(&self, by: &str) -> Result<Desk, Fail> {
        let opened = Store::open(&self.store()?, &self.holder(by)).map_err(|fault| self.fault(&fault))?;
        Ok(self.start(opened))
    }

    /// Starts the desk on a store that was opened.
    pub fn start(&self, opened: Opened) -> Desk {
        self.remark_notices(&opened.notices, opened.roster.zone());
        Desk::start(opened, self.clock)
    }

    /// Who holds the store while this run of the program writes.
    pub fn holder(&self, by: &str) -> Holder {
        Holder { name: by.to_string(), pid: std::process::id(), since: self.now() }
    }

    /// The store's fault as a subcommand's end.
    pub fn fault(&self, fault: &Fault) -> Fail {
        Fail::Said(fault.said(self.lang, self.zone()), fault.exit_code())
    }

    /// The branch's zone if the store can be read; for faults that name a time.
    pub fn zone(&self) -> Zone {
        let read = self.store().ok().and_then(|dir: PathBuf| store::read(&dir).ok());
        read.map_or(Zone::Asia__Shanghai, |read| read.roster.zone())
    }

    pub fn remark_notices(&self, notices: &[Notice], zone: Zone) {
        for notice in notices {
            self.remark(&notice.words(self.lang, zone));
        }
    }
}
