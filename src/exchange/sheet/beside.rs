//! Tables beside each other: a header whose words come again, as where a month or a list of people is folded in two.
//! Each part is read as a sheet of its own, under the lines above all of them.

use super::grid::{At, Grid, Value};
use super::look::Look;
use super::words::{Word, tight};

/// How many rows from the top may hold such a header.
const HEADERS: usize = 30;

/// The parts of a sheet from the left; none where it is one.
pub fn parts(look: &Look, grid: &Grid) -> Option<Vec<Grid>> {
    let (row, begins) =
        (0..HEADERS.min(grid.height())).find_map(|i| Some((grid.row_at(i)?, begins(look, grid, i)?)))?;
    let ends = begins.iter().skip(1).copied().chain([u32::MAX]);
    Some(begins.iter().zip(ends).map(|(from, to)| grid.part(row, *from..to)).collect())
}

/// A word of a header.
struct Said {
    word: Word,
    text: String,
    col: u32,
}

/// The first columns of the parts whose header is the row of index `i`.
fn begins(look: &Look, grid: &Grid, i: usize) -> Option<Vec<u32>> {
    let cells = grid.row(grid.row_at(i)?);
    if cells.iter().filter(|(at, _)| look.weekday(grid, *at, true).is_some()).count() > 2 {
        return None;
    }
    let said = |(at, value): &(At, Value)| {
        Some(Said { word: look.word(grid, *at)?, text: tight(&value.shown()), col: at.col })
    };
    let words: Vec<Said> = cells.iter().filter_map(said).collect();
    // 序号 in front of all of them, or 备注 behind, belongs to none.
    let is_key = |s: &Said| s.word != Word::Other;
    let (first, last) = (words.iter().position(is_key)?, words.iter().rposition(is_key)?);
    [&words[..], &words[first..=last]].into_iter().find_map(|words| repeated(look, grid, i, words))
}

/// The columns at which a header begins anew, if all of it is one part several times.
fn repeated(look: &Look, grid: &Grid, i: usize, words: &[Said]) -> Option<Vec<u32>> {
    let comes_again =
        |n: &usize| words.len().is_multiple_of(*n) && (*n..words.len()).all(|j| words[j].text == words[j - n].text);
    let n = (1..=words.len() / 2).find(comes_again)?;
    let parts: Vec<&[Said]> = words.chunks(n).collect();
    let end = |p: usize| parts.get(p + 1).map_or(u32::MAX, |next| next[0].col);
    let is_table = |p: usize| {
        let (part, cols) = (parts[p], parts[p][0].col..end(p));
        let has = |wanted: &[Word]| part.iter().any(|s| wanted.contains(&s.word));
        let dated = |s: &&Said| s.word == Word::Date;
        match part.iter().find(dated) {
            Some(date) => {
                let content = look.content(grid, date.col, i + 1);
                content.mostly(content.dates) && cols.end - cols.start > 1
            }
            None => {
                let row = grid.row_at(i).map_or(&[][..], |row| grid.row(row));
                let dates = || row.iter().any(|(at, _)| cols.contains(&at.col) && look.date(grid, *at).is_some());
                has(&[Word::Name]) && (has(&[Word::Unit, Word::Role, Word::Party, Word::Phone]) || dates())
            }
        }
    };
    let all = (0..parts.len()).all(is_table);
    all.then(|| std::iter::once(0).chain(parts.iter().skip(1).map(|part| part[0].col)).collect())
}
