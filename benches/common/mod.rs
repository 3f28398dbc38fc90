//! What several benchmarks need: a site of any size, and the same site as other programs are given it.

#![allow(dead_code, reason = "no benchmark uses all of it")]

pub mod corpus;
pub mod dialect;
pub mod hugo;
pub mod plain;
pub mod usage;
pub mod zola;
