//! The planner on every problem file beside the repository: the objective after 0.1, 1 and 10 s with two threads, and
//! moves a second. `cargo bench --bench plan -- duty` takes those with “duty” in their name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use lunban::plan::{Options, Outcome, Problem, search};

const SECONDS: [f64; 3] = [0.1, 1.0, 10.0];
const THREADS: usize = 2;

/// Reads and solves the file within `seconds`, reading included.
fn solve(path: &Path, seconds: f64) -> Result<Outcome, String> {
    let start = Instant::now();
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let problem = Problem::read(&text).map_err(|f| format!("{}: {:?}", f.field, f.what))?;
    let time = Duration::from_secs_f64(seconds).saturating_sub(start.elapsed());
    let options = Options { time, steps: None, threads: THREADS, seed: 1 };
    Ok(search(&problem, options, &AtomicBool::new(false), &|_| ()))
}

/// One line of the table.
fn line(path: &Path) -> Result<String, String> {
    let mut line = format!("{:<14}", path.file_stem().unwrap_or_default().to_string_lossy());
    let mut speed = 0.0;
    for seconds in SECONDS {
        let found = solve(path, seconds)?;
        let broken = if found.score.feasible() { "" } else { "!" };
        line += &format!("{:>12}", format!("{}{broken}", found.score.objective()));
        speed = found.moves as f64 / seconds / 1e6;
    }
    Ok(line + &format!("{speed:>14.1}"))
}

fn main() -> ExitCode {
    let wanted = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/planning/instances");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("no problem files: {} is not here", folder.display());
        return ExitCode::SUCCESS;
    };
    let mut files: Vec<PathBuf> = files.flatten().map(|f| f.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "json") && f.to_string_lossy().contains(&wanted));
    files.sort();
    println!(
        "{:<14}{:>12}{:>12}{:>12}{:>14}   (!: a hard rule is broken)",
        "objective at", "0.1 s", "1 s", "10 s", "million/s"
    );
    for file in files {
        match line(&file) {
            Ok(line) => println!("{line}"),
            Err(e) => {
                println!("{}: {e}", file.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
