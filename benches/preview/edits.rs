//! The edits, and how long each took to be seen.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use super::common::dialect::Brief;
use super::server::Server;

/// Authors pause between two edits. What a preview has left to do after a page is seen, it does then.
const BETWEEN: Duration = Duration::from_millis(300);

/// A program with a site of its own.
pub struct Subject {
    /// Shows the site at a port.
    pub command: Box<dyn Fn(u16) -> Command>,
    /// The folder of all briefs.
    pub content: PathBuf,
    pub address: fn(&Brief) -> String,
    /// The address of the country with the most briefs, the United States.
    pub country: &'static str,
    /// The template that stands at the end of every page.
    pub footer: PathBuf,
}

/// What was measured of one program.
pub struct Figures {
    start: Duration,
    kinds: [(&'static str, Vec<Duration>); 3],
    /// Bytes now and at the most, after the start and at the end.
    memory: [Option<(u64, u64)>; 2],
}

pub fn measure(subject: &Subject, briefs: &[Brief], edits: usize) -> io::Result<Figures> {
    let newest = briefs.iter().filter(|brief| brief.is_of_the_states).max_by_key(|brief| &brief.moment);
    let newest = newest.ok_or_else(|| io::Error::other("no brief is about the United States"))?;
    let (mut server, start) = Server::start(&subject.command)?;
    let started = server.memory();
    let mut kinds = [("body", Vec::new()), ("title", Vec::new()), ("template", Vec::new())];
    for (at, kind) in kinds.iter_mut().enumerate() {
        for edit in 0..edits {
            // Nobody edits one brief alone, and these are far from each other.
            let brief = &briefs[(edit + 1) * 7919 % briefs.len()];
            let mark = format!("Edit {} {edit}.", kind.0);
            let edited = match at {
                0 => Edited::new(subject, brief, |text| format!("{text}\n{mark}\n")),
                1 => Edited::new(subject, newest, |text| titled(text, &mark)),
                _ => Ok(Edited { file: subject.footer.clone(), text: format!("<footer>{mark}</footer>\n") }),
            }?;
            let address = if at == 1 { subject.country.to_owned() } else { (subject.address)(brief) };
            // Seen before, as an author sees it before the edit.
            server.wait_for(&address, "", Instant::now())?;
            thread::sleep(BETWEEN.max(kind.1.last().copied().unwrap_or_default() * 2));
            edited.write()?;
            kind.1.push(server.wait_for(&address, &mark, Instant::now())?);
        }
    }
    let memory = [started, server.memory()];
    Ok(Figures { start, kinds, memory })
}

struct Edited {
    file: PathBuf,
    text: String,
}

impl Edited {
    fn new(subject: &Subject, brief: &Brief, edit: impl FnOnce(&str) -> String) -> io::Result<Self> {
        let file = subject.content.join(&brief.path);
        let text = edit(&fs::read_to_string(&file)?);
        Ok(Self { file, text })
    }

    fn write(&self) -> io::Result<()> {
        fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
        fs::write(&self.file, &self.text)
    }
}

/// A text with another title.
fn titled(text: &str, title: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("title: ") {
        Some(_) => format!("title: \"{title}\"\n"),
        None => format!("{line}\n"),
    });
    lines.collect()
}

impl Figures {
    /// Prints a table; with another program's figures, how many times as long this one took.
    pub fn print(&self, name: &str, other: Option<&Figures>) {
        println!("\n{name:>22} {:>10} {:>10} {:>10} {:>10}", "min ms", "median ms", "max ms", "ratio");
        let ratio = |own: Duration, other: Option<Duration>| {
            other.map_or(String::new(), |other| format!("{:.1}", own.as_secs_f64() / other.as_secs_f64()))
        };
        let whole = ratio(self.start, other.map(|other| other.start));
        println!("{:>22} {:>10} {:>10.1} {:>10} {whole:>10}", "start to first page", "", ms(self.start), "");
        for (at, (kind, times)) in self.kinds.iter().enumerate() {
            let (Some(least), Some(most)) = (times.iter().min(), times.iter().max()) else { continue };
            let ratio = ratio(median(times), other.map(|other| median(&other.kinds[at].1)));
            println!(
                "{kind:>17} edit {:>10.1} {:>10.1} {:>10.1} {ratio:>10}",
                ms(*least),
                ms(median(times)),
                ms(*most)
            );
        }
        for (when, memory) in ["after the start", "at the end"].iter().zip(self.memory) {
            if let Some((now, most)) = memory {
                println!("{:>22} {} MB {when}, {} MB at most", "memory", now >> 20, most >> 20);
            }
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Of a list in any order.
fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
