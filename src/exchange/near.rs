//! The names that somebody may have meant.

use strsim::normalized_damerau_levenshtein;

/// At most three of `among` that look like `word`, the likeliest first.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let likeness = |name: &str| {
        let within = !word.is_empty() && (name.contains(word) || word.contains(name) && !name.is_empty());
        let alike = normalized_damerau_levenshtein(word, name);
        if within { alike.max(0.6) } else { alike }
    };
    let mut found: Vec<(f64, &str)> = among.into_iter().map(|n| (likeness(n), n)).filter(|(l, _)| *l >= 0.5).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    found.dedup_by(|a, b| a.1 == b.1);
    found.into_iter().take(3).map(|(_, n)| n.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_likeliest_name_comes_first() {
        let names = ["畜牧局家属院", "动物检疫站家属院", "大渠家属院", "王芳", "王涛"];
        assert_eq!(nearest("畜牧局", names)[0], "畜牧局家属院");
        assert_eq!(nearest("王方", names)[0], "王涛".min("王芳"));
        assert_eq!(nearest("lieves", ["joins", "leaves"]), ["leaves"]);
        assert!(nearest("zzz", names).is_empty());
        assert!(nearest("", names).is_empty());
    }
}
