//! What the tests of the whole house share: daemons in this process and as processes of their own, people who make
//! requests, scenarios played on the runtime's core over a disk that loses power.

pub mod child;
pub mod crashing;
pub mod expected;
pub mod fuzz;
pub mod office;
pub mod order;
pub mod page;
pub mod places;
pub mod plain;
pub mod power;
pub mod problem;
pub mod simulation;
pub mod world;

pub use child::Child;
pub use crashing::Crashing;
pub use world::World;
