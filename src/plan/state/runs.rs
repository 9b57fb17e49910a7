//! Duty dates in a row, on bits: how long the runs beside a date are.

/// Dates directly before `date` whose bit is `on`.
pub fn before(words: &[u64], date: usize, on: bool) -> usize {
    let mut n = 0;
    let (mut word, mut bits) = (date / 64, date % 64);
    loop {
        if bits > 0 {
            let all = if on { words[word] } else { !words[word] };
            let ones = (all << (64 - bits)).leading_ones() as usize;
            n += ones.min(bits);
            if ones < bits {
                return n;
            }
        }
        if word == 0 {
            return n;
        }
        (word, bits) = (word - 1, 64);
    }
}

/// Dates directly after `date`, below `dates`, whose bit is `on`.
pub fn after(words: &[u64], date: usize, on: bool, dates: usize) -> usize {
    let mut n = 0;
    let mut at = date + 1;
    while at < dates {
        let all = if on { words[at / 64] } else { !words[at / 64] };
        let left = 64 - at % 64;
        let ones = ((all >> (at % 64)).trailing_ones() as usize).min(left);
        n += ones;
        if ones < left {
            break;
        }
        at += left;
    }
    n.min(dates - date - 1)
}

/// The last date before `date` that is on.
pub fn last_on(words: &[u64], date: usize) -> Option<usize> {
    let off = before(words, date, false);
    (off < date).then(|| date - off - 1)
}

/// The next date after `date` that is on.
pub fn next_on(words: &[u64], date: usize, dates: usize) -> Option<usize> {
    let next = date + after(words, date, false, dates) + 1;
    (next < dates).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_across_words() {
        let mut words = [0u64; 3];
        let on = |d: usize| (60..70).contains(&d) || d == 0 || (127..129).contains(&d);
        (0..150).filter(|d| on(*d)).for_each(|d| words[d / 64] |= 1 << (d % 64));
        for d in 0..150 {
            for side in [true, false] {
                assert_eq!(before(&words, d, side), (0..d).rev().take_while(|x| on(*x) == side).count(), "{d} {side}");
                assert_eq!(
                    after(&words, d, side, 150),
                    (d + 1..150).take_while(|x| on(*x) == side).count(),
                    "{d} {side}"
                );
            }
            assert_eq!(last_on(&words, d), (0..d).rev().find(|x| on(*x)));
            assert_eq!(next_on(&words, d, 150), (d + 1..150).find(|x| on(*x)));
        }
    }
}
