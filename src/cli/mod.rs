//! The command line: arguments, the commands, and what is said on the terminal. Only this prints.

mod arguments;
mod batch;
mod build;
mod desk;
mod draw;
mod edition;
mod import;
mod init;
mod new;
mod publish;
mod report;
mod serve;
mod settings;
mod table;
mod terminal;
mod timings;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::world::Failure;
use arguments::{Arguments, Command};
use report::Report;

/// How a command ended: the exit statuses of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Clean,
    /// The site has errors.
    Errors,
}

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nobody is left to tell if the terminal is gone.
            let _ = error.print();
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    let report = Report::new(arguments.format, arguments.quiet);
    match dispatch(arguments, &report) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(failure) => {
            report.failure(&failure);
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: Arguments, report: &Report) -> Result<Outcome, Failure> {
    match arguments.command {
        Command::Init(init) => init::run(&init, report),
        Command::New(new) => new::run(&new, arguments.site.as_deref(), report),
        Command::Import(import) => import::run(&import, arguments.site.as_deref(), report),
        Command::Build(build) => build::run(&build, arguments.site.as_deref(), report),
        Command::Serve(serve) => serve::run(&serve, arguments.site.as_deref(), report),
        Command::Publish(publish) => publish::run(&publish, arguments.site.as_deref(), report),
        Command::Report(desk) => desk::run(&desk, arguments.site.as_deref(), report),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "dateline", &mut script);
            report.print(&String::from_utf8_lossy(&script));
            Ok(Outcome::Clean)
        }
    }
}
