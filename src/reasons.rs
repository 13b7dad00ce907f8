//! One list per error enum, from which the enum, its codes, its sentences and its TypeScript follow.

/// What a code stands for: the same in Rust, in JavaScript and in a log.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Reason {
    /// Stable identifier in snake case.
    pub code: &'static str,
    /// The HTTP status that answers it.
    pub status: u16,
    /// One sentence for people: what happened and what to check. Never holds request data.
    pub text: &'static str,
}

/// Declares a `Copy` error enum whose variants hold integers only, so none has room for a secret.
///
/// A variant is `Name { field: type as "TypeScript type" } = "code", status, "sentence";`.
macro_rules! reasons {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident $({ $( $(#[$field_meta:meta])* $field:ident: $ty:ty as $ts:literal ),+ })?
                    = $code:literal, $status:literal, $text:literal;
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant $({ $( $(#[$field_meta])* $field: $ty ),+ })? ),+
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const REASONS: &'static [$crate::Reason] = &[
                $( $crate::Reason { code: $code, status: $status, text: $text } ),+
            ];

            /// The union of all variants, as TypeScript source.
            #[cfg(feature = "wasm")]
            #[doc(hidden)]
            pub const TYPESCRIPT: &'static str = concat!(
                $( "\n  | { readonly code: '", $code, "'; readonly status: ", $status,
                   $( $( "; readonly ", stringify!($field), ": ", $ts, )+ )? " }" ),+
            );

            /// The stable code, the same in Rust, in JavaScript and in a log.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant { .. } => $code ),+ }
            }

            /// The HTTP status that answers it: 500 where the fault is the receiver's own.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $( Self::$variant { .. } => $status ),+ }
            }

            /// Its place in [`Self::REASONS`].
            #[cfg(feature = "wasm")]
            #[doc(hidden)]
            #[must_use]
            pub const fn place(self) -> u8 {
                enum Place { $( $variant ),+ }
                match self { $( Self::$variant { .. } => Place::$variant as u8 ),+ }
            }

            /// One sentence: what happened and what to check.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant { .. } => $text ),+ }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.text())
            }
        }

        impl core::error::Error for $name {}
    };
}
pub(crate) use reasons;
