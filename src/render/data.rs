//! The JSON files beside indexes, and the list of all briefs.

use std::sync::Arc;

use serde_json::{Map, Value, json};

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
        let head = |value: Value| {
            let mut head =
                Map::from_iter([("$schema".into(), json!(schema)), ("version".into(), json!(VERSION))]);
            if let Value::Object(value) = value {
                head.extend(value);
            }
            head
        };
        match file {
            Data::Index(index, number) => {
                let ids = page::index::briefs(&presenter, index, *number).iter();
                let listed = ids.map(|&id| self.listed(&presenter, id));
                with_list(head(data::index(&presenter, index, *number)), "briefs", listed)
            }
            Data::Directory(directory) => {
                Value::Object(head(data::directory(&presenter, *directory))).to_string()
            }
            Data::Coverage(table) => Value::Object(head(data::coverage(&presenter, *table))).to_string(),
            Data::Timeline(stretch, number) => {
                Value::Object(head(data::timeline(&presenter, stretch, *number))).to_string()
            }
            Data::Briefs(part) => {
                let ids = self.site.catalog.ids().skip((part - 1) * BRIEFS_IN_A_FILE).take(BRIEFS_IN_A_FILE);
                let whole = ids.map(|id| data::whole(&presenter, id).to_string());
                with_list(head(data::briefs(&presenter, *part)), "briefs", whole)
            }
        }
    }

    /// A brief as the files of its indexes have it, made once for all of them.
    fn listed(&self, presenter: &Presenter, id: BriefId) -> Arc<str> {
        self.listed
            .get(&id, || serde_json::to_string(&data::listed(presenter, id)).unwrap_or_default().into())
    }
}

/// An object with a list at its end, whose items are written already.
pub fn with_list(
    head: Map<String, Value>,
    key: &str,
    items: impl Iterator<Item = impl AsRef<str>>,
) -> String {
    let items: Vec<_> = items.collect();
    let mut json = Value::Object(head).to_string();
    json.truncate(json.len() - 1);
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
