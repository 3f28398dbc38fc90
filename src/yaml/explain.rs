//! What is wrong with a text that is no YAML, without the words of YAML's own grammar.

/// The library's words as an author can use them: what is wrong, and what to do. `line` is where it
/// noticed, `rest` begins at the very place.
pub fn explained(message: &str, line: &str, rest: &str) -> (String, &'static str) {
    let says = |part: &str| message.contains(part);
    let first = rest.chars().next().unwrap_or(' ');
    let quotes = || format!("text cannot start with `{first}` here");
    let (message, help) = match () {
        () if line.trim_start_matches(' ').starts_with('\t') => {
            ("a tab stands here, and YAML takes spaces only".to_owned(), "indent the line with spaces")
        }
        () if says("cannot start any token") || says("anchor") || says("scanning an alias") => {
            (quotes(), "put the whole text in quotes")
        }
        () if says("YAML tags") => (
            "a word that starts with `!` gives YAML an order, and there is none here".to_owned(),
            "put the whole text in quotes",
        ),
        () if says("unexpected end of stream while scanning a quoted scalar") => {
            ("the quotation mark that opens here is never closed".to_owned(), "close the quotation mark")
        }
        () if says("flow sequence") || says("flow mapping") => (
            "the list in brackets that opens here is never closed, or lacks a comma".to_owned(),
            "close the bracket, and put commas between the entries",
        ),
        () if says("flow node") => (
            "the text ends in the middle of a list in brackets".to_owned(),
            "close the bracket in the line above",
        ),
        () if says("mapping values are not allowed")
            && !line.starts_with(' ')
            && is_first_colon(line, rest) =>
        {
            (
                "the line above is no field, so this one cannot be told from it".to_owned(),
                "write `name: value` there, with a space after the colon",
            )
        }
        () if says("mapping values are not allowed") && is_first_colon(line, rest) => (
            "this line is indented as if it belonged to the one above".to_owned(),
            "start it below the first letter of the fields around it; text of several lines needs quotes",
        ),
        () if says("mapping values are not allowed") => (
            "a second colon with a space after it means nothing here".to_owned(),
            "put the text in quotes: title: \"Seoul: the talks\"",
        ),
        () if says("did not find expected key") => (
            "the value is over before this: a bracket or a quotation mark closed it".to_owned(),
            "put the whole value in double quotes, and write those inside it as \\\": \"The \\\"third\\\" way\"",
        ),
        () if says("recursion limit") || says("repetition limit") => (
            "values are nested or repeated too often here".to_owned(),
            "write the values out; nesting and repetition this deep is never needed",
        ),
        () if says("control characters") => (
            "a control character stands here, which nobody can see".to_owned(),
            "delete it: type the line anew",
        ),
        () if says("a key has to be plain text") => {
            ("a field's name has to be plain text".to_owned(), "write `name: value`, one to a line")
        }
        () => (
            format!("this is no valid YAML: {message}"),
            "check quotation marks, brackets, colons and indentation at this line and the one above",
        ),
    };
    (message, help)
}

/// Whether no other colon stands before the one that `rest` begins with.
fn is_first_colon(line: &str, rest: &str) -> bool {
    let after = rest.lines().next().unwrap_or("");
    line.strip_suffix(after).is_some_and(|before| !before.contains(": "))
}
