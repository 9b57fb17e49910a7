//! The demo branch shows what FACTS says, at both times.

use lunban::domain::*;
use lunban::exchange::branch_file::import;
use lunban::exchange::demo;

/// The demo branch as it stood at `at`.
fn branch(at: Instant) -> Roster {
    let mut roster = Roster::default();
    demo::events(at).unwrap_or_else(|r| panic!("{r:?}")).iter().for_each(|e| event::apply(&mut roster, e));
    roster
}

#[test]
fn the_file_is_a_branch_of_eight_posts_and_some_45_people() {
    let roster = branch(demo::NOW);
    let posts: Vec<&str> = roster.posts.values().map(|p| &*p.name).collect();
    let expected = ["畜牧局家属院", "动物检疫站家属院", "煤建公司家属院", "市国税局家属院北院", "大渠家属院"];
    assert_eq!(posts[..5], expected);
    assert_eq!(posts[5..], ["环卫处家属院", "实验中学家属院", "学苑花都"]);
    assert!((43..=49).contains(&roster.members.len()), "{}", roster.members.len());
    assert!(roster.members.values().all(|m| m.phone.as_deref().is_some_and(|p| p.starts_with("1380000"))));
    let named = [
        "赵建群",
        "王涛",
        "王芳",
        "赵正杰",
        "刘东",
        "孙建",
        "解银平",
        "高永和",
        "田强",
        "宋岩",
        "李晓丹",
        "李奕璇",
        "关宁",
        "张慧琴",
    ];
    for name in named {
        assert!(roster.member_by_name(name).is_some(), "{name}");
    }
    assert_eq!(import(&roster, demo::FILE, demo::NOW).map(|i| i.events), Ok(vec![]));
}
