//! The words of `--help`, completions and the man page, put into clap's command tree from the catalogue.

use clap::{Arg, ArgAction, Command};

use crate::locale::{Lang, fill, text};

/// The command tree with its words in `lang`. A subcommand's words are `about.NAME`, an argument's `arg.ID`.
pub fn localized(command: Command, lang: Lang) -> Command {
    let name = command.get_name().to_string();
    let key = if name == "lunban" { "board".to_string() } else { name.replace('-', "_") };
    let template = fill(lang, "help.template", &[]).replace("<", "{").replace(">", "}");
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .about(text(lang, &format!("about.{key}")))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .help_template(template)
        .subcommand_help_heading(text(lang, "help.commands"))
        .mut_subcommands(|c| localized(c, lang));
    if name == "lunban" {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.disable_version_flag(true).arg(version);
    }
    let mut order = 0;
    command.mut_args(|arg| {
        order += 1;
        let last = arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str());
        let heading = if arg.is_positional() { "help.arguments" } else { "help.options" };
        let help = text(lang, &format!("arg.{}", arg.get_id()));
        arg.help(help).help_heading(text(lang, heading)).display_order(if last { order + LAST } else { order })
    })
}

/// Added to the place of what every subcommand has: it comes after the subcommand's own.
const LAST: usize = 100;
