//! What the contract says, as wasmtime reads it.
wasmtime::component::bindgen!({
    path: "../../sdk/wit",
    world: "plugin",
    imports: { default: trappable },
    exports: { default: async },
});
