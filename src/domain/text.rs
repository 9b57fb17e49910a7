//! Text that people typed: cleaned at the door.
