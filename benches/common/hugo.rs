//! The corpus for Hugo.

use std::io;
use std::path::Path;

use super::dialect::{self, Brief, field};

const FILES: &[(&str, &str)] = &[
    (
        "hugo.toml",
        "baseURL = 'https://example.org/'\ntitle = 'Corpus'\nlocale = 'en'\ntimeZone = 'UTC'\ndisableKinds = ['section']\n\
         [taxonomies]\ncountry = 'countries'\nauthor = 'authors'\ntopic = 'topics'\n\
         year = 'years'\nmonth = 'months'\nday = 'days'\npair = 'pairs'\n\
         country_year = 'country_years'\ncountry_month = 'country_months'\n\
         [outputs]\nhome = ['html', 'rss']\ntaxonomy = ['html']\nterm = ['html']\n\
         [pagination]\npagerSize = 20\ndisableAliases = true\n\
         [services.rss]\nlimit = 20\n",
    ),
    (
        "layouts/baseof.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title></head>\n\
         <body>\n<main>{{ block \"main\" . }}{{ end }}</main>\n{{ partialCached \"footer.html\" . }}\n</body></html>\n",
    ),
    ("layouts/_partials/footer.html", "<footer>{{ .Site.Title }}</footer>\n"),
    (
        "layouts/_partials/card.html",
        "<article><h2><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></h2><p>{{ .Params.summary }}</p>\
         <p>{{ .Date.Format \"2 January 2006\" }}</p></article>\n",
    ),
    (
        "layouts/_partials/cards.html",
        "{{ range .Paginator.Pages }}{{ partialCached \"card.html\" . .RelPermalink }}{{ end }}\n\
         {{ with .Paginator.Prev }}<a href=\"{{ .URL }}\">Newer</a>{{ end }}\n\
         {{ with .Paginator.Next }}<a href=\"{{ .URL }}\">Older</a>{{ end }}\n",
    ),
    (
        "layouts/home.html",
        "{{ define \"main\" }}<h1>{{ .Title }}</h1>\n{{ $pages := .Paginate .Site.RegularPages }}\
         {{ range $pages.Pages }}{{ partialCached \"card.html\" . .RelPermalink }}{{ end }}{{ end }}\n",
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

/// Indexes of subjects have feeds.
const WITH_FEEDS: &str = "---\ncascade:\n  outputs: ['html', 'rss']\n---\n";

/// Writes the briefs of a site in Hugo's dialect.
pub fn write(folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<()> {
    dialect::write(folder, FILES)?;
    let feeds = ["countries", "topics", "authors"].map(|name| format!("content/{name}/_index.md"));
    dialect::write(folder, &feeds.each_ref().map(|path| (&**path, WITH_FEEDS)))?;
    dialect::translate(site, folder, briefs, matter)
}

/// All but the date is written alike.
fn matter(brief: &Brief, text: &str) -> String {
    let matter = text.split("---\n").nth(1).unwrap_or_default();
    let date = format!("date: {}", field(text, "date"));
    let matter = matter.replace(&date, &format!("date: {}:00Z", brief.moment.replace(' ', "T")));
    format!("---\n{matter}{}---\n", dialect::index_lines(brief, ""))
}
