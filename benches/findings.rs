//! The budgets of DESIGN §8 for findings: after one event and from scratch.

mod branch;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use lunban::domain::change::next_change;
use lunban::domain::finding::findings;
use lunban::domain::*;

fn all(c: &mut Criterion) {
    let (roster, now) = branch::branch(500, 28, 4000);
    c.bench_function("findings from scratch, 500 posts × 28 days × 4000 members (budget 150 ms)", |b| {
        b.iter(|| black_box(findings(&roster, now, None).len()));
    });
    c.bench_function("next change from scratch, 500 posts", |b| {
        b.iter(|| black_box(next_change(&roster, now)));
    });
    let (small, now) = branch::branch(10, 28, 80);
    c.bench_function("next change from scratch, 10 posts (a few ms)", |b| {
        b.iter(|| black_box(next_change(&small, now)));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3));
    targets = all
}
criterion_main!(benches);
