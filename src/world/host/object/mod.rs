//! Stores of objects: S3 and what speaks its language, Google Cloud Storage, Azure Blob. They know no
//! folders, and an object appears whole or not at all.

mod keys;
mod listing;
mod service;

use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::path::Path as Key;
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions, PutPayload,
};

use super::super::Failure;
use super::http::{Advice, Trouble};
use super::{Content, Fault, Host};
use crate::publish::{Headers, Listing, OWN};
use crate::target::Bucket;

/// Files from this length on go out in parts: they are not held in memory, and most services take no
/// more than 5 GiB at once.
const LARGE: u64 = 64 << 20;

/// Services want parts of at least 5 MiB, all of one length, and not more than 10,000.
const PART: u64 = 16 << 20;

const WIDTH: usize = 16;

pub struct Objects {
    store: Arc<dyn ObjectStore>,
    bucket: Bucket,
    advice: Advice,
}

type Answer<T> = Result<T, object_store::Error>;

impl Objects {
    pub fn open(bucket: &Bucket) -> Result<Self, Failure> {
        let store = keys::store(bucket, service::Service::new(WIDTH))?;
        Ok(Self { store, bucket: bucket.clone(), advice: keys::advice(bucket) })
    }

    fn key(&self, path: &str) -> Result<Key, Fault> {
        let slash = if self.bucket.prefix.is_empty() { "" } else { "/" };
        let key = format!("{}{slash}{path}", self.bucket.prefix);
        // Such a key would be stored as another one.
        let is_odd = key.split('/').any(|part| part.is_empty());
        Key::parse(&key).ok().filter(|_| !is_odd).ok_or_else(|| Fault {
            failure: Failure::new(format!("`{key}` cannot be the name of an object")),
            is_passing: false,
        })
    }

    fn fault(&self, doing: &str, path: &str, error: &object_store::Error) -> Fault {
        let doing = format!("{doing} {path} in {}", self.bucket.to_url());
        let mut cause: &dyn Error = error;
        while let Some(source) = cause.source() {
            cause = source;
            if let Some(trouble) = cause.downcast_ref::<Trouble>() {
                return trouble.fault(&doing, &self.advice);
            }
        }
        // The innermost cause says it best, and has no address with a signature in it.
        let failure = Failure::new(format!("cannot {doing}: {cause}"));
        Fault { failure: failure.help(self.advice.address.clone()), is_passing: false }
    }

    fn put_whole(&self, path: &str, bytes: Vec<u8>, mode: PutMode) -> Result<Answer<()>, Fault> {
        let options = PutOptions { mode, attributes: attributes(path), ..PutOptions::default() };
        let key = self.key(path)?;
        let put = self.store.put_opts(&key, PutPayload::from(bytes), options);
        Ok(service::wait(put)?.map(drop))
    }

    /// The parts become an object only when all of them are there.
    fn put_in_parts(&self, path: &str, from: &Path, length: u64) -> Result<(), Fault> {
        let read = |error| Fault::io("read", from, &error);
        let mut file = File::open(from).map_err(read)?;
        let options = PutMultipartOptions { attributes: attributes(path), ..PutMultipartOptions::default() };
        let fault = |error: object_store::Error| self.fault("write", path, &error);
        let key = self.key(path)?;
        let mut upload = service::wait(self.store.put_multipart_opts(&key, options))?.map_err(fault)?;
        let mut send = || {
            for _ in 0..length.div_ceil(PART) {
                let mut part = Vec::new();
                file.by_ref().take(PART).read_to_end(&mut part).map_err(read)?;
                service::wait(upload.put_part(PutPayload::from(part)))?.map_err(fault)?;
            }
            service::wait(upload.complete())?.map(drop).map_err(fault)
        };
        let sent = send();
        if sent.is_err() {
            // Parts that lie about cost money.
            let _ = service::wait(upload.abort());
        }
        sent
    }
}

impl Host for Objects {
    fn list(&self) -> Result<Listing, Fault> {
        let prefix = if self.bucket.prefix.is_empty() { None } else { Some(self.key("x")?) };
        let prefix = prefix.and_then(|key| key.parent());
        let objects = service::wait(self.store.list(prefix.as_ref()).try_collect::<Vec<_>>())?;
        let objects = objects.map_err(|error| self.fault("list", "what there is", &error))?;
        let start = if prefix.is_some() { self.bucket.prefix.len() + 1 } else { 0 };
        let own = format!("{OWN}/");
        let below = |key: &str| key.get(start..).filter(|path| !path.starts_with(&own)).map(str::to_owned);
        Ok(objects
            .into_iter()
            .filter_map(|object| Some((below(object.location.as_ref())?, object.size)))
            .collect())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let key = self.key(path)?;
        let read = async { self.store.get(&key).await?.bytes().await };
        match service::wait(read)? {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.fault("read", path, &error)),
        }
    }

    fn put(&self, path: &str, content: Content) -> Result<(), Fault> {
        let bytes = match content {
            Content::Bytes(bytes) => bytes.to_vec(),
            Content::File(from) => {
                let read = |error| Fault::io("read", from, &error);
                let length = fs::metadata(from).map_err(read)?.len();
                if length >= LARGE {
                    return self.put_in_parts(path, from, length);
                }
                fs::read(from).map_err(read)?
            }
        };
        self.put_whole(path, bytes, PutMode::Overwrite)?.map_err(|error| self.fault("write", path, &error))
    }

    fn claim(&self, path: &str, bytes: &[u8]) -> Result<bool, Fault> {
        // Some services do not know the condition, and would write over what is there.
        if self.read(path)?.is_some() {
            return Ok(false);
        }
        match self.put_whole(path, bytes.to_vec(), PutMode::Create)? {
            Ok(()) => Ok(self.read(path)?.as_deref() == Some(bytes)),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                Ok(false)
            }
            Err(error) => Err(self.fault("write", path, &error)),
        }
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        let key = self.key(path)?;
        match service::wait(self.store.delete(&key))? {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.fault("delete", path, &error)),
        }
    }

    /// A put that is cut short leaves nothing that can be listed as an object.
    fn tidy(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn width(&self) -> usize {
        WIDTH
    }

    fn is_flat(&self) -> bool {
        true
    }
}

fn attributes(path: &str) -> Attributes {
    let headers = Headers::of(path);
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, headers.content_type.into());
    attributes.insert(Attribute::CacheControl, headers.cache_control.into());
    attributes
}
