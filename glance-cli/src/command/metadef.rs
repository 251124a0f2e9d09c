//! `md-…`: metadata definitions.

mod document;
mod namespace;
mod object;
mod property;
mod resource_type;
mod tag;

use crate::client::Client;
use crate::error::Result;

/// The commands, in the order in which help lists them.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Create a namespace of metadata definitions
    #[command(name = "md-namespace-create")]
    NamespaceCreate(namespace::create::Args),
    /// Delete a namespace with all that it holds
    #[command(name = "md-namespace-delete")]
    NamespaceDelete(namespace::NamespaceArgs),
    /// Create a namespace, with all that it is to hold, from a file or standard input
    #[command(name = "md-namespace-import")]
    NamespaceImport(namespace::import::Args),
    /// List the namespaces that you can see
    #[command(name = "md-namespace-list")]
    NamespaceList(namespace::list::Args),
    /// Delete all objects of a namespace
    #[command(name = "md-namespace-objects-delete")]
    NamespaceObjectsDelete(namespace::NamespaceArgs),
    /// Delete all properties of a namespace
    #[command(name = "md-namespace-properties-delete")]
    NamespacePropertiesDelete(namespace::NamespaceArgs),
    /// List the types of resources that a namespace is for
    #[command(name = "md-namespace-resource-type-list")]
    NamespaceResourceTypeList(resource_type::associations::Args),
    /// Show a namespace, and the names of what it holds
    #[command(name = "md-namespace-show")]
    NamespaceShow(namespace::show::Args),
    /// Delete all tags of a namespace
    #[command(name = "md-namespace-tags-delete")]
    NamespaceTagsDelete(namespace::NamespaceArgs),
    /// Change a namespace
    #[command(name = "md-namespace-update")]
    NamespaceUpdate(namespace::update::Args),
    /// Create an object in a namespace
    #[command(name = "md-object-create")]
    ObjectCreate(object::create::Args),
    /// Delete an object of a namespace
    #[command(name = "md-object-delete")]
    ObjectDelete(object::ObjectArgs),
    /// List the objects of a namespace
    #[command(name = "md-object-list")]
    ObjectList(object::list::Args),
    /// Show a property of an object
    #[command(name = "md-object-property-show")]
    ObjectPropertyShow(object::property_show::Args),
    /// Show an object of a namespace
    #[command(name = "md-object-show")]
    ObjectShow(object::show::Args),
    /// Change an object of a namespace
    #[command(name = "md-object-update")]
    ObjectUpdate(object::update::Args),
    /// Create a property in a namespace
    #[command(name = "md-property-create")]
    PropertyCreate(property::create::Args),
    /// Delete a property of a namespace
    #[command(name = "md-property-delete")]
    PropertyDelete(property::PropertyArgs),
    /// List the properties of a namespace
    #[command(name = "md-property-list")]
    PropertyList(property::list::Args),
    /// Show a property of a namespace
    #[command(name = "md-property-show")]
    PropertyShow(property::show::Args),
    /// Change a property of a namespace
    #[command(name = "md-property-update")]
    PropertyUpdate(property::update::Args),
    /// Say that a namespace is for a type of resources
    #[command(name = "md-resource-type-associate")]
    ResourceTypeAssociate(resource_type::associate::Args),
    /// Take back that a namespace is for a type of resources
    #[command(name = "md-resource-type-deassociate")]
    ResourceTypeDeassociate(resource_type::deassociate::Args),
    /// List the types of resources that are known
    #[command(name = "md-resource-type-list")]
    ResourceTypeList(resource_type::list::Args),
    /// Add a tag to a namespace
    #[command(name = "md-tag-create")]
    TagCreate(tag::create::Args),
    /// Give a namespace several tags
    #[command(name = "md-tag-create-multiple")]
    TagCreateMultiple(tag::create_multiple::Args),
    /// Delete a tag of a namespace
    #[command(name = "md-tag-delete")]
    TagDelete(tag::TagArgs),
    /// List the tags of a namespace
    #[command(name = "md-tag-list")]
    TagList(tag::list::Args),
    /// Show a tag of a namespace
    #[command(name = "md-tag-show")]
    TagShow(tag::show::Args),
    /// Give a tag of a namespace another name
    #[command(name = "md-tag-update")]
    TagUpdate(tag::update::Args),
}

/// Runs a command.
///
/// # Errors
/// Whatever keeps the command from doing what it is for.
pub(crate) fn run(client: &Client, command: &Command) -> Result<()> {
    match command {
        Command::NamespaceCreate(args) => namespace::create::run(client, args),
        Command::NamespaceDelete(args) => document::delete(client, &args.path(&[])),
        Command::NamespaceImport(args) => namespace::import::run(client, args),
        Command::NamespaceList(args) => namespace::list::run(client, args),
        Command::NamespaceObjectsDelete(args) => document::delete(client, &args.path(&["objects"])),
        Command::NamespacePropertiesDelete(args) => document::delete(client, &args.path(&["properties"])),
        Command::NamespaceResourceTypeList(args) => resource_type::associations::run(client, args),
        Command::NamespaceShow(args) => namespace::show::run(client, args),
        Command::NamespaceTagsDelete(args) => document::delete(client, &args.path(&["tags"])),
        Command::NamespaceUpdate(args) => namespace::update::run(client, args),
        Command::ObjectCreate(args) => object::create::run(client, args),
        Command::ObjectDelete(args) => document::delete(client, &args.path()),
        Command::ObjectList(args) => object::list::run(client, args),
        Command::ObjectPropertyShow(args) => object::property_show::run(client, args),
        Command::ObjectShow(args) => object::show::run(client, args),
        Command::ObjectUpdate(args) => object::update::run(client, args),
        Command::PropertyCreate(args) => property::create::run(client, args),
        Command::PropertyDelete(args) => document::delete(client, &args.path()),
        Command::PropertyList(args) => property::list::run(client, args),
        Command::PropertyShow(args) => property::show::run(client, args),
        Command::PropertyUpdate(args) => property::update::run(client, args),
        Command::ResourceTypeAssociate(args) => resource_type::associate::run(client, args),
        Command::ResourceTypeDeassociate(args) => resource_type::deassociate::run(client, args),
        Command::ResourceTypeList(args) => resource_type::list::run(client, args),
        Command::TagCreate(args) => tag::create::run(client, args),
        Command::TagCreateMultiple(args) => tag::create_multiple::run(client, args),
        Command::TagDelete(args) => document::delete(client, &args.path()),
        Command::TagList(args) => tag::list::run(client, args),
        Command::TagShow(args) => tag::show::run(client, args),
        Command::TagUpdate(args) => tag::update::run(client, args),
    }
}
