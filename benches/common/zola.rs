//! The corpus for Zola.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use super::dialect::{self, Brief, field};

const FILES: &[(&str, &str)] = &[
    (
        "config.toml",
        "base_url = 'https://example.org'\ntitle = 'Corpus'\ncompile_sass = false\ngenerate_feeds = true\nfeed_limit = 20\n\
         taxonomies = [{name = 'countries', paginate_by = 20, feed = true}, {name = 'authors', paginate_by = 20, feed = true}, \
         {name = 'topics', paginate_by = 20, feed = true}, {name = 'years', paginate_by = 20}, \
         {name = 'months', paginate_by = 20}, {name = 'days', paginate_by = 20}, {name = 'pairs', paginate_by = 20}, \
         {name = 'country_years', paginate_by = 20}, {name = 'country_months', paginate_by = 20}]\n",
    ),
    ("content/_index.md", "---\nsort_by: date\npaginate_by: 20\n---\n"),
    ("content/briefs/_index.md", "---\ntransparent: true\nrender: false\n---\n"),
    ("templates/footer.html", "<footer>{{ config.title }}</footer>\n"),
    (
        "templates/base.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{% block title %}{{ config.title }}{% endblock %}</title></head>\n\
         <body>\n<main>{% block main %}{% endblock %}</main>\n{% include \"footer.html\" %}\n</body></html>\n",
    ),
    (
        "templates/cards.html",
        "{% for page in paginator.pages %}<article><h2><a href=\"{{ page.permalink | safe }}\">{{ page.title }}</a></h2>\
         <p>{{ page.description }}</p><p>{{ page.date | date(format=\"%-d %B %Y\") }}</p></article>\n{% endfor %}\
         {% if paginator.previous %}<a href=\"{{ paginator.previous | safe }}\">Newer</a>{% endif %}\
         {% if paginator.next %}<a href=\"{{ paginator.next | safe }}\">Older</a>{% endif %}\n",
    ),
    (
        "templates/index.html",
        "{% extends \"base.html\" %}{% block main %}{% include \"cards.html\" %}{% endblock %}\n",
    ),
    (
        "templates/taxonomy_single.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ term.name }}</h1>\
         {% include \"cards.html\" %}{% endblock %}\n",
    ),
    (
        "templates/taxonomy_list.html",
        "{% extends \"base.html\" %}{% block main %}<ul>{% for term in terms %}\
         <li><a href=\"{{ term.permalink | safe }}\">{{ term.name }}</a></li>{% endfor %}</ul>{% endblock %}\n",
    ),
    (
        "templates/page.html",
        "{% extends \"base.html\" %}{% block title %}{{ page.title }}{% endblock %}\
         {% block main %}<article><h1>{{ page.title }}</h1>\n\
         <p>{{ page.description }}</p>\n<p>{{ page.date | date(format=\"%-d %B %Y\") }}</p>\n\
         <ul>{% for country in page.taxonomies.countries %}<li>\
         <a href=\"{{ get_taxonomy_url(kind=\"countries\", name=country) | safe }}\">{{ country }}</a></li>{% endfor %}</ul>\n\
         <ul>{% for point in page.extra.key_points %}<li>{{ point }}</li>{% endfor %}</ul>\n\
         {{ page.content | safe }}</article>{% endblock %}\n",
    ),
    // The whole text stands in the site's own feed alone, as dateline has it.
    (
        "templates/atom.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{{ lang }}\">\n\
         <title>{{ config.title }}{% if term %} - {{ term.name }}{% endif %}</title>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{{ feed_url | safe }}\"/>\n\
         <updated>{{ last_updated | date(format=\"%+\") }}</updated>\n<id>{{ feed_url | safe }}</id>\n\
         {% for page in pages %}<entry xml:lang=\"{{ page.lang }}\"><title>{{ page.title }}</title>\
         <published>{{ page.date | date(format=\"%+\") }}</published>\
         <updated>{{ page.updated | default(value=page.date) | date(format=\"%+\") }}</updated>\
         <link rel=\"alternate\" type=\"text/html\" href=\"{{ page.permalink | safe }}\"/><id>{{ page.permalink | safe }}</id>\
         {% if term %}<summary>{{ page.description }}</summary>\
         {% else %}<content type=\"html\">{{ page.content }}</content>{% endif %}</entry>\n{% endfor %}</feed>\n",
    ),
];

/// Writes the briefs of a site in Zola's dialect.
pub fn write(folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<()> {
    dialect::write(folder, FILES)?;
    dialect::translate(site, folder, briefs, matter)?;
    for year in briefs.iter().map(|brief| &brief.year).collect::<BTreeSet<_>>() {
        let section = "---\ntransparent: true\nrender: false\n---\n";
        fs::write(folder.join(format!("content/briefs/{year}/_index.md")), section)?;
    }
    Ok(())
}

fn matter(brief: &Brief, text: &str) -> String {
    format!(
        "---\ntitle: {}\ndescription: {}\ndate: {}:00Z\ntaxonomies:\n  countries: {}\n  authors: {}\n  topics: {}\n{}extra:\n  key_points:\n{}---\n",
        field(text, "title"),
        field(text, "summary"),
        brief.moment.replace(' ', "T"),
        field(text, "countries"),
        field(text, "authors"),
        field(text, "topics"),
        dialect::index_lines(brief, "  "),
        key_points(text),
    )
}

/// The lines of the list, as they stand.
fn key_points(text: &str) -> String {
    let lines = text.lines().skip_while(|line| *line != "key_points:").skip(1);
    lines.take_while(|line| line.trim_start().starts_with("- ")).map(|line| format!("  {line}\n")).collect()
}
