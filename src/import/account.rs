//! Nothing is lost: the words of the article are in the brief, or are named.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::article::{Block, Kind, LeftOut, Picture, Rich, RunKind};
use super::draft::Draft;
use crate::path::composed;

/// How often each word stands in a text: letters and digits, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, usize>);

impl Words {
    pub fn add(&mut self, text: &str) {
        let lower = composed(text).to_lowercase();
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *self.0.entry(word.to_owned()).or_default() += 1;
        }
    }

    /// The words of everything that readers see of the blocks.
    pub fn of(blocks: &[Block]) -> Words {
        let mut words = Words::default();
        blocks.iter().for_each(|block| words.add_block(block));
        words
    }

    fn add_block(&mut self, block: &Block) {
        let mut add_all = |blocks: &[Block]| blocks.iter().for_each(|block| self.add_block(block));
        match &block.kind {
            Kind::Quote(inner) | Kind::Note { blocks: inner, .. } => add_all(inner),
            Kind::List { items, .. } => items.iter().for_each(|item| add_all(item)),
            Kind::Paragraph(text) | Kind::Heading(_, text) => self.add_rich(text),
            Kind::Figure(figure) => {
                figure.pictures.iter().for_each(|Picture { description, .. }| self.add(description));
                self.add_rich(&figure.caption);
                self.add_rich(&figure.credit);
            }
            Kind::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| self.add_rich(cell))
            }
            Kind::Code { text, .. } | Kind::Markdown(text) => self.add(text),
            Kind::Rule => {}
        }
    }

    fn add_rich(&mut self, rich: &Rich) {
        // A word may be half in bold.
        self.add(&rich.text());
        for run in &rich.0 {
            if let RunKind::Picture(_) = run.kind {
                self.add(&run.text);
            }
        }
    }

    /// The words of Markdown as its readers see them: marks inside a word do not part it.
    fn of_markdown(markdown: &str) -> Words {
        let mut text = String::new();
        for event in Parser::new_ext(
            markdown,
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH,
        ) {
            match event {
                Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
                Event::FootnoteReference(_) => {}
                Event::Start(tag) if is_inline(&tag) => {}
                Event::End(tag) if is_inline_end(tag) => {}
                _ => text.push('\n'),
            }
        }
        let mut words = Words::default();
        words.add(&text);
        words
    }

    /// Each word as often as in whichever has it more often.
    fn most(mut self, other: Words) -> Words {
        for (word, count) in other.0 {
            let own = self.0.entry(word).or_default();
            *own = count.max(*own);
        }
        self
    }

    /// Those of `self` that `others` have not, or not as often.
    pub fn without(&self, others: &Words) -> Vec<String> {
        let lacking = |(word, count): (&String, &usize)| {
            let there = others.0.get(word).copied().unwrap_or(0);
            std::iter::repeat_n(word.clone(), count.saturating_sub(there))
        };
        self.0.iter().flat_map(lacking).collect()
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    is_inline_end(tag.to_end())
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link)
}

/// Names as left out whatever of the article's words is neither in the brief nor named already.
pub fn settle(article: &Words, brief: &str, draft: &mut Draft) {
    let mut there = Words::default();
    there.add(brief);
    let mut there = there.most(Words::of_markdown(brief));
    draft.taken.iter().for_each(|taken| there.add(&taken.text));
    draft.left_out.iter().for_each(|left_out| there.add(&left_out.text));
    let lost = article.without(&there);
    if !lost.is_empty() {
        let why = "it found no place in the brief".to_owned();
        draft.left_out.push(LeftOut { line: 1, text: lost.join(" "), why });
    }
}
