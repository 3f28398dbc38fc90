//! The corpus for Zola.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use super::dialect::{self, Brief, field};

const FILES: &[(&str, &str)] = &[
    (
        "config.toml",
        "base_url = 'https://example.org'\ntitle = 'Corpus'\ncompile_sass = false\ngenerate_feeds = true\n\
         taxonomies = [{name = 'countries', paginate_by = 20, feed = true}, {name = 'authors', paginate_by = 20, feed = true}, \
         {name = 'topics', paginate_by = 20, feed = true}, {name = 'years', paginate_by = 20}, \
         {name = 'months', paginate_by = 20}, {name = 'days', paginate_by = 20}, {name = 'pairs', paginate_by = 20}, \
         {name = 'country_years', paginate_by = 20}, {name = 'country_months', paginate_by = 20}]\n",
    ),
    ("content/_index.md", "---\nsort_by: date\npaginate_by: 20\n---\n"),
    ("content/briefs/_index.md", "---\nsort_by: date\npaginate_by: 20\ntransparent: true\n---\n"),
    ("templates/footer.html", "<footer>{{ config.title }}</footer>\n"),
    (
        "templates/base.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ config.title }}</title></head>\n\
         <body>\n<main>{% block main %}{% endblock %}</main>\n{% include \"footer.html\" %}\n</body></html>\n",
    ),
    (
        "templates/cards.html",
        "{% for page in paginator.pages %}<article><h2><a href=\"{{ page.permalink }}\">{{ page.title }}</a></h2>\
         <p>{{ page.description }}</p><p>{{ page.date | date(format=\"%-d %B %Y\") }}</p></article>\n{% endfor %}\
         {% if paginator.previous %}<a href=\"{{ paginator.previous }}\">Newer</a>{% endif %}\
         {% if paginator.next %}<a href=\"{{ paginator.next }}\">Older</a>{% endif %}\n",
    ),
    (
        "templates/index.html",
        "{% extends \"base.html\" %}{% block main %}{% include \"cards.html\" %}{% endblock %}\n",
    ),
    (
        "templates/section.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ section.title }}</h1>\
         {% include \"cards.html\" %}{% endblock %}\n",
    ),
    (
        "templates/taxonomy_single.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ term.name }}</h1>\
         {% include \"cards.html\" %}{% endblock %}\n",
    ),
    (
        "templates/taxonomy_list.html",
        "{% extends \"base.html\" %}{% block main %}<ul>{% for term in terms %}\
         <li><a href=\"{{ term.permalink }}\">{{ term.name }}</a></li>{% endfor %}</ul>{% endblock %}\n",
    ),
    (
        "templates/page.html",
        "{% extends \"base.html\" %}{% block main %}<article><h1>{{ page.title }}</h1>\n\
         <p>{{ page.description }}</p>\n<p>{{ page.date | date(format=\"%-d %B %Y\") }}</p>\n\
         {{ page.content | safe }}</article>{% endblock %}\n",
    ),
];

/// Writes the briefs of a site in Zola's dialect.
pub fn write(folder: &Path, site: &Path, briefs: &[Brief]) -> io::Result<()> {
    dialect::write(folder, FILES)?;
    dialect::translate(site, folder, briefs, matter)?;
    for year in briefs.iter().map(|brief| &brief.year).collect::<BTreeSet<_>>() {
        let section =
            format!("---\ntitle: '{year}'\nsort_by: date\npaginate_by: 20\ntransparent: true\n---\n");
        fs::write(folder.join(format!("content/briefs/{year}/_index.md")), section)?;
    }
    Ok(())
}

fn matter(brief: &Brief, text: &str) -> String {
    format!(
        "---\ntitle: {}\ndescription: {}\ndate: {}:00Z\ntaxonomies:\n  countries: {}\n  authors: {}\n  topics: {}\n{}---\n",
        field(text, "title"),
        field(text, "summary"),
        brief.moment.replace(' ', "T"),
        field(text, "countries"),
        field(text, "authors"),
        field(text, "topics"),
        dialect::index_lines(brief, "  "),
    )
}
