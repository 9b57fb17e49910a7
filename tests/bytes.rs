//! How many bytes and writes each kind of key costs on the demo's screen at 120×36 (DESIGN §8).

mod far;

use far::Far;

const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";

/// What `keys` cost: bytes and writes.
async fn cost(far: &mut Far, keys: &str) -> (usize, usize) {
    let writes = far.types(keys).await;
    (writes.iter().map(Vec::len).sum(), writes.len())
}

#[tokio::test]
async fn every_kind_of_key_stays_within_its_budget() {
    let mut far = Far::demo(120, 36).await;
    // Where there is less than a budget of DESIGN §8 to keep, the number is what a slow link can bear.
    const STEP: usize = 700;
    const PAGE: usize = 6_000;
    let steps = [
        (DOWN, "Today: down", STEP),
        (DOWN, "Today: down again", STEP),
        (UP, "Today: up", STEP),
        (RIGHT, "Today: the next slot, on the next day", 2 * STEP),
        (LEFT, "Today: back to the day", 3 * STEP),
        ("n", "the next finding", 2 * STEP),
        ("N", "the finding before", 2 * STEP),
        ("Z", "a key that does nothing, but the message goes", STEP),
        ("Z", "a key that does nothing", 0),
        ("\x1b[I\x1b[0n", "answers of the terminal", 0),
        ("?", "help", PAGE),
        ("\x1b[27u", "help closed", PAGE),
        (":", "palette", PAGE),
        ("a", "a letter in the palette", PAGE),
        ("\x1b[27u", "palette closed", PAGE),
        ("2", "Week", PAGE),
        ("Z", "a key that does nothing", 0),
        ("]", "Week: later", PAGE),
        ("3", "Findings", PAGE),
        (DOWN, "Findings: down, to another post's details", 2 * STEP),
        ("4", "Handovers", PAGE),
        (DOWN, "Handovers: down", STEP),
        ("5", "People: 29 rows of 28 cells", PAGE + 2 * STEP),
        (DOWN, "People: down, to another's details", STEP),
        (RIGHT, "People: right, to another day's details", STEP),
        ("v", "People: select", STEP),
        (DOWN, "People: select two", STEP),
        ("\x1b[27u", "People: no more selected", STEP),
        ("1", "Today", PAGE),
    ];
    let mut over = Vec::new();
    for (keys, what, most) in steps {
        let (bytes, writes) = cost(&mut far, keys).await;
        println!("{bytes:6} bytes {writes} writes (at most {most:5})  {what}");
        if bytes > most || writes > 1 || (bytes == 0) != (most == 0) {
            over.push(format!("{what}: {bytes} bytes in {writes} writes, at most {most} in one"));
        }
    }
    assert!(over.is_empty(), "{}", over.join("\n"));
}

/// Steps the cursor by each key in turn; the steps that cost more than `most(the footer changed)`.
async fn steps(far: &mut Far, keys: &[&str], most: impl Fn(bool) -> usize) -> Vec<String> {
    let foot = |far: &Far| far.text().lines().nth(35).unwrap_or_default().to_string();
    let mut over = Vec::new();
    for key in keys {
        let before = foot(far);
        let (bytes, writes) = cost(far, key).await;
        let most = most(foot(far) != before || far.bytes().contains("\x1b[36;"));
        println!("{bytes:6} bytes {writes} writes (at most {most:5})  {key:?}");
        if bytes > most || writes > 1 {
            over.push(format!("{bytes} bytes in {writes} writes, at most {most}:\n{}", far.text()));
        }
    }
    over
}

#[tokio::test]
async fn a_step_on_today_is_within_700_bytes_with_the_details_that_follow_it() {
    let mut far = Far::demo(120, 36).await;
    cost(&mut far, UP).await;
    let there_and_back = [&[DOWN; 7][..], &[UP; 7][..]].concat();
    let over = steps(&mut far, &there_and_back, |_| 700).await;
    assert!(over.is_empty(), "{}", over.join("\n"));
}

#[tokio::test]
async fn a_step_on_week_is_within_100_bytes_where_only_the_cursor_moves() {
    let mut far = Far::demo(120, 36).await;
    cost(&mut far, "2").await;
    let walk = [&[DOWN; 8][..], &[RIGHT; 6][..], &[UP; 8][..], &[LEFT; 6][..]].concat();
    let over = steps(&mut far, &walk, |foot_changed| if foot_changed { 200 } else { 100 }).await;
    assert!(over.is_empty(), "{}", over.join("\n"));
}

#[tokio::test]
async fn keys_that_come_together_are_drawn_once() {
    let mut far = Far::demo(120, 36).await;
    let writes = far.types("\x1b[B".repeat(40)).await;
    assert_eq!(writes.len(), 1, "one frame for forty keys");
}
