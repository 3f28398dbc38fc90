//! Who we are to a store of objects: from the environment, or from the usual files. Nothing of it is
//! ever printed.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{MicrosoftAzureBuilder, split_sas};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{ObjectStore, RetryConfig};

use super::super::super::Failure;
use super::super::http::Advice;
use super::service::Service;
use crate::target::{self, Bucket};

const S3: &str = "look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or at the profile (AWS_PROFILE) in ~/.aws/credentials";
const GOOGLE: &str = "look at the file that GOOGLE_APPLICATION_CREDENTIALS names";
const AZURE: &str = "look at AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN";

/// What to do about a refusal.
pub fn advice(bucket: &Bucket) -> Advice {
    let (credentials, rights, address) = match bucket.service {
        target::Service::S3 => (
            S3,
            "the key needs s3:ListBucket for the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject \
             for what is in it",
            "look at the bucket's name, its `region` and its `endpoint` in dateline.yaml",
        ),
        target::Service::Google => (
            GOOGLE,
            "the account needs the role Storage Object User (roles/storage.objectUser) for the bucket",
            "look at the bucket's name in dateline.yaml",
        ),
        target::Service::Azure { .. } => (
            AZURE,
            "a signature (SAS) needs the permissions read, add, create, write, delete and list for the container",
            "look at the names of the account and the container in dateline.yaml",
        ),
    };
    Advice { credentials: credentials.into(), rights: rights.into(), address: address.into() }
}

/// Puts together what leads to a bucket. Nothing is sent yet.
pub fn store(bucket: &Bucket, service: Service) -> Result<Arc<dyn ObjectStore>, Failure> {
    let unusable = |error: object_store::Error| {
        Failure::new(format!("cannot reach {}: {error}", bucket.to_url())).help(advice(bucket).credentials)
    };
    Ok(match &bucket.service {
        target::Service::S3 => Arc::new(s3(bucket, service)?.build().map_err(unusable)?),
        target::Service::Google => Arc::new(google(bucket, service)?.build().map_err(unusable)?),
        target::Service::Azure { account } => {
            let builder = azure(bucket, account, service)?;
            Arc::new(builder.build().map_err(unusable)?)
        }
    })
}

/// Nothing is tried again down here.
fn once() -> RetryConfig {
    RetryConfig { max_retries: 0, retry_timeout: Duration::ZERO, ..RetryConfig::default() }
}

fn s3(bucket: &Bucket, service: Service) -> Result<AmazonS3Builder, Failure> {
    let profile = variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
    let settings = section("AWS_CONFIG_FILE", ".aws/config", &[&format!("profile {profile}"), &profile])?;
    let region = [bucket.region.clone(), variable("AWS_REGION"), variable("AWS_DEFAULT_REGION")]
        .into_iter()
        .flatten()
        .next()
        .or_else(|| settings.get("region").cloned())
        // Others than Amazon have regions of their own, or none.
        .or_else(|| bucket.endpoint.as_ref().map(|_| "us-east-1".to_owned()));
    let Some(region) = region else {
        return Err(Failure::new(format!("nothing says in which region {} is", bucket.to_url()))
            .help("write it into dateline.yaml, below the url: region: eu-central-1"));
    };
    let mut builder = AmazonS3Builder::new()
        .with_http_connector(service)
        .with_retry(once())
        .with_disable_bulk_delete(true)
        .with_bucket_name(&bucket.name)
        .with_region(region);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    s3_key(builder, bucket, &profile)
}

/// In the order in which Amazon's own programs look.
fn s3_key(builder: AmazonS3Builder, bucket: &Bucket, profile: &str) -> Result<AmazonS3Builder, Failure> {
    let with = |builder: AmazonS3Builder, id: String, secret: String, token: Option<String>| {
        let builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        token.into_iter().fold(builder, |builder, token| builder.with_token(token))
    };
    match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => return Ok(with(builder, id, secret, variable("AWS_SESSION_TOKEN"))),
        (None, None) => {}
        (id, _) => {
            let missing = if id.is_some() { "AWS_SECRET_ACCESS_KEY" } else { "AWS_ACCESS_KEY_ID" };
            return Err(Failure::new(format!("half of the key for {} is missing", bucket.to_url()))
                .help(format!("set {missing}")));
        }
    }
    // What build services and containers of Amazon's are given instead of a key.
    for keys in [
        &[
            ("AWS_WEB_IDENTITY_TOKEN_FILE", AmazonS3ConfigKey::WebIdentityTokenFile),
            ("AWS_ROLE_ARN", AmazonS3ConfigKey::RoleArn),
        ][..],
        &[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", AmazonS3ConfigKey::ContainerCredentialsRelativeUri)],
        &[
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", AmazonS3ConfigKey::ContainerCredentialsFullUri),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", AmazonS3ConfigKey::ContainerAuthorizationTokenFile),
        ],
    ] {
        let values: Option<Vec<String>> = keys.iter().map(|(name, _)| variable(name)).collect();
        let Some(values) = values else { continue };
        let pairs = keys.iter().zip(values);
        return Ok(pairs.fold(builder, |builder, ((_, key), value)| builder.with_config(*key, value)));
    }
    let mut found = section("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", &[profile])?;
    let mut take = |name: &str| found.remove(name);
    match (take("aws_access_key_id"), take("aws_secret_access_key")) {
        (Some(id), Some(secret)) => Ok(with(builder, id, secret, take("aws_session_token"))),
        _ => Err(Failure::new(format!("there is no key for {}", bucket.to_url())).help(format!(
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write a profile `{profile}` into \
             ~/.aws/credentials and name it in AWS_PROFILE"
        ))),
    }
}

fn google(bucket: &Bucket, service: Service) -> Result<GoogleCloudStorageBuilder, Failure> {
    let usual = || home(".config/gcloud/application_default_credentials.json").filter(|path| path.is_file());
    let Some(path) = variable("GOOGLE_APPLICATION_CREDENTIALS").map(PathBuf::from).or_else(usual) else {
        return Err(Failure::new(format!("there are no credentials for {}", bucket.to_url())).help(
            "set GOOGLE_APPLICATION_CREDENTIALS to the path of a service account's key file, or run \
             `gcloud auth application-default login`",
        ));
    };
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let builder = GoogleCloudStorageBuilder::new()
        .with_http_connector(service)
        .with_retry(once())
        .with_bucket_name(&bucket.name);
    let builder = match &bucket.endpoint {
        Some(endpoint) => builder.with_base_url(endpoint),
        None => builder,
    };
    // What a person gets by logging in is of another form than a service's key.
    Ok(if json["type"] == "authorized_user" {
        builder.with_application_credentials(path.to_string_lossy())
    } else {
        builder.with_service_account_key(text)
    })
}

fn azure(bucket: &Bucket, account: &str, service: Service) -> Result<MicrosoftAzureBuilder, Failure> {
    let builder = MicrosoftAzureBuilder::new()
        .with_http_connector(service)
        .with_retry(once())
        .with_account(account)
        .with_container_name(&bucket.name);
    let builder = match &bucket.endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint.clone()),
        None => builder,
    };
    if let Some(key) = variable("AZURE_STORAGE_ACCOUNT_KEY").or_else(|| variable("AZURE_STORAGE_KEY")) {
        return Ok(builder.with_access_key(key));
    }
    let Some(signature) = variable("AZURE_STORAGE_SAS_TOKEN") else {
        return Err(Failure::new(format!("there is no key for {}", bucket.to_url()))
            .help("set AZURE_STORAGE_ACCOUNT_KEY, or AZURE_STORAGE_SAS_TOKEN"));
    };
    let pairs = split_sas(signature.trim_start_matches('?')).map_err(|_| {
        Failure::new("AZURE_STORAGE_SAS_TOKEN holds no signature").help("it starts with `sv=`")
    })?;
    Ok(builder.with_sas_authorization(pairs))
}

/// A variable of the environment that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn home(path: &str) -> Option<PathBuf> {
    env::home_dir().map(|home| home.join(path))
}

/// The first of these sections that a file of Amazon's programs has; empty without one.
fn section(named_by: &str, usual: &str, names: &[&str]) -> Result<BTreeMap<String, String>, Failure> {
    let Some(path) = variable(named_by).map(PathBuf::from).or_else(|| home(usual)) else {
        return Ok(BTreeMap::new());
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(names.iter().find_map(|name| read_section(&text, name)).unwrap_or_default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(Failure::io("read", &path, &error)),
    }
}

fn read_section(text: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let header = |line: &str| Some(line.trim().strip_prefix('[')?.split(']').next()?.trim().to_owned());
    let lines = text.lines().skip_while(|line| header(line).as_deref() != Some(name));
    let mut lines = lines.peekable();
    lines.next()?;
    let pairs = lines.take_while(|line| header(line).is_none()).filter_map(|line| line.split_once('='));
    Some(pairs.map(|(key, value)| (key.trim().to_lowercase(), value.trim().to_owned())).collect())
}
