//! The system's own refusals in her language, as far as they are ones she can do something about.

use std::io::ErrorKind;

use super::{Lang, fill, text};

/// Why the system said no; its own words (`why`) stand in brackets where the catalogue has none for the kind.
pub fn system(lang: Lang, kind: ErrorKind, why: &str) -> String {
    let key = match kind {
        ErrorKind::NotFound => "system.not_found",
        ErrorKind::PermissionDenied => "system.permission_denied",
        ErrorKind::ReadOnlyFilesystem => "system.read_only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "system.storage_full",
        ErrorKind::IsADirectory => "system.is_a_directory",
        ErrorKind::NotADirectory => "system.not_a_directory",
        ErrorKind::InvalidFilename => "system.invalid_filename",
        ErrorKind::InvalidData => "system.invalid_data",
        _ => return fill(lang, "system.other", &[("why", &why)]),
    };
    text(lang, key).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_she_can_mend_is_said_in_her_language_and_the_rest_as_the_system_says_it() {
        let error = std::io::Error::from(ErrorKind::PermissionDenied);
        assert_eq!(system(Lang::Zh, error.kind(), &error.to_string()), "没有权限");
        assert_eq!(system(Lang::Zh, ErrorKind::Other, "device on fire"), "系统出错（device on fire）");
    }
}
