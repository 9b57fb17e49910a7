//! Planning a branch: what is applied brings no finding, a repair changes little, a stopped one changes nothing, and
//! whatever is asked for is answered.

mod harm;
mod kit;
mod limits;
mod properties;
mod repair;
