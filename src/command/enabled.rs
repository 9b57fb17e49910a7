//! When an action can be done, or why not: the conditions that rows of the table name.

use super::context::{Context, View, WhyNot};

pub(super) fn always(_: &Context) -> Result<(), WhyNot> {
    Ok(())
}

pub(super) fn writes(context: &Context) -> Result<(), WhyNot> {
    context.may_write()
}

pub(super) fn may_be_away(context: &Context) -> Result<(), WhyNot> {
    match context.view {
        View::People => has_member(context),
        _ => somebody_here(context),
    }
}

pub(super) fn plans(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    if context.roster.posts.is_empty() { Err(WhyNot::NoPosts) } else { Ok(()) }
}

pub(super) fn writes_at_post(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.post_here().map(|_| ())
}

pub(super) fn writes_in_slot(context: &Context) -> Result<(), WhyNot> {
    if context.view == View::People {
        return writes_in_cell(context);
    }
    writes_at_post(context)?;
    context.slot.map(|_| ()).ok_or(WhyNot::NoSlotHere)
}

pub(super) fn writes_in_cell(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    has_posts(context)?;
    context.member.map(|_| ()).ok_or(WhyNot::NoMemberHere)
}

pub(super) fn has_copied(context: &Context) -> Result<(), WhyNot> {
    writes_in_cell(context)?;
    if context.copied { Ok(()) } else { Err(WhyNot::NothingCopied) }
}

pub(super) fn has_member(context: &Context) -> Result<(), WhyNot> {
    context.member.map(|_| ()).ok_or(WhyNot::NoMemberHere)
}

pub(super) fn somebody_on(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_on()
}

pub(super) fn somebody_was_on(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_was_on()
}

pub(super) fn somebody_planned(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_planned()
}

pub(super) fn somebody_here(context: &Context) -> Result<(), WhyNot> {
    context.may_write()?;
    context.somebody_here()
}

pub(super) fn has_findings(context: &Context) -> Result<(), WhyNot> {
    if context.findings > 0 { Ok(()) } else { Err(WhyNot::NoFindings) }
}

pub(super) fn has_posts(context: &Context) -> Result<(), WhyNot> {
    if context.roster.posts.is_empty() { Err(WhyNot::NoPosts) } else { Ok(()) }
}
