//! Help, which is the reference that users have at hand.

use crate::support::Program;

#[test]
#[expect(clippy::too_many_lines, reason = "one snapshot")]
fn the_program_explains_itself() {
    let program = Program::alone().variable("OS_PASSWORD", "hunter2");
    let help = program.run(&["--help"]).printed();
    insta::assert_snapshot!(help, @r#"
    Command-line client of the OpenStack Images API

    Usage: glance [OPTIONS] [COMMAND]

    Commands:
      add-location                     Tell a queued image where its data is
      cache-clean                      Remove what is invalid or stuck from the cache of a server
      cache-clear                      Remove all images from the cache of a server, from its queue, or from both
      cache-delete                     Remove images from the cache of a server, and from its queue
      cache-list                       List what a server holds in its cache, and what waits for that
      cache-nodes-list                 List the servers that hold an image in their cache
      cache-prune                      Make the cache of a server as small as it is to be
      cache-queue                      Ask a server to bring images into its cache
      explain                          Describe the attributes of a kind of document
      image-create                     Create a new image
      image-create-via-import          Create a new image, and import its data
      image-deactivate                 Make an image's data unreadable for all but administrators
      image-delete                     Delete images
      image-download                   Download an image's data, and verify it
      image-import                     Begin the import of an image
      image-list                       List the images that you can use
      image-reactivate                 Make an image's data readable again
      image-show                       Show an image
      image-stage                      Upload data to where an import finds it
      image-tag-delete                 Remove a tag from an image
      image-tag-update                 Add a tag to an image
      image-tasks                      List the tasks that work or worked on an image
      image-update                     Change an image's attributes and properties
      image-upload                     Upload the data of an image that has none
      import-info                      Show the ways in which the service imports images
      location-add                     Add a location to an image
      location-delete                  Remove locations from an image
      location-update                  Change the metadata of one of an image's locations
      md-namespace-create              Create a namespace of metadata definitions
      md-namespace-delete              Delete a namespace with all that it holds
      md-namespace-import              Create a namespace, with all that it is to hold, from a file or standard input
      md-namespace-list                List the namespaces that you can see
      md-namespace-objects-delete      Delete all objects of a namespace
      md-namespace-properties-delete   Delete all properties of a namespace
      md-namespace-resource-type-list  List the types of resources that a namespace is for
      md-namespace-show                Show a namespace, and the names of what it holds
      md-namespace-tags-delete         Delete all tags of a namespace
      md-namespace-update              Change a namespace
      md-object-create                 Create an object in a namespace
      md-object-delete                 Delete an object of a namespace
      md-object-list                   List the objects of a namespace
      md-object-property-show          Show a property of an object
      md-object-show                   Show an object of a namespace
      md-object-update                 Change an object of a namespace
      md-property-create               Create a property in a namespace
      md-property-delete               Delete a property of a namespace
      md-property-list                 List the properties of a namespace
      md-property-show                 Show a property of a namespace
      md-property-update               Change a property of a namespace
      md-resource-type-associate       Say that a namespace is for a type of resources
      md-resource-type-deassociate     Take back that a namespace is for a type of resources
      md-resource-type-list            List the types of resources that are known
      md-tag-create                    Add a tag to a namespace
      md-tag-create-multiple           Give a namespace several tags
      md-tag-delete                    Delete a tag of a namespace
      md-tag-list                      List the tags of a namespace
      md-tag-show                      Show a tag of a namespace
      md-tag-update                    Give a tag of a namespace another name
      member-create                    Share an image with a project
      member-delete                    Stop sharing an image with a project
      member-get                       Show how an image is shared with a project
      member-list                      List the projects that an image is shared with
      member-update                    Accept or reject an image for a project
      stores-delete                    Remove an image's data from one of its stores
      stores-info                      Show the stores of the service
      task-create                      Create a task
      task-list                        List tasks
      task-show                        Show a task
      usage                            Show the project's quotas, and how much of each is used
      completion                       Print a script that completes commands and options for a shell
      man                              Write a manual page for each command
      help                             Print this help, or that of one command

    Options:
      -d, --debug       Show requests and responses on standard error [env: GLANCECLIENT_DEBUG]
      -v, --verbose     Print more columns
          --get-schema  Ask the cloud again which attributes its images have; options are made from them
      -h, --help        Print help
      -V, --version     Print version

    Connection options:
          --os-cloud <NAME>                 Name of a cloud in clouds.yaml [env: OS_CLOUD]
          --os-image-url <URL>              Endpoint of the image service; without one, that of the catalog, and without Keystone <http://127.0.0.1:9292> [env: OS_IMAGE_URL]
          --os-image-api-version <VERSION>  Version of the Images API; 2 is the only one [env: OS_IMAGE_API_VERSION]
          --os-service-type <TYPE>          Type of the service in the catalog [env: OS_SERVICE_TYPE]
          --os-endpoint-type <INTERFACE>    Which endpoint of the catalog: public, internal or admin [env: OS_ENDPOINT_TYPE]
          --os-region-name <NAME>           Region in the catalog [env: OS_REGION_NAME]
          --insecure                        Do not verify the server's certificate
          --os-cacert <FILE>                File with the certificates of the authorities to trust, instead of those that the system trusts [env: OS_CACERT]
          --os-cert <FILE>                  File with the certificate to show to the server [env: OS_CERT]
          --os-key <FILE>                   File with the key of that certificate [env: OS_KEY]
          --tls-min-version <VERSION>       Least version of TLS to talk: 1.2 or 1.3 [env: OS_TLS_MIN_VERSION]
          --timeout <SECONDS>               How long the server may stay silent, in seconds [default: 600]

    Authentication options:
          --os-auth-type <TYPE>
              How to authenticate: password, token, v3applicationcredential or none [env: OS_AUTH_TYPE]
          --os-auth-url <URL>
              URL of Keystone [env: OS_AUTH_URL]
          --os-auth-token <TOKEN>
              Token to send as it is [env: OS_AUTH_TOKEN]
          --os-username <NAME>
              User's name [env: OS_USERNAME]
          --os-user-id <ID>
              User's ID [env: OS_USER_ID]
          --os-password <PASSWORD>
              User's password [env: OS_PASSWORD]
          --os-user-domain-id <ID>
              ID of the user's domain [env: OS_USER_DOMAIN_ID]
          --os-user-domain-name <NAME>
              Name of the user's domain [env: OS_USER_DOMAIN_NAME]
          --os-project-id <ID>
              ID of the project to work in [env: OS_PROJECT_ID]
          --os-project-name <NAME>
              Name of the project to work in [env: OS_PROJECT_NAME]
          --os-project-domain-id <ID>
              ID of the project's domain [env: OS_PROJECT_DOMAIN_ID]
          --os-project-domain-name <NAME>
              Name of the project's domain [env: OS_PROJECT_DOMAIN_NAME]
          --os-domain-id <ID>
              ID of the domain to work in, instead of a project [env: OS_DOMAIN_ID]
          --os-domain-name <NAME>
              Name of the domain to work in, instead of a project [env: OS_DOMAIN_NAME]
          --os-system-scope <SCOPE>
              Work in the whole cloud, instead of a project: all [env: OS_SYSTEM_SCOPE]
          --os-trust-id <ID>
              ID of the trust to work with, instead of a project [env: OS_TRUST_ID]
          --os-application-credential-id <ID>
              ID of the application credential [env: OS_APPLICATION_CREDENTIAL_ID]
          --os-application-credential-name <NAME>
              Name of the application credential, which needs its user too [env: OS_APPLICATION_CREDENTIAL_NAME]
          --os-application-credential-secret <SECRET>
              Secret of the application credential [env: OS_APPLICATION_CREDENTIAL_SECRET]
          --os-default-domain-id <ID>
              ID of the domain of user and project, where they have no other [env: OS_DEFAULT_DOMAIN_ID]
          --os-default-domain-name <NAME>
              Name of the domain of user and project, where they have no other [env: OS_DEFAULT_DOMAIN_NAME]

    See "glance help COMMAND" for help on a specific command.
    "#);
    assert_eq!(program.run(&["help"]).printed(), help);
    assert_eq!(program.run(&[]).printed(), help);
    assert_eq!(program.run(&["--version"]).printed(), concat!("glance ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn every_command_explains_itself() {
    let program = Program::alone();
    let help = program.run(&["help", "image-create"]).printed();
    insta::assert_snapshot!(help, @r#"
    Create a new image

    Usage: glance image-create [OPTIONS]

    Options:
          --file <FILE>      File with the data to upload; without one, data is read from standard input, unless that is a terminal
          --size <BYTES>     Size of the data in bytes, where it is not a file's
          --progress         Show a progress bar, if standard error is a terminal
          --store <STORE>    Store to upload to [env: OS_IMAGE_STORE]
      -f, --format <FORMAT>  How to print the result: table, json, yaml, csv or value [default: table]
      -h, --help             Print help

    Attributes and properties:
          --hidden [<True|False>]
              Whether the image is left out of lists
          --property <KEY=VALUE>
              Any other property; may be given many times
          --id <ID>
              ID for the image; without one, the service makes one
          --name <NAME>
              Name of the image
          --visibility <VISIBILITY>
              Who can see the image: public, private, community or shared
          --protected [<True|False>]
              Whether the image can't be deleted
          --owner <OWNER>
              Project that the image belongs to
          --container-format <CONTAINER_FORMAT>
              Format of what the disk is wrapped in: None, bare, ovf, ova, docker, compressed, ami, ari, aki
          --disk-format <DISK_FORMAT>
              Format of the disk: None, raw, qcow2, iso, vmdk, vhd, vhdx, vdi, ploop, gpt, ami, ari, aki
          --tags <TAGS>...
              Tags for the image
          --min-ram <MIN_RAM>
              Memory that a server needs, in MiB
          --min-disk <MIN_DISK>
              Disk space that a server needs, in GiB
          --kernel-id <KERNEL_ID>
              ID of the image with the kernel
          --ramdisk-id <RAMDISK_ID>
              ID of the image with the initial RAM disk
          --instance-uuid <INSTANCE_UUID>
              ID of the server that the image was made from
          --architecture <ARCHITECTURE>
              Architecture of the operating system
          --os-distro <OS_DISTRO>
              Name of the operating system
          --os-version <OS_VERSION>
              Version of the operating system
    "#);
    assert_eq!(program.run(&["image-create", "--help"]).printed(), help);
    insta::assert_snapshot!(program.run(&["help", "image-download"]).printed(), @r#"
    Download an image's data, and verify it

    Usage: glance image-download [OPTIONS] <IMAGE_ID>

    Arguments:
      <IMAGE_ID>  ID of the image

    Options:
          --file <FILE>         File to save the data to; without one, data goes to standard output, unless that is a terminal
          --progress            Show a progress bar, if standard error is a terminal
          --allow-md5-fallback  Verify the MD5 checksum where the image's own hash algorithm is not available [env: OS_IMAGE_ALLOW_MD5_FALLBACK]
          --prefer <STORES>     Stores to try first, with commas between them
      -h, --help                Print help
    "#);
}

#[test]
fn shells_complete_commands_and_options() {
    let program = Program::alone();
    for shell in ["bash", "zsh", "fish"] {
        let script = program.run(&["completion", shell]).printed();
        for word in ["image-create-via-import", "os-distro", "os-auth-url", "allow-md5-fallback"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let words = program.run(&["bash-completion"]).printed();
    assert_eq!(program.run(&["bash_completion"]).printed(), words);
    assert_eq!(words.lines().count(), 1);
    let words: Vec<&str> = words.split_whitespace().collect();
    for word in ["image-list", "task-show", "--container-format", "--human-readable", "-f"] {
        assert!(words.contains(&word), "{word} in {words:?}");
    }
    assert!(!words.iter().any(|word| word.contains("completion") && word.contains("bash")), "{words:?}");
}

#[test]
fn every_command_has_a_manual_page() {
    let program = Program::alone();
    assert_eq!(program.run(&["man", "--dir", "share/man"]).printed(), "");
    let page = |name: &str| std::fs::read_to_string(program.path(&format!("share/man/{name}.1"))).unwrap();
    assert!(page("glance").contains("image\\-create\\-via\\-import(1)"), "{}", page("glance"));
    assert!(page("glance-image-create").contains("disk\\-format"), "{}", page("glance-image-create"));
}
