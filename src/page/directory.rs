//! Lists of indexes: all countries, regions, topics, authors, years.

use std::collections::BTreeMap;

use super::view::{DirectoryView, EntryView, GroupView};
use super::{Presenter, map, period};
use crate::catalog::{BriefId, Index};
use crate::country::Region;
use crate::site::Directory;
use crate::text::alphabetical;

pub fn view(presenter: &Presenter, directory: Directory) -> DirectoryView {
    let groups = match directory {
        Directory::Countries | Directory::Regions => by_continent(presenter, directory),
        Directory::Topics | Directory::Authors => ungrouped(presenter, directory),
        Directory::Archive => Vec::new(),
    };
    let years = if directory == Directory::Archive { period::years(presenter, None) } else { Vec::new() };
    DirectoryView {
        name: presenter.words.get(directory.kind()).to_owned(),
        count: presenter.site.catalog.briefs.len(),
        entries: groups.iter().map(|group| group.entries.len()).sum::<usize>() + years.len(),
        groups,
        map: if directory == Directory::Countries { map::view(presenter) } else { None },
        years,
    }
}

fn entry(presenter: &Presenter, index: &Index, ids: &[BriefId]) -> EntryView {
    let last = ids.first().map(|&id| presenter.date(id));
    EntryView {
        name: presenter.index_name(index),
        url: presenter.address(&index.url()),
        count: ids.len(),
        last: last.unwrap_or_else(|| presenter.day(Default::default())),
        code: if let Index::Country(country) = index { Some(country.alpha3().to_owned()) } else { None },
    }
}

/// A group for each continent with a brief, in the order of the world's regions.
fn by_continent(presenter: &Presenter, directory: Directory) -> Vec<GroupView> {
    let mut groups: BTreeMap<Region, Vec<EntryView>> = BTreeMap::new();
    for (index, ids) in presenter.site.catalog.indexes() {
        let continent = match (index, directory) {
            (Index::Country(country), Directory::Countries) => country.regions().first().copied(),
            (Index::Region(region), Directory::Regions) => {
                let top = std::iter::successors(Some(*region), |region| region.parent()).last();
                // The continent itself is the group's head.
                groups.entry(top.unwrap_or(*region)).or_default();
                top.filter(|top| top != region)
            }
            _ => None,
        };
        if let Some(continent) = continent {
            groups.entry(continent).or_default().push(entry(presenter, index, ids));
        }
    }
    let group = |(region, entries): (Region, Vec<EntryView>)| {
        let link = presenter.count(&Index::Region(region));
        GroupView { name: link.name, url: Some(link.url), count: link.count, entries: sorted(entries) }
    };
    let mut groups: Vec<GroupView> = groups.into_iter().map(group).collect();
    groups.sort_by_cached_key(|group| alphabetical(&group.name));
    groups
}

fn ungrouped(presenter: &Presenter, directory: Directory) -> Vec<GroupView> {
    let catalog = &presenter.site.catalog;
    let wanted = |index: &Index| match directory {
        Directory::Topics => matches!(index, Index::Topic(_)),
        _ => matches!(index, Index::Author(_)),
    };
    let entries = catalog.indexes().filter(|(index, _)| wanted(index));
    let entries = entries.map(|(index, ids)| entry(presenter, index, ids)).collect();
    vec![GroupView { name: String::new(), url: None, count: catalog.briefs.len(), entries: sorted(entries) }]
}

fn sorted(mut entries: Vec<EntryView>) -> Vec<EntryView> {
    entries.sort_by_cached_key(|entry| (alphabetical(&entry.name), entry.name.clone()));
    entries
}
