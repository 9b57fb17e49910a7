//! Stories: what one types and what one sees.

use super::kit::demo;

#[test]
fn show_me() {
    let mut b = demo();
    println!("{}", b.screen());
    for keys in
        ["Space", "Esc a", "Esc 2", "3", "4", "1 ?", "Esc :", "Esc /", "Esc x", "Esc b", "Esc o", "Esc m", "Esc Enter"]
    {
        b.keys(keys);
        println!("=== {keys}\n{}", b.screen());
    }
    println!("{}", demo().size(120, 36).screen());
    println!("{}", demo().english().screen());
}
