//! Finding names by what one types: a part of the name, or the initials of its characters in any of their readings.

use pinyin::{ToPinyin, ToPinyinMulti};

/// Whether `query` is a part of `name`, or the pinyin initials of some characters in a row of it. Upper and lower case
/// do not matter; the empty query matches everything.
pub fn matches(name: &str, query: &str) -> bool {
    let query: Vec<char> = query.trim().chars().flat_map(char::to_lowercase).collect();
    if query.is_empty() {
        return true;
    }
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    name.windows(query.len()).any(|part| part.iter().zip(&query).all(|(c, q)| c == q || reads_as(*c, *q)))
}

/// Whether a reading of `c` begins with the letter `q`.
fn reads_as(c: char, q: char) -> bool {
    let initial = |reading: pinyin::Pinyin| reading.plain().starts_with(q);
    q.is_ascii_lowercase() && c.to_pinyin_multi().is_some_and(|all| all.into_iter().any(initial))
}

/// What names are put in order by, as a dictionary has them: each character's usual reading, then the name itself.
pub fn sort_key(name: &str) -> (String, String) {
    let mut key = String::new();
    for c in name.chars() {
        match c.to_pinyin() {
            Some(reading) => key.push_str(reading.plain()),
            None => key.extend(c.to_lowercase()),
        }
        key.push(' ');
    }
    (key, name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_find_a_name_in_any_reading() {
        assert!(matches("赵建群", "zjq"));
        assert!(matches("解银平", "xyp") && matches("解银平", "jyp"));
        assert!(matches("国税局北院", "by") && matches("国税局北院", "北"));
        assert!(matches("高永和", "g永") && matches("Anna Li", "nnal"));
        assert!(sort_key("阎秀珍") > sort_key("孙建") && sort_key("安") < sort_key("孙建"));
        assert!(matches("宋岩", ""));
        assert!(!matches("赵建群", "zq") && !matches("宋岩", "song") && !matches("宋岩", "syy"));
    }
}
