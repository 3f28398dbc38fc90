//! What can be said on the command line. The doc comments are the text of `dateline --help`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::edition::EditionArguments;
use crate::preview::Host;

/// A static site generator for analysis briefs.
///
/// dateline turns a folder of Markdown briefs into a publication: a page for each brief with its
/// captioned figures, and indexes by country and by date.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "A first site:\n  dateline init my-briefs\n  cd my-briefs\n  dateline serve\n\n\
Exit status: 0 clean, 1 the site has errors (the last good output stays), 2 dateline could not run.")]
pub struct Arguments {
    /// The site's folder [default: the nearest one upwards with a dateline.yaml]
    #[arg(long, global = true, value_name = "DIR")]
    pub site: Option<PathBuf>,

    /// How errors and warnings are written: for people to stderr, or as JSON, one object a line, to stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,

    /// Say nothing but errors and warnings
    #[arg(long, short, global = true)]
    pub quiet: bool,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new site with a first brief in it
    Init(Init),
    /// Start a brief: a file with its front matter filled in
    New(New),
    /// Make a brief of a text as it came: pasted text, Markdown, a saved web page, a .docx file
    ///
    /// Title, date, countries, byline and the like are recognised and become front matter. What is not
    /// certain says so there in a comment, and is listed on the terminal with the line it came from. What
    /// the text does not say is left empty, and `dateline build` names it. No word is lost, no file is
    /// overwritten, and nothing is fetched.
    Import(Import),
    /// Build the site into its output folder
    Build(Build),
    /// Show the site in the browser, up to date with every change of its files
    Serve(Serve),
    /// Build the site and bring a host up to date with it
    ///
    /// The hosts stand in dateline.yaml: publish: {live: {url: "file:///srv/www"}}. Files that dateline
    /// did not put there are never touched.
    Publish(Publish),
    /// Say what was filed in a period, where the desk was silent, and what briefs lack
    Report(Desk),
    /// Print a completion script for a shell
    ///
    /// Where the script goes is the shell's business; for bash:
    /// dateline completions bash > ~/.local/share/bash-completion/completions/dateline
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub struct Init {
    /// The folder to make; it may exist if nothing in it is in the way
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct New {
    /// The brief's title
    pub title: String,

    /// A country, by name or code; may be given several times, the primary one first
    #[arg(long = "country", short, required = true, value_name = "NAME")]
    pub countries: Vec<String>,

    /// A byline; may be given several times
    #[arg(long = "author", short, value_name = "NAME")]
    pub authors: Vec<String>,

    /// The label over the title: Analysis, Situation report
    #[arg(long, short)]
    pub kicker: Option<String>,

    /// Make a folder with an index.md, for pictures to lie beside the text
    #[arg(long, short)]
    pub bundle: bool,

    /// When it is published [default: now]
    #[arg(long, value_name = "DATE-TIME")]
    pub date: Option<String>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// The files; `-` for standard input
    #[arg(value_name = "FILE", required_unless_present = "batch")]
    pub files: Vec<PathBuf>,

    /// Import everything below a folder, the content of another generator, say, and print a table of it
    #[arg(long, value_name = "FOLDER", conflicts_with = "files")]
    pub batch: Option<PathBuf>,

    /// The folder below content/briefs/ to write to, from the site's folder [default: content/briefs/ and
    /// the year]
    #[arg(long, value_name = "DIR")]
    pub to: Option<String>,

    /// Write nothing, and print each brief instead
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Build {
    /// The folder to write [default: public in the site]
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub edition: EditionArguments,

    /// Replace the output folder even if dateline did not make it
    #[arg(long)]
    pub force: bool,

    /// Print how long each stage took, and each template
    #[arg(long)]
    pub timings: bool,

    /// Threads to use [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

#[derive(Debug, Args)]
pub struct Publish {
    /// The target's name in dateline.yaml [default: the only one, or the one with `default: true`]
    pub target: Option<String>,

    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Allow up to so many files to be deleted; more than a few have to be allowed
    #[arg(long, value_name = "N")]
    pub allow_deletes: Option<usize>,

    /// Take over files of the site's names that dateline did not put on the host
    #[arg(long)]
    pub adopt: bool,

    /// Show the publication before the present one again, where the host keeps it; builds nothing
    #[arg(long, conflicts_with_all = ["dry_run", "allow_deletes", "adopt"])]
    pub rollback: bool,

    #[command(flatten)]
    pub build: Build,
}

#[derive(Debug, Args)]
pub struct Desk {
    /// The period's first day [default: twelve months before its last]
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,

    /// The period's last day [default: today]
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,

    #[command(flatten)]
    pub edition: EditionArguments,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// The port; if it is taken, the next one that is free
    #[arg(long, short, value_name = "N", default_value_t = 1851)]
    pub port: u16,

    /// The address to listen on; 0.0.0.0 lets in everybody who can reach this machine
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,

    /// A name or an address by which the preview may be called, besides localhost; may be given several
    /// times
    #[arg(long = "host-name", value_name = "NAME", value_parser = Host::parse)]
    pub host_names: Vec<Host>,

    /// Open the browser
    #[arg(long)]
    pub open: bool,

    /// Go to the page of the text that is being edited
    #[arg(long)]
    pub follow: bool,

    /// The editor that a click with Alt on a paragraph opens: `code`, 'emacsclient +{line} {file}',
    /// 'vscode://file{file}:{line}' [default: $VISUAL]
    #[arg(long, value_name = "COMMAND")]
    pub editor: Option<String>,

    /// Look at all files once a second: for disks that do not tell of changes
    #[arg(long)]
    pub poll: bool,

    #[command(flatten)]
    pub edition: EditionArguments,
}
