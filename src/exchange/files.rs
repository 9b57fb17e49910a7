//! Files of the machine that lunban runs on: a path as it is typed, what a folder holds for an import, a file's bytes
//! within the limit. What the bytes say, others read.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use super::sheet::FILE_LIMIT;

/// The extensions of spreadsheets.
pub const SHEETS: [&str; 8] = ["xlsx", "xlsm", "xls", "et", "ods", "csv", "tsv", "txt"];
/// The most things of a folder that are listed.
const LISTED: usize = 500;

/// Whether a file's name says that it is a spreadsheet.
pub fn is_sheet(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
    SHEETS.contains(&extension.as_str())
}

/// Why a file is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotRead {
    /// The system says no: the sort, and its own words.
    System(ErrorKind, String),
    /// It has more than [`FILE_LIMIT`] bytes.
    TooLarge,
    /// A device or a pipe, which might never end.
    NoFile,
}

impl From<io::Error> for NotRead {
    fn from(error: io::Error) -> NotRead {
        NotRead::System(error.kind(), error.to_string())
    }
}

/// The file's bytes. One that is too large is not read, nor what is no file, which might never end.
pub fn read(path: &Path) -> Result<Vec<u8>, NotRead> {
    let about = std::fs::metadata(path)?;
    if about.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory).into());
    }
    if !about.is_file() {
        return Err(NotRead::NoFile);
    }
    if about.len() > FILE_LIMIT {
        return Err(NotRead::TooLarge);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_LIMIT { Err(NotRead::TooLarge) } else { Ok(bytes) }
}

/// Something in a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Item {
    pub name: String,
    pub is_folder: bool,
}

/// From where paths are meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    /// Where a path that is not absolute begins.
    pub here: PathBuf,
    /// What `~` is.
    pub home: Option<PathBuf>,
}

impl Places {
    /// The path that was typed, pasted or dropped on the terminal: with quotes or `\ ` around it, with `~` in front.
    pub fn path(&self, typed: &str) -> PathBuf {
        let text = typed.trim();
        let quoted = ['\'', '"'].iter().find_map(|q| text.strip_prefix(*q)?.strip_suffix(*q));
        let text = quoted.map_or_else(|| text.to_string(), str::to_string);
        let text = text.strip_prefix("file://").map_or_else(|| text.clone(), str::to_string);
        let path = match (text.strip_prefix('~'), &self.home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                home.join(rest.trim_start_matches('/'))
            }
            _ => self.here.join(&text),
        };
        // A shell's way to write a blank, unless the file is really called so.
        match quoted.is_none() && text.contains('\\') && !path.exists() {
            true => self.path(&format!("'{}'", text.replace('\\', ""))),
            false => path,
        }
    }

    /// The folders and the spreadsheets of a folder, by name; what is hidden is left out.
    pub fn list(&self, folder: &str) -> io::Result<Vec<Item>> {
        let path = if folder.is_empty() { self.here.clone() } else { self.path(folder) };
        let mut out = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let is_folder = std::fs::metadata(entry.path()).is_ok_and(|m| m.is_dir());
            if !name.starts_with(['.', '~']) && (is_folder || is_sheet(Path::new(&name))) {
                out.push(Item { name, is_folder });
            }
            if out.len() == LISTED {
                break;
            }
        }
        // What can be imported first.
        out.sort_by(|a, b| (a.is_folder, &a.name).cmp(&(b.is_folder, &b.name)));
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_it_comes() {
        let places = Places { here: "/srv/值班".into(), home: Some("/home/zjq".into()) };
        for (typed, path) in [
            ("四月.xlsx", "/srv/值班/四月.xlsx"),
            (" /tmp/四月 值班.xlsx ", "/tmp/四月 值班.xlsx"),
            ("'/tmp/四月 值班.xlsx' ", "/tmp/四月 值班.xlsx"),
            ("/tmp/四月\\ 值班.xlsx", "/tmp/四月 值班.xlsx"),
            ("file:///tmp/a.xlsx", "/tmp/a.xlsx"),
            ("~/桌面/a.csv", "/home/zjq/桌面/a.csv"),
            ("~", "/home/zjq/"),
            ("~zjq/a.csv", "/srv/值班/~zjq/a.csv"),
        ] {
            assert_eq!(places.path(typed), PathBuf::from(path), "{typed}");
        }
    }

    #[test]
    fn a_folder_lists_sheets_first_and_what_is_no_file_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.xlsx", "a.csv", ".a.csv", "~$b.xlsx", "letter.docx"] {
            std::fs::write(dir.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(dir.path().join("2022")).unwrap();
        let places = Places { here: dir.path().into(), home: None };
        let names: Vec<_> = places.list("").unwrap().into_iter().map(|i| i.name).collect();
        assert_eq!(names, ["a.csv", "b.xlsx", "2022"]);
        assert!(places.list("nowhere/").is_err());
        assert!(matches!(read(&dir.path().join("2022")), Err(NotRead::System(ErrorKind::IsADirectory, _))));
        assert!(matches!(read(&dir.path().join("c.csv")), Err(NotRead::System(ErrorKind::NotFound, _))));
        assert!(matches!(read(Path::new("/dev/zero")), Err(NotRead::NoFile)));
        assert_eq!(read(&dir.path().join("a.csv")), Ok(b"x".to_vec()));
    }
}
