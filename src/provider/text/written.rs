//! The other direction, for the build: what the parser reads.

use alloc::{format, string::String, vec::Vec};

use super::{BODY_HASHES, CHALLENGES, ENCODINGS, HASHES, Hash, PARTS, Part, SECRETS, UNITS};
use crate::{
    provider::{
        Base, Layout, Provider, Separator, TimeAt,
        jwt::{Jwt, claim},
    },
    time::Tolerance,
};

fn letter<T: PartialEq>(letters: &[(u8, T)], value: &T) -> String {
    let found = letters.iter().find(|(_, other)| other == value);
    found
        .map(|(letter, _)| char::from(*letter).into())
        .unwrap_or_default()
}

impl Provider {
    /// The row as a line.
    #[must_use]
    pub(crate) fn line(&self) -> String {
        let fields = [
            self.id().into(),
            self.slots_text(),
            self.signature_text(),
            self.base_text(),
            self.time_text(),
            self.secret_text(),
            match self.body_limit() >> 20 {
                32 => String::new(),
                limit => format!("{limit}"),
            },
            self.challenge
                .map(|challenge| letter(&CHALLENGES, &challenge))
                .unwrap_or_default(),
        ];
        fields.join("|").trim_end_matches('|').into()
    }

    fn slots_text(&self) -> String {
        let sets = self.sets().enumerate().map(|(set, slots)| {
            let names = slots.iter().enumerate().map(|(place, slot)| {
                let is_time = matches!(self.time(), Some(TimeAt::Slot(at)) if at == place);
                let role = match (set, is_time, self.id_slot == Some(place)) {
                    (0, true, _) => "@",
                    (0, _, true) => "#",
                    _ => "",
                };
                format!("{role}{}", slot.text())
            });
            names.collect::<Vec<_>>().join(",")
        });
        sets.collect::<Vec<_>>().join(";")
    }

    fn signature_text(&self) -> String {
        let plain = if self.is_plain { "=" } else { "" };
        let hash = letter(&HASHES, &self.hash);
        let encoding = letter(&ENCODINGS, &self.encoding);
        let by = |separator: Separator| letter(&Separator::ALL, &separator);
        let layout = match self.layout {
            Layout::Whole { prefix: "", .. } => String::new(),
            Layout::Whole {
                prefix,
                is_optional,
            } => format!("{}{prefix}", if is_optional { "?" } else { "^" }),
            Layout::List {
                separator,
                mark: Some(mark),
                ..
            } => format!("%{}{}", by(separator), char::from(mark)),
            Layout::List {
                separator, prefix, ..
            } => format!("*{}{prefix}", by(separator)),
            Layout::Pairs {
                separator,
                time,
                tags,
            } => format!(":{}{time} {}", by(separator), tags.join(" ")),
        };
        match format!("{plain}{hash}{encoding}{layout}") {
            usual if usual == "h" => String::new(),
            other => other,
        }
    }

    fn base_text(&self) -> String {
        match self.base() {
            Base::Parts([Part::Body]) => String::new(),
            Base::Parts([]) => "-".into(),
            Base::Parts(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Lit(text) => (*text).into(),
                    Part::Slot(slot) => format!("%{slot}"),
                    other => format!("%{}", letter(&PARTS, other)),
                })
                .collect(),
            Base::Computed(computed) => format!("!{}", computed.name),
            Base::Jwt(jwt) => format!("~{}", jwt.text()),
        }
    }

    fn time_text(&self) -> String {
        let own = self.tolerance();
        let usual = Tolerance::from_millis(300_000, 300_000);
        let sides = match own {
            Some(own) if own != usual => {
                format!("{},{}", own.past() / 1000, own.future() / 1000)
            }
            _ => String::new(),
        };
        let path = match self.time() {
            Some(TimeAt::Body(path)) => format!("${path}"),
            _ => String::new(),
        };
        match format!("{}{sides}{path}", letter(&UNITS, &self.unit)) {
            usual if usual == "s" => String::new(),
            other => other,
        }
    }

    fn secret_text(&self) -> String {
        let format = self.key_format();
        let prefix = match format.prefix() {
            "whsec_" => String::new(),
            prefix => format!(":{prefix}"),
        };
        let encoding = letter(&SECRETS, &format.encoding());
        let keyed = if self.names_its_keys() { "#" } else { "" };
        let mut words = Vec::from([format!("{encoding}{keyed}{prefix}")]);
        words.extend(format.others().iter().map(|&other| other.into()));
        match words.join(" ") {
            usual if usual == "t" => String::new(),
            other => other,
        }
    }
}

impl Jwt {
    fn text(&self) -> String {
        let name = |at: usize| self.names.get(at).copied().unwrap_or_default();
        let mut words = Vec::from([String::from(self.scheme.trim_end())]);
        for hash in self.algorithms {
            words.push(match hash {
                Hash::Sha256 => "2".into(),
                other => letter(&HASHES, other),
            });
        }
        if !self.issuer.is_empty() {
            words.push(format!("i{}", self.issuer));
        }
        if self.has(claim::URL) {
            let letter = if self.is_url_hashed { "U" } else { "u" };
            words.push(format!("{letter}{}", name(claim::URL)));
        }
        if self.has(claim::BODY) {
            let how = letter(&BODY_HASHES, &self.body);
            words.push(format!("#{how}{}", name(claim::BODY)));
        }
        if self.has(claim::ID) {
            words.push(format!("j{}", name(claim::ID)));
        }
        if self.is_aged {
            words.push("a".into());
        }
        words.join(" ")
    }
}
