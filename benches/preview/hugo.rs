//! The corpus for Hugo.

use std::io;
use std::path::Path;
use std::process::Command;

use super::dialect::{self, Brief, field};
use super::edits::Subject;

const FILES: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = 'https://example.org/'\ntitle = 'Corpus'\nlocale = 'en'\ntimeZone = 'UTC'\n\
         [taxonomies]\ncountry = 'countries'\nauthor = 'authors'\ntopic = 'topics'\n\
         [pagination]\npagerSize = 20\n",
    ),
    (
        "layouts/baseof.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>\n\
         <body>\n<main>{{ block \"main\" . }}{{ end }}</main>\n{{ partial \"footer.html\" . }}\n</body></html>\n",
    ),
    ("layouts/_partials/footer.html", "<footer>{{ .Site.Title }}</footer>\n"),
    (
        "layouts/_partials/card.html",
        "<article><h2><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></h2><p>{{ .Params.summary }}</p>\
         <p>{{ .Date.Format \"2 January 2006\" }}</p></article>\n",
    ),
    (
        "layouts/_partials/cards.html",
        "{{ range .Paginator.Pages }}{{ partial \"card.html\" . }}{{ end }}\n\
         {{ with .Paginator.Prev }}<a href=\"{{ .URL }}\">Newer</a>{{ end }}\n\
         {{ with .Paginator.Next }}<a href=\"{{ .URL }}\">Older</a>{{ end }}\n",
    ),
    (
        "layouts/home.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n{{ $pages := .Paginate .Site.RegularPages }}\
         {{ range $pages.Pages }}{{ partial \"card.html\" . }}{{ end }}{{ end }}\n",
    ),
    (
        "layouts/section.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n{{ partial \"cards.html\" . }}{{ end }}\n",
    ),
    (
        "layouts/term.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n{{ partial \"cards.html\" . }}{{ end }}\n",
    ),
    (
        "layouts/taxonomy.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n<ul>{{ range .Data.Terms.Alphabetical }}\
         <li><a href=\"{{ .Page.RelPermalink }}\">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}\n",
    ),
    (
        "layouts/page.html",
        "{{ define \"main\" }}<article><h1>{{ .Title }}</h1>\n<p>{{ .Params.summary }}</p>\n\
         <p>{{ .Date.Format \"2 January 2006\" }}</p>\n\
         <ul>{{ range .GetTerms \"countries\" }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>\n\
         <ul>{{ range .Params.key_points }}<li>{{ . }}</li>{{ end }}</ul>\n{{ .Content }}</article>{{ end }}\n",
    ),
];

pub fn subject(program: &Path, folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<Subject> {
    dialect::write(folder, FILES)?;
    dialect::translate(site, folder, briefs, matter)?;
    let (program, source) = (program.to_owned(), folder.to_owned());
    let command = move |port: u16| {
        let mut command = Command::new(&program);
        command
            .args(["server", "--bind", "127.0.0.1", "--renderToMemory", "--disableLiveReload"])
            .args(["--noBuildLock", "--port"])
            .arg(port.to_string())
            .arg("--source")
            .arg(&source);
        command
    };
    Ok(Subject {
        command: Box::new(command),
        content: folder.join("content/briefs"),
        address: |brief| format!("/briefs/{}/{}/", brief.year, brief.name),
        country: "/countries/us/",
        footer: folder.join("layouts/_partials/footer.html"),
    })
}

/// All but the date is written alike.
fn matter(brief: &Brief, text: &str) -> String {
    let matter = text.split("---\n").nth(1).unwrap_or_default();
    let date = format!("date: {}", field(text, "date"));
    format!("---\n{}---\n", matter.replace(&date, &format!("date: {}:00Z", brief.moment.replace(' ', "T"))))
}
