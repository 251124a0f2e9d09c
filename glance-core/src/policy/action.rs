//! What callers may be allowed to do.

macro_rules! actions {
    ($($variant:ident, $name:literal, $what:literal;)*) => {
        /// Something that a caller may be allowed to do. Each has a rule of its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $what] $variant,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the name of the rule.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

actions! {
    ContextIsAdmin, "context_is_admin", "See and change everything: be an admin.";
    AddImage, "add_image", "Create an image.";
    GetImages, "get_images", "List images.";
    GetImage, "get_image", "See an image.";
    ModifyImage, "modify_image", "Change an image's attributes, properties and tags.";
    DeleteImage, "delete_image", "Delete an image.";
    PublicizeImage, "publicize_image", "Make an image public.";
    CommunitizeImage, "communitize_image", "Make an image a community image.";
    DownloadImage, "download_image", "Read an image's data.";
    DownloadFromStore, "download_from_store", "Say from which store to read an image's data.";
    UploadImage, "upload_image", "Write an image's data.";
    SetImageLocation, "set_image_location", "Change where an image's data is, by a patch.";
    GetImageLocation, "get_image_location", "See where an image's data is, to remove it from a store.";
    DeleteImageLocation, "delete_image_location", "Forget or remove data of an image.";
    AddImageLocation, "add_image_location", "Tell where a new image's data is.";
    FetchImageLocation, "fetch_image_location", "See where an image's data is.";
    CopyImage, "copy_image", "Copy an image's data to other stores.";
    Deactivate, "deactivate", "Keep an image's data from being read.";
    Reactivate, "reactivate", "Let an image's data be read again.";
    AddMember, "add_member", "Share an image with a project.";
    GetMember, "get_member", "See one member of an image.";
    GetMembers, "get_members", "See the members of an image.";
    ModifyMember, "modify_member", "Accept or reject an image.";
    DeleteMember, "delete_member", "Stop sharing an image with a project.";
    ManageImageCache, "manage_image_cache", "Look after the cache by its earlier interface.";
    ListCachedNodes, "list_cached_nodes", "See what nodes have in their caches.";
    CacheImage, "cache_image", "Queue an image for the cache.";
    CacheList, "cache_list", "See what is in the cache.";
    CacheDelete, "cache_delete", "Remove images from the cache.";
    CacheClean, "cache_clean", "Remove what is broken from the cache.";
    CachePrune, "cache_prune", "Make the cache as small as it is to be.";
    TasksApiAccess, "tasks_api_access", "Use tasks at all.";
    StoresInfoDetail, "stores_info_detail", "See how stores are set up.";
    GetMetadefNamespace, "get_metadef_namespace", "See a namespace of definitions.";
    GetMetadefNamespaces, "get_metadef_namespaces", "List namespaces of definitions.";
    AddMetadefNamespace, "add_metadef_namespace", "Create a namespace of definitions.";
    ModifyMetadefNamespace, "modify_metadef_namespace", "Change a namespace of definitions.";
    DeleteMetadefNamespace, "delete_metadef_namespace", "Delete a namespace of definitions.";
    GetMetadefObject, "get_metadef_object", "See an object of a namespace.";
    GetMetadefObjects, "get_metadef_objects", "List the objects of a namespace.";
    AddMetadefObject, "add_metadef_object", "Create an object in a namespace.";
    ModifyMetadefObject, "modify_metadef_object", "Change an object of a namespace.";
    DeleteMetadefObject, "delete_metadef_object", "Delete an object of a namespace.";
    GetMetadefProperty, "get_metadef_property", "See a property of a namespace.";
    GetMetadefProperties, "get_metadef_properties", "List the properties of a namespace.";
    AddMetadefProperty, "add_metadef_property", "Create a property in a namespace.";
    ModifyMetadefProperty, "modify_metadef_property", "Change a property of a namespace.";
    RemoveMetadefProperty, "remove_metadef_property", "Delete a property of a namespace.";
    GetMetadefTag, "get_metadef_tag", "See a tag of a namespace.";
    GetMetadefTags, "get_metadef_tags", "List the tags of a namespace.";
    AddMetadefTag, "add_metadef_tag", "Create a tag in a namespace.";
    AddMetadefTags, "add_metadef_tags", "Create several tags in a namespace.";
    ModifyMetadefTag, "modify_metadef_tag", "Change a tag of a namespace.";
    DeleteMetadefTag, "delete_metadef_tag", "Delete a tag of a namespace.";
    DeleteMetadefTags, "delete_metadef_tags", "Delete all tags of a namespace.";
    ListMetadefResourceTypes, "list_metadef_resource_types", "List resource types.";
    GetMetadefResourceType, "get_metadef_resource_type", "See a resource type of a namespace.";
    AddMetadefResourceTypeAssociation, "add_metadef_resource_type_association",
        "Associate a resource type with a namespace.";
    RemoveMetadefResourceTypeAssociation, "remove_metadef_resource_type_association",
        "Take a resource type away from a namespace.";
}
