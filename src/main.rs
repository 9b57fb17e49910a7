//! Parses the arguments and calls `cli`.

fn main() -> std::process::ExitCode {
    lunban::cli::run(std::env::args_os().collect()).into()
}
