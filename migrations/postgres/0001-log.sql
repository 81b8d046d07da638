-- The log of each context and what stands beside it. Names have collation "C": they are compared
-- and ordered by their bytes.

-- One row per context with a log. It changes in the statement that adds the commit.
create table heads (
  context        text collate "C" primary key,
  revision       bigint   not null,
  next_schema_id bigint   not null,
  live           integer  not null,
  deleted        integer  not null,
  created        smallint not null,
  -- Commits and checkpoints below this revision are purged, or about to be.
  floor          bigint   not null default 1
) with (fillfactor = 70);

create table commits (
  context        text collate "C" not null,
  revision       bigint   not null,
  token          text     not null,
  time           bigint   not null,
  actor          text     not null,
  changes        text     not null,
  next_schema_id bigint   not null,
  live           integer  not null,
  deleted        integer  not null,
  created        smallint not null,
  primary key (context, revision)
);

create table contents (
  context  text collate "C" not null,
  digest   text collate "C" not null,
  -- UTF-8; bytea, since text of PostgreSQL cannot hold every character.
  data     bytea  not null,
  -- Newest commit that brought the content: a purge of older ones leaves it alone.
  revision bigint not null,
  primary key (context, digest)
);

-- Which contexts may hold a subject name or a guid: a superset, rows are never removed.
create table hints (
  kind    text collate "C" not null,
  key     text collate "C" not null,
  context text collate "C" not null,
  primary key (kind, key, context)
);

create table checkpoints (
  context  text collate "C" primary key,
  revision bigint not null,
  format   text   not null
);

create table checkpoint_parts (
  context text collate "C" not null references checkpoints on delete cascade,
  part    integer not null,
  data    bytea   not null,
  primary key (context, part)
);
