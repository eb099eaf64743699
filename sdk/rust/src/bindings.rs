//! What the contract says, as `wit-bindgen` reads it. Use the names of the crate root instead.
#![expect(missing_docs, reason = "generated; the words stand in sdk/wit/plugin.wit")]

wit_bindgen::generate!({
    path: "../wit",
    world: "plugin",
    pub_export_macro: true,
    export_macro_name: "export_plugin",
});
