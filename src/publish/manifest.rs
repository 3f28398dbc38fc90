//! [`Manifest`]: what dateline has put on a host. It is kept there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the format.
const VERSION: u32 = 1;

/// What tells one version of a file from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// 32 hexadecimal digits.
    pub digest: String,
    /// Bytes.
    pub length: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    /// By path, with `/` between folders.
    pub files: BTreeMap<String, Mark>,
    /// Files that are to be deleted, and may still be there.
    #[serde(default)]
    pub obsolete: BTreeMap<String, Mark>,
}

impl Manifest {
    pub fn new(files: BTreeMap<String, Mark>, obsolete: BTreeMap<String, Mark>) -> Self {
        Self { version: VERSION, files, obsolete }
    }

    /// Reads a manifest; an error says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match manifest.version {
            VERSION => Ok(manifest),
            other => Err(format!("it is of version {other}, and this dateline knows {VERSION}")),
        }
    }

    /// The version of a file that was put there.
    pub fn mark(&self, path: &str) -> Option<&Mark> {
        self.files.get(path).or_else(|| self.obsolete.get(path))
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
