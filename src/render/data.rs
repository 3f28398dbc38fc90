//! The JSON files beside indexes, and the list of all briefs.

use std::sync::Arc;

use serde::Serialize;

use super::Press;
use crate::catalog::BriefId;
use crate::page::{self, Presenter, data};
use crate::site::{BRIEFS_IN_A_FILE, Data};
use crate::url::Url;

/// Of the form that the schemas describe: a number that grows when a program that reads the files
/// would have to be changed.
const VERSION: u32 = 1;

impl Press {
    pub(super) fn data(&self, file: &Data) -> String {
        let presenter =
            Presenter { absolute: true, apart: true, ..self.presenter(&self.site.config.language) };
        let schema = presenter.absolute_address(&Url::new(&format!("/theme/{}", file.schema())));
        match file {
            Data::Index(index, number) => {
                let ids = page::index::briefs(&presenter, index, *number).iter();
                let listed = ids.map(|&id| self.listed(&presenter, id));
                with_list(document(&schema, data::index(&presenter, index, *number)), "briefs", listed)
            }
            Data::Directory(directory) => document(&schema, data::directory(&presenter, *directory)),
            Data::Coverage(table) => document(&schema, data::coverage(&presenter, *table)),
            Data::Timeline(stretch, number) => {
                document(&schema, data::timeline(&presenter, stretch, *number))
            }
            Data::Corrections => document(&schema, data::corrections(&presenter)),
            Data::Briefs(part) => {
                let ids = self.site.catalog.ids().skip((part - 1) * BRIEFS_IN_A_FILE).take(BRIEFS_IN_A_FILE);
                let whole = ids.map(|id| json(&data::whole(&presenter, id)));
                with_list(document(&schema, data::briefs(&presenter, *part)), "briefs", whole)
            }
        }
    }

    /// A brief as the files of its indexes have it, made once for all of them.
    fn listed(&self, presenter: &Presenter, id: BriefId) -> Arc<str> {
        self.listed.get(&id, || json(&data::listed(presenter, id)).into())
    }
}

/// What stands in a file, after what stands in each.
#[derive(Serialize)]
struct Document<'s, T> {
    #[serde(rename = "$schema")]
    schema: &'s str,
    version: u32,
    #[serde(flatten)]
    content: T,
}

fn document(schema: &str, content: impl Serialize) -> String {
    json(&Document { schema, version: VERSION, content })
}

/// Only keys that are no text could make this fail, and there are none.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// An object, as it is written, with a list put to its end whose items are written already.
pub fn with_list(mut json: String, key: &str, items: impl Iterator<Item = impl AsRef<str>>) -> String {
    let items: Vec<_> = items.collect();
    json.pop();
    json.reserve(items.iter().map(|item| item.as_ref().len() + 1).sum::<usize>() + key.len() + 7);
    json.extend([",\"", key, "\":["]);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        json.push_str(item.as_ref());
    }
    json + "]}"
}
