//! A store in a directory of its own, and the program run on it at a given time.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A branch of two posts and four people, with a roster for 18 April.
pub const BRANCH: &str = r#"
[branch]
name = "八一西街社区临时党支部"

[[post]]
name = "畜牧局家属院"
short = "畜牧局"
heads = { "早" = 1, "中" = 1, "夜" = 1 }

[[post]]
name = "大渠家属院"
short = "大渠"
heads = { "早" = 1, "中" = 1, "夜" = 1 }

[[member]]
name = "赵建群"

[[member]]
name = "王建军"

[[member]]
name = "高永和"

[[member]]
name = "宋岩"

[[member]]
name = "田强"

[[assignment]]
post = "畜牧局家属院"
date = 2022-04-18
shift = "中"
members = ["赵建群"]

[[assignment]]
post = "畜牧局家属院"
date = 2022-04-18
shift = "夜"
members = ["王建军"]

[[assignment]]
post = "大渠家属院"
date = 2022-04-18
shift = "中"
members = ["高永和"]

[[assignment]]
post = "大渠家属院"
date = 2022-04-18
shift = "夜"
members = ["宋岩"]
"#;

/// A store, absent at first.
pub struct Branch {
    home: tempfile::TempDir,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Standard output as JSON of a run that ended with that code.
    pub fn json_of(&self, code: i32) -> Value {
        assert_eq!(self.code, code, "{self:?}");
        self.json()
    }

    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The error on standard error, as JSON.
    pub fn error(&self) -> Value {
        serde_json::from_str::<Value>(&self.err).unwrap_or_else(|e| panic!("{e}: {self:?}"))["error"].clone()
    }

    /// It did what was asked.
    #[track_caller]
    pub fn fine(self) -> Said {
        assert_eq!(self.code, 0, "{self:?}");
        assert_eq!(self.err, "", "{self:?}");
        self
    }

    /// It was refused with exit code 1 in one line that has `words`.
    #[track_caller]
    pub fn refused(self, words: &str) -> Said {
        self.ends(1, words)
    }

    /// It ended with `code` and one line on stderr that has `words`, and said nothing on stdout.
    #[track_caller]
    pub fn ends(self, code: i32, words: &str) -> Said {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.err.matches('\n').count(), 1, "{self:?}");
        assert!(self.err.contains(words), "{words} is not in {self:?}");
        assert!(!self.err.contains("panicked") && !self.err.contains(['{', '⁇']), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        self
    }
}

impl Branch {
    /// Nothing yet.
    pub fn absent() -> Branch {
        Branch { home: tempfile::tempdir().unwrap() }
    }

    /// With [`BRANCH`] imported on 18 April at 13:50.
    pub fn new() -> Branch {
        let branch = Branch::absent();
        branch.at("13:50", ["import", branch.file("branch.toml", BRANCH).to_str().unwrap()]).fine();
        branch
    }

    /// The store's directory.
    pub fn dir(&self) -> PathBuf {
        self.home.path().join("store")
    }

    /// A file beside the store.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Writes a file beside the store.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The bytes of the journal; none when there is no store.
    pub fn journal(&self) -> Vec<u8> {
        std::fs::read(self.dir().join("journal.jsonl")).unwrap_or_default()
    }

    /// The program, with its clock at that local time on 18 April 2022, or at a whole local time, and little else in
    /// its environment.
    pub fn command<S: AsRef<OsStr>>(&self, time: &str, args: impl IntoIterator<Item = S>) -> Command {
        let now = if time.len() == 5 { format!("2022-04-18T{time}:00+08:00") } else { format!("{time}:00+08:00") };
        let mut command = Command::new(env!("CARGO_BIN_EXE_lunban"));
        command
            .args(args)
            .env_clear()
            .env("LUNBAN_STORE", self.dir())
            .env("LUNBAN_NOW", now)
            .env("HOME", self.home.path());
        command.env("USER", "tester").stdin(Stdio::null());
        command
    }

    /// Runs the program at that time.
    pub fn at<S: AsRef<OsStr>>(&self, time: &str, args: impl IntoIterator<Item = S>) -> Said {
        said(self.command(time, args).output().unwrap())
    }

    /// Runs the program with `input` on its standard input.
    pub fn fed<S: AsRef<OsStr>>(&self, time: &str, args: impl IntoIterator<Item = S>, input: &[u8]) -> Said {
        let mut command = self.command(time, args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let out = said(child.wait_with_output().unwrap());
        feeding.join().unwrap();
        out
    }

    /// The findings of now, as `kind` and `text`.
    pub fn findings_now(&self, time: &str) -> Vec<(String, String)> {
        let out = self.at(time, ["findings", "--json"]).fine().json();
        let of_now = |f: &&Value| f["severity"] == "now";
        let word = |f: &Value, field: &str| f[field].as_str().unwrap().to_string();
        let found = out["findings"].as_array().unwrap();
        found.iter().filter(of_now).map(|f| (word(f, "kind"), word(f, "text"))).collect()
    }
}

/// What a run of the program said.
pub fn said(out: Output) -> Said {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: out.status.code().unwrap_or(-1), out: text(out.stdout), err: text(out.stderr) }
}

/// The names in a directory, sorted; none when it is absent.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
