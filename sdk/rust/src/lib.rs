//! Write a plugin for Helhed: implement [`Plugin`] and name it in [`export!`].
//!
//! A plugin runs in a sandbox of its own for every call: it has no memory of the last one, no files, no network, and of
//! a case only the facts that the municipality granted. It proposes; where rights are touched a person confirms.
//! `docs/guides/write-a-plugin.md` takes ten minutes.

pub mod bindings;
mod call;
mod say;

pub use bindings::exports::helhed::plugin::steps::Guest;
pub use bindings::helhed::plugin::types::{
    Completion, Context, Field, FieldSpec, Handover, HostError, KindSpec, Manifest, Outcome, PluginError,
    Value, Wait, Want,
};
pub use bindings::helhed::plugin::{clock, directory, log};
pub use call::{Attributes, Call};
pub use say::{Proposal, hand_over, texts};

/// What a plugin is.
pub trait Plugin {
    /// What it is called, what it can do, what it asks for. Pure: nothing is granted while it is asked.
    fn describe() -> Manifest;

    /// One call. The same call must always give the same answer: take nothing but what stands in it.
    ///
    /// # Errors
    ///
    /// [`PluginError`]: a person then does the step by hand, and reads the text.
    fn run(call: &Call) -> Result<Outcome, PluginError>;
}

/// Makes a type that is a [`Plugin`] the one of this component.
#[macro_export]
macro_rules! export {
    ($plugin:ty) => {
        #[doc(hidden)]
        struct Exported;

        impl $crate::Guest for Exported {
            fn describe() -> $crate::Manifest {
                <$plugin as $crate::Plugin>::describe()
            }

            fn run_step(context: $crate::Context) -> Result<$crate::Outcome, $crate::PluginError> {
                <$plugin as $crate::Plugin>::run(&$crate::Call::new(context))
            }
        }

        $crate::bindings::export_plugin!(Exported with_types_in $crate::bindings);
    };
}
