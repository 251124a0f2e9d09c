CREATE TYPE public.image_visibility AS ENUM (
    'private',
    'public',
    'shared',
    'community'
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.cached_images (
    id bigint NOT NULL,
    image_id character varying(36) NOT NULL,
    last_accessed timestamp without time zone NOT NULL,
    last_modified timestamp without time zone NOT NULL,
    size bigint NOT NULL,
    hits integer NOT NULL,
    checksum character varying(32),
    node_reference_id bigint NOT NULL
);
CREATE SEQUENCE public.cached_images_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cached_images_id_seq OWNED BY public.cached_images.id;
CREATE TABLE public.image_locations (
    id integer NOT NULL,
    image_id character varying(36) NOT NULL,
    value text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    meta_data text,
    status character varying(30) DEFAULT 'active'::character varying NOT NULL
);
CREATE SEQUENCE public.image_locations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.image_locations_id_seq OWNED BY public.image_locations.id;
CREATE TABLE public.image_members (
    id integer NOT NULL,
    image_id character varying(36) NOT NULL,
    member character varying(255) NOT NULL,
    can_share boolean NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    status character varying(20) DEFAULT 'pending'::character varying NOT NULL
);
CREATE SEQUENCE public.image_members_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.image_members_id_seq OWNED BY public.image_members.id;
CREATE TABLE public.image_properties (
    id integer NOT NULL,
    image_id character varying(36) NOT NULL,
    name character varying(255) NOT NULL,
    value text,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL
);
CREATE SEQUENCE public.image_properties_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.image_properties_id_seq OWNED BY public.image_properties.id;
CREATE TABLE public.image_tags (
    id integer NOT NULL,
    image_id character varying(36) NOT NULL,
    value character varying(255) NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL
);
CREATE SEQUENCE public.image_tags_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.image_tags_id_seq OWNED BY public.image_tags.id;
CREATE TABLE public.images (
    id character varying(36) NOT NULL,
    name character varying(255),
    size bigint,
    status character varying(30) NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    disk_format character varying(20),
    container_format character varying(20),
    checksum character varying(32),
    owner character varying(255),
    min_disk integer NOT NULL,
    min_ram integer NOT NULL,
    protected boolean DEFAULT false NOT NULL,
    virtual_size bigint,
    visibility public.image_visibility DEFAULT 'shared'::public.image_visibility NOT NULL,
    os_hidden boolean DEFAULT false NOT NULL,
    os_hash_algo character varying(64),
    os_hash_value character varying(128)
);
CREATE TABLE public.metadef_namespace_resource_types (
    resource_type_id integer NOT NULL,
    namespace_id integer NOT NULL,
    properties_target character varying(80),
    prefix character varying(80),
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE TABLE public.metadef_namespaces (
    id integer NOT NULL,
    namespace character varying(80) NOT NULL,
    display_name character varying(80),
    description text,
    visibility character varying(32),
    protected boolean,
    owner character varying(255) NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE SEQUENCE public.metadef_namespaces_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.metadef_namespaces_id_seq OWNED BY public.metadef_namespaces.id;
CREATE TABLE public.metadef_objects (
    id integer NOT NULL,
    namespace_id integer NOT NULL,
    name character varying(80) NOT NULL,
    description text,
    required text,
    json_schema text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE SEQUENCE public.metadef_objects_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.metadef_objects_id_seq OWNED BY public.metadef_objects.id;
CREATE TABLE public.metadef_properties (
    id integer NOT NULL,
    namespace_id integer NOT NULL,
    name character varying(80) NOT NULL,
    json_schema text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE SEQUENCE public.metadef_properties_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.metadef_properties_id_seq OWNED BY public.metadef_properties.id;
CREATE TABLE public.metadef_resource_types (
    id integer NOT NULL,
    name character varying(80) NOT NULL,
    protected boolean NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE SEQUENCE public.metadef_resource_types_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.metadef_resource_types_id_seq OWNED BY public.metadef_resource_types.id;
CREATE TABLE public.metadef_tags (
    id integer NOT NULL,
    namespace_id integer NOT NULL,
    name character varying(80) NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone
);
CREATE SEQUENCE public.metadef_tags_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.metadef_tags_id_seq OWNED BY public.metadef_tags.id;
CREATE TABLE public.node_reference (
    node_reference_id bigint NOT NULL,
    node_reference_url character varying(255) NOT NULL
);
CREATE SEQUENCE public.node_reference_node_reference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.node_reference_node_reference_id_seq OWNED BY public.node_reference.node_reference_id;
CREATE TABLE public.task_info (
    task_id character varying(36) NOT NULL,
    input text,
    result text,
    message text
);
CREATE TABLE public.tasks (
    id character varying(36) NOT NULL,
    type character varying(30) NOT NULL,
    status character varying(30) NOT NULL,
    owner character varying(255) NOT NULL,
    expires_at timestamp without time zone,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    image_id character varying(36),
    request_id character varying(64),
    user_id character varying(64)
);
ALTER TABLE ONLY public.cached_images ALTER COLUMN id SET DEFAULT nextval('public.cached_images_id_seq'::regclass);
ALTER TABLE ONLY public.image_locations ALTER COLUMN id SET DEFAULT nextval('public.image_locations_id_seq'::regclass);
ALTER TABLE ONLY public.image_members ALTER COLUMN id SET DEFAULT nextval('public.image_members_id_seq'::regclass);
ALTER TABLE ONLY public.image_properties ALTER COLUMN id SET DEFAULT nextval('public.image_properties_id_seq'::regclass);
ALTER TABLE ONLY public.image_tags ALTER COLUMN id SET DEFAULT nextval('public.image_tags_id_seq'::regclass);
ALTER TABLE ONLY public.metadef_namespaces ALTER COLUMN id SET DEFAULT nextval('public.metadef_namespaces_id_seq'::regclass);
ALTER TABLE ONLY public.metadef_objects ALTER COLUMN id SET DEFAULT nextval('public.metadef_objects_id_seq'::regclass);
ALTER TABLE ONLY public.metadef_properties ALTER COLUMN id SET DEFAULT nextval('public.metadef_properties_id_seq'::regclass);
ALTER TABLE ONLY public.metadef_resource_types ALTER COLUMN id SET DEFAULT nextval('public.metadef_resource_types_id_seq'::regclass);
ALTER TABLE ONLY public.metadef_tags ALTER COLUMN id SET DEFAULT nextval('public.metadef_tags_id_seq'::regclass);
ALTER TABLE ONLY public.node_reference ALTER COLUMN node_reference_id SET DEFAULT nextval('public.node_reference_node_reference_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('2024_1_contract01');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.cached_images
    ADD CONSTRAINT cached_images_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.image_locations
    ADD CONSTRAINT image_locations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.image_members
    ADD CONSTRAINT image_members_image_id_member_deleted_at_key UNIQUE (image_id, member, deleted_at);
ALTER TABLE ONLY public.image_members
    ADD CONSTRAINT image_members_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.image_properties
    ADD CONSTRAINT image_properties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.image_tags
    ADD CONSTRAINT image_tags_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cached_images
    ADD CONSTRAINT ix_cached_images_image_id_node_reference_id UNIQUE (image_id, node_reference_id);
ALTER TABLE ONLY public.image_properties
    ADD CONSTRAINT ix_image_properties_image_id_name UNIQUE (image_id, name);
ALTER TABLE ONLY public.metadef_namespace_resource_types
    ADD CONSTRAINT metadef_namespace_resource_types_pkey PRIMARY KEY (resource_type_id, namespace_id);
ALTER TABLE ONLY public.metadef_namespaces
    ADD CONSTRAINT metadef_namespaces_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.metadef_objects
    ADD CONSTRAINT metadef_objects_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.metadef_properties
    ADD CONSTRAINT metadef_properties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.metadef_resource_types
    ADD CONSTRAINT metadef_resource_types_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.metadef_tags
    ADD CONSTRAINT metadef_tags_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.node_reference
    ADD CONSTRAINT node_reference_pkey PRIMARY KEY (node_reference_id);
ALTER TABLE ONLY public.task_info
    ADD CONSTRAINT task_info_pkey PRIMARY KEY (task_id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.metadef_namespaces
    ADD CONSTRAINT uq_metadef_namespaces_namespace UNIQUE (namespace);
ALTER TABLE ONLY public.metadef_objects
    ADD CONSTRAINT uq_metadef_objects_namespace_id_name UNIQUE (namespace_id, name);
ALTER TABLE ONLY public.metadef_properties
    ADD CONSTRAINT uq_metadef_properties_namespace_id_name UNIQUE (namespace_id, name);
ALTER TABLE ONLY public.metadef_resource_types
    ADD CONSTRAINT uq_metadef_resource_types_name UNIQUE (name);
ALTER TABLE ONLY public.metadef_tags
    ADD CONSTRAINT uq_metadef_tags_namespace_id_name UNIQUE (namespace_id, name);
ALTER TABLE ONLY public.node_reference
    ADD CONSTRAINT uq_node_reference_node_reference_url UNIQUE (node_reference_url);
CREATE INDEX checksum_image_idx ON public.images USING btree (checksum);
CREATE INDEX created_at_image_idx ON public.images USING btree (created_at);
CREATE INDEX ix_image_locations_deleted ON public.image_locations USING btree (deleted);
CREATE INDEX ix_image_locations_image_id ON public.image_locations USING btree (image_id);
CREATE INDEX ix_image_members_deleted ON public.image_members USING btree (deleted);
CREATE INDEX ix_image_members_image_id ON public.image_members USING btree (image_id);
CREATE INDEX ix_image_members_image_id_member ON public.image_members USING btree (image_id, member);
CREATE INDEX ix_image_properties_deleted ON public.image_properties USING btree (deleted);
CREATE INDEX ix_image_properties_image_id ON public.image_properties USING btree (image_id);
CREATE INDEX ix_image_tags_image_id ON public.image_tags USING btree (image_id);
CREATE INDEX ix_image_tags_image_id_tag_value ON public.image_tags USING btree (image_id, value);
CREATE INDEX ix_images_deleted ON public.images USING btree (deleted);
CREATE INDEX ix_metadef_namespaces_owner ON public.metadef_namespaces USING btree (owner);
CREATE INDEX ix_metadef_ns_res_types_namespace_id ON public.metadef_namespace_resource_types USING btree (namespace_id);
CREATE INDEX ix_metadef_objects_name ON public.metadef_objects USING btree (name);
CREATE INDEX ix_metadef_properties_name ON public.metadef_properties USING btree (name);
CREATE INDEX ix_metadef_tags_name ON public.metadef_tags USING btree (name);
CREATE INDEX ix_tasks_deleted ON public.tasks USING btree (deleted);
CREATE INDEX ix_tasks_image_id ON public.tasks USING btree (image_id);
CREATE INDEX ix_tasks_owner ON public.tasks USING btree (owner);
CREATE INDEX ix_tasks_status ON public.tasks USING btree (status);
CREATE INDEX ix_tasks_type ON public.tasks USING btree (type);
CREATE INDEX ix_tasks_updated_at ON public.tasks USING btree (updated_at);
CREATE INDEX os_hash_value_image_idx ON public.images USING btree (os_hash_value);
CREATE INDEX os_hidden_image_idx ON public.images USING btree (os_hidden);
CREATE INDEX owner_image_idx ON public.images USING btree (owner);
CREATE INDEX updated_at_image_idx ON public.images USING btree (updated_at);
CREATE INDEX visibility_image_idx ON public.images USING btree (visibility);
ALTER TABLE ONLY public.cached_images
    ADD CONSTRAINT cached_images_node_reference_id_fkey FOREIGN KEY (node_reference_id) REFERENCES public.node_reference(node_reference_id);
ALTER TABLE ONLY public.image_locations
    ADD CONSTRAINT image_locations_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images(id);
ALTER TABLE ONLY public.image_members
    ADD CONSTRAINT image_members_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images(id);
ALTER TABLE ONLY public.image_properties
    ADD CONSTRAINT image_properties_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images(id);
ALTER TABLE ONLY public.image_tags
    ADD CONSTRAINT image_tags_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images(id);
ALTER TABLE ONLY public.metadef_namespace_resource_types
    ADD CONSTRAINT metadef_namespace_resource_types_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.metadef_namespaces(id);
ALTER TABLE ONLY public.metadef_namespace_resource_types
    ADD CONSTRAINT metadef_namespace_resource_types_resource_type_id_fkey FOREIGN KEY (resource_type_id) REFERENCES public.metadef_resource_types(id);
ALTER TABLE ONLY public.metadef_objects
    ADD CONSTRAINT metadef_objects_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.metadef_namespaces(id);
ALTER TABLE ONLY public.metadef_properties
    ADD CONSTRAINT metadef_properties_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.metadef_namespaces(id);
ALTER TABLE ONLY public.metadef_tags
    ADD CONSTRAINT metadef_tags_namespace_id_fkey FOREIGN KEY (namespace_id) REFERENCES public.metadef_namespaces(id);
ALTER TABLE ONLY public.task_info
    ADD CONSTRAINT task_info_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.tasks(id);
