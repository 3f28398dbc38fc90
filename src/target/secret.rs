//! Secrets that people write into settings, told from other words by how they look.

use super::sftp::decode;

/// What the tokens of well-known services start with.
const TOKENS: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "glcbt-",
    "glptt-",
    "glrt-",
    "nfp_",
    "dop_v1_",
    "dckr_pat_",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "rk_live_",
];

/// How the names of secrets end, and those of what is given to programs.
const NAMES: &[&str] =
    &["password", "passwd", "passphrase", "token", "secret", "api_key", "apikey", "access_key", "secret_key"];

/// Whether people put a secret below this key.
pub fn is_key(name: &str) -> bool {
    let name = name.to_lowercase();
    let parts = ["passw", "passphrase", "secret", "token", "credential"];
    let ends = ["key", "pass", "pwd", "auth"];
    parts.iter().any(|part| name.contains(part)) || ends.iter().any(|end| name.ends_with(end))
}

/// Whether a token stands anywhere in a text.
pub fn has_token(text: &str) -> bool {
    let text = decode(text);
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'));
    words.any(|word| TOKENS.iter().any(|start| word.len() > start.len() && word.starts_with(start)))
}

/// Whether an address has a password in it: `ftps://desk:pa/ss@example.org/www`.
pub fn in_address(text: &str) -> bool {
    let Some((_, rest)) = text.split_once(':') else { return false };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let authority = rest.split('/').next().unwrap_or("");
    if authority.rsplit_once('@').is_some_and(|(user, _)| decode(user).contains(':')) {
        return true;
    }
    let is_port = |text: &str| text.is_empty() || text.ends_with(']') || text.parse::<u16>().is_ok();
    let is_cut = authority.rsplit_once(':').is_some_and(|(_, start)| !is_port(start));
    is_cut && rest[authority.len()..].contains('@')
}

/// Whether a secret stands in a command, and not the name of a variable that has it.
pub fn in_command(text: &str) -> bool {
    let split = || text.split_whitespace().map(str::to_owned).collect();
    let words: Vec<String> = shlex::split(text).unwrap_or_else(split);
    let next = words.iter().skip(1).map(String::as_str).chain([""]);
    let is_program = |word: &String| word.rsplit('/').next() == Some("sshpass");
    let after = words.iter().position(is_program).and_then(|at| words.get(at + 1..)).unwrap_or_default();
    let is_told = match after {
        [option, value, ..] if option == "-p" => is_value(value),
        [option, ..] => option.strip_prefix("-p").is_some_and(is_value),
        [] => false,
    };
    is_told || words.iter().zip(next).any(|(word, next)| is_secret_word(word, next))
}

fn is_secret_word(word: &str, next: &str) -> bool {
    // A script for a shell.
    if word.contains(char::is_whitespace) {
        return in_command(word);
    }
    has_token(word)
        || word.contains("://") && in_address(word)
        || match word.split_once('=') {
            Some((name, value)) => is_name(name) && is_value(value),
            None => word.starts_with("--") && is_name(word) && is_value(next),
        }
}

/// `--api-key`, `NETLIFY_AUTH_TOKEN`.
fn is_name(word: &str) -> bool {
    let name = word.trim_start_matches('-').replace('-', "_").to_lowercase();
    name == "auth" || !name.starts_with("no_") && NAMES.iter().any(|end| name.ends_with(end))
}

/// Whether something is given as it is: no variable, no place of ours, no other option.
fn is_value(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['$', '{', '-'])
}
