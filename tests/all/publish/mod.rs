//! Publishing, to real hosts. What every kind of host has to stand is in `contract`; each kind has a
//! file of its own that starts a server and says how a reader gets at what is there.

mod command;
mod contract;
mod folder;
mod ftp;
mod full;
mod git;
mod leaks;
mod object;
mod releases;
pub mod server;
mod settings;
mod sftp;
mod ssh;
mod webdav;
