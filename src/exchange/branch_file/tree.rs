//! A branch file as an ordered tree, written as TOML or as JSON. It knows nothing of branches.

use std::fmt::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One value of the tree.
#[derive(Clone, PartialEq, Debug)]
pub enum Node {
    Text(String),
    Number(i64),
    Yes(bool),
    /// A date or date-time, as TOML writes it.
    Time(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys in order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table(Vec<(String, Node)>);

impl Table {
    /// Adds a key.
    pub fn put(mut self, key: impl Into<String>, node: impl Into<Node>) -> Table {
        self.0.push((key.into(), node.into()));
        self
    }

    /// Adds a key that has a value.
    pub fn put_some(self, key: &str, node: Option<impl Into<Node>>) -> Table {
        match node {
            Some(node) => self.put(key, node),
            None => self,
        }
    }

    /// Adds a list that is not empty.
    pub fn put_list(self, key: &str, list: Vec<Node>) -> Table {
        if list.is_empty() { self } else { self.put(key, Node::List(list)) }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Node {
        Node::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Node {
        Node::Text(text)
    }
}

impl From<u32> for Node {
    fn from(n: u32) -> Node {
        Node::Number(n.into())
    }
}

impl From<bool> for Node {
    fn from(yes: bool) -> Node {
        Node::Yes(yes)
    }
}

impl From<Table> for Node {
    fn from(table: Table) -> Node {
        Node::Table(table)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Text(t) | Node::Time(t) => t.serialize(s),
            Node::Number(n) => n.serialize(s),
            Node::Yes(y) => y.serialize(s),
            Node::List(list) => list.serialize(s),
            Node::Table(table) => table.serialize(s),
        }
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        for (key, node) in &self.0 {
            map.serialize_entry(key, node)?;
        }
        map.end()
    }
}

/// The tree as a TOML document: tables of the first level under their own headers, what is below on one line, long lists
/// of tables on a line each.
pub fn toml(root: &Table) -> String {
    let mut out = String::new();
    for (key, node) in &root.0 {
        match node {
            Node::Table(table) => section(&mut out, &format!("[{key}]"), table),
            Node::List(tables) => {
                for node in tables {
                    if let Node::Table(table) = node {
                        section(&mut out, &format!("[[{key}]]"), table);
                    }
                }
            }
            other => line(&mut out, key, other),
        }
    }
    out
}

fn section(out: &mut String, header: &str, table: &Table) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(header);
    out.push('\n');
    for (key, node) in &table.0 {
        line(out, key, node);
    }
}

fn line(out: &mut String, key: &str, node: &Node) {
    let _ = write!(out, "{} = ", key_text(key));
    match node {
        Node::List(list) if list.iter().any(|n| matches!(n, Node::Table(_))) => {
            out.push_str("[\n");
            for node in list {
                out.push_str("  ");
                inline(out, node);
                out.push_str(",\n");
            }
            out.push(']');
        }
        node => inline(out, node),
    }
    out.push('\n');
}

fn inline(out: &mut String, node: &Node) {
    match node {
        Node::Text(t) => out.push_str(&quoted(t)),
        Node::Time(t) => out.push_str(t),
        Node::Number(n) => out.push_str(&n.to_string()),
        Node::Yes(y) => out.push_str(if *y { "true" } else { "false" }),
        Node::List(list) => {
            out.push('[');
            for (i, node) in list.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                inline(out, node);
            }
            out.push(']');
        }
        Node::Table(table) => {
            out.push_str("{ ");
            for (i, (key, node)) in table.0.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                let _ = write!(out, "{} = ", key_text(key));
                inline(out, node);
            }
            out.push_str(if table.is_empty() { "}" } else { " }" });
        }
    }
}

/// A key bare where TOML allows it.
fn key_text(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { key.to_owned() } else { quoted(key) }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
