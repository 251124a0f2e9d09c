//! The JSON documents of the Images API, written by the server and read by clients.

mod discovery;
mod image;
mod member;
pub mod metadef;
mod task;
mod version;

pub use discovery::{ImportInfo, ImportMethods, ProjectUsage, ResourceUsage, Store, Stores};
pub use image::{Image, Images, Location, format_time};
pub use member::{Member, MemberRequest, MemberStatusRequest, Members};
pub use task::{ImageTask, ImageTasks, ListedTask, Task, Tasks};
pub use version::{Link, Version, Versions};
