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
    // The cursor stands at an empty post: a step down makes one more action possible, which the footer shows.
    cost(&mut far, "2").await;
    cost(&mut far, DOWN).await;
    cost(&mut far, "1").await;
    // Where there is less than a budget of DESIGN §8 to keep, the number is what a slow link can bear.
    const STEP: usize = 700;
    const CURSOR: usize = 100;
    const PAGE: usize = 6_000;
    let steps = [
        (DOWN, "Today: down", STEP),
        (DOWN, "Today: down again", STEP),
        (UP, "Today: up", STEP),
        (RIGHT, "Today: the next slot, on the next day", 2 * STEP),
        (LEFT, "Today: back to the day", 3 * STEP),
        ("N", "the finding before", 2 * STEP),
        ("n", "the next finding", 2 * STEP),
        ("Z", "a key that does nothing, but the message goes", STEP),
        ("Z", "a key that does nothing", 0),
        ("\x1b[I\x1b[0n", "answers of the terminal", 0),
        ("?", "help", PAGE),
        ("\x1b[27u", "help closed", PAGE),
        (":", "palette", PAGE),
        ("a", "a letter in the palette", PAGE),
        ("\x1b[27u", "palette closed", PAGE),
        ("2", "Week", PAGE),
        (DOWN, "Week: down", CURSOR),
        (DOWN, "Week: down again", CURSOR),
        (UP, "Week: up", CURSOR),
        (RIGHT, "Week: right", CURSOR),
        (LEFT, "Week: left", CURSOR),
        ("Z", "a key that does nothing", 0),
        ("]", "Week: later", PAGE),
        ("3", "Findings", PAGE),
        (DOWN, "Findings: down", STEP),
        ("4", "Handovers", PAGE),
        (DOWN, "Handovers: down", STEP),
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

#[tokio::test]
async fn keys_that_come_together_are_drawn_once() {
    let mut far = Far::demo(120, 36).await;
    let writes = far.types("\x1b[B".repeat(40)).await;
    assert_eq!(writes.len(), 1, "one frame for forty keys");
}
