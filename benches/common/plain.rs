//! Layouts for dateline that are as plain as those which the other programs are given.

use std::io;
use std::path::Path;

use super::dialect;

const FILES: &[(&str, &str)] = &[
    (
        "templates/base.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ page.title }}</title></head>\n\
         <body>\n<main>{% block main %}{% endblock %}</main>\n{% include \"partials/footer.html\" %}\n</body></html>\n",
    ),
    ("templates/partials/footer.html", "<footer>{{ site.title }}</footer>\n"),
    ("templates/partials/nameplate.html", ""),
    ("templates/partials/imprint.html", ""),
    (
        "templates/partials/card.html",
        "<article><h2><a href=\"{{ card.url }}\">{{ card.title }}</a></h2><p>{{ card.summary }}</p>\
         <p>{{ card.date.long }}</p></article>\n",
    ),
    (
        "templates/index.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ index.name }}</h1>\n\
         {% for card in briefs %}{{ card.html }}{% endfor %}\n\
         {% if pager.previous %}<a href=\"{{ pager.previous }}\">Newer</a>{% endif %}\n\
         {% if pager.next %}<a href=\"{{ pager.next }}\">Older</a>{% endif %}{% endblock %}\n",
    ),
    (
        "templates/directory.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ directory.name }}</h1>\n\
         <ul>{% for group in directory.groups %}{% for entry in group.entries %}\
         <li><a href=\"{{ entry.url }}\">{{ entry.name }}</a> {{ entry.count }}</li>\
         {% endfor %}{% endfor %}</ul>{% endblock %}\n",
    ),
    (
        "templates/brief.html",
        "{% extends \"base.html\" %}{% block main %}<article><h1>{{ brief.title }}</h1>\n<p>{{ brief.summary }}</p>\n\
         <p>{{ brief.date.long }}</p>\n\
         <ul>{% for country in brief.countries %}<li><a href=\"{{ country.url }}\">{{ country.name }}</a></li>{% endfor %}</ul>\n\
         <ul>{% for point in brief.key_points_html %}<li>{{ point | safe }}</li>{% endfor %}</ul>\n\
         {{ brief.body_html | safe }}</article>{% endblock %}\n",
    ),
    (
        "templates/figure.html",
        "<figure>{% for picture in figure.pictures %}<img src=\"{{ picture.url }}\" alt=\"{{ picture.alt }}\">{% endfor %}\
         <figcaption>{{ figure.caption_html | safe }}</figcaption></figure>\n",
    ),
];

/// What the built-in theme makes more of.
const INDEXES: &str = "home year month day country country-year country-month pair region topic author";
const DIRECTORIES: &str = "archive authors countries regions topics";

/// Puts the layouts beside the briefs of a site.
pub fn write(site: &Path) -> io::Result<()> {
    dialect::write(site, FILES)?;
    for (names, layout) in [(INDEXES, "index"), (DIRECTORIES, "directory")] {
        let text = format!("{{% extends \"{layout}.html\" %}}\n");
        for name in names.split(' ') {
            dialect::write(site, &[(&format!("templates/{name}.html"), &text)])?;
        }
    }
    Ok(())
}
