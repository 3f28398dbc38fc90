//! Puts the built-in theme, `templates/` and `static/theme/`, into the binary, and a digest of
//! its sources.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut code = String::new();
    list(&mut code, "TEMPLATES", "&str", "include_str!", &root, "templates", "templates")?;
    list(&mut code, "FILES", "&[u8]", "include_bytes!", &root, "static", "static/theme")?;
    fs::write(out.join("theme.rs"), code)?;
    println!("cargo::rustc-env=DATELINE_DIGEST={:016x}", digest(&root)?);
    Ok(())
}

/// Of the sources, the libraries' versions and the features.
fn digest(root: &Path) -> io::Result<u64> {
    let mut files = ["Cargo.toml", "Cargo.lock"].map(|name| root.join(name)).to_vec();
    for folder in ["src", "templates", "static/theme"] {
        walk(&root.join(folder), &mut files)?;
    }
    // A package may have no lock, and an editor may leave a link to nothing.
    files.retain(|file| file.is_file());
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        file.strip_prefix(root).map_err(io::Error::other)?.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    let mut features: Vec<_> =
        env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_FEATURE_")).collect();
    features.sort();
    features.hash(&mut hasher);
    Ok(hasher.finish())
}

/// Writes a table of names, counted from `base`, and contents of the files below `folder`.
fn list(
    code: &mut String,
    table: &str,
    content: &str,
    include: &str,
    root: &Path,
    base: &str,
    folder: &str,
) -> io::Result<()> {
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files)?;
    files.sort();
    let _ = writeln!(code, "pub static {table}: &[(&str, {content})] = &[");
    for file in files {
        let name = file.strip_prefix(root.join(base)).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let _ = writeln!(code, "    ({name:?}, {include}({:?})),", file.to_string_lossy());
    }
    code.push_str("];\n");
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
