use super::*;

#[test]
fn the_clipboard_gets_base64() {
    for (text, base64) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("值班", "5YC854+t")] {
        assert_eq!(clipboard(text), format!("\x1b]52;c;{base64}\x1b\\"));
    }
}

#[test]
fn a_fault_ends_the_session_and_not_the_process() {
    assert_eq!(guarded(|| 1), Ok(1));
    assert_eq!(
        guarded(|| if ready_to_fail() {
            panic!("a fault, as this test wants")
        }),
        Err(Ended::Fault)
    );
}

fn ready_to_fail() -> bool {
    true
}
