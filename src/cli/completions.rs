//! `lunban completions`: the completion script of a shell.

use clap::Args;
use clap_complete::Shell;

use super::env::Env;
use super::fail::Fail;

#[derive(Args, Debug)]
pub struct Completions {
    #[arg(value_name = "bash|zsh|fish", value_parser = shell)]
    shell: Shell,
}

fn shell(name: &str) -> Result<Shell, String> {
    match name {
        "bash" => Ok(Shell::Bash),
        "zsh" => Ok(Shell::Zsh),
        "fish" => Ok(Shell::Fish),
        _ => Err("bash, zsh, fish".to_string()),
    }
}

impl Completions {
    pub fn run(self, env: &Env) -> Result<u8, Fail> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(env.lang), "lunban", &mut script);
        env.print(String::from_utf8_lossy(&script).trim_end())?;
        Ok(0)
    }
}
