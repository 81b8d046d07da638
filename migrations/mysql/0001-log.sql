-- The log of each context and what stands beside it. Names are VARBINARY: a collation would merge
-- `a` with `A` or `a `. DDL is not transactional here, so every statement may run again.

-- One row per context with a log. It changes in the transaction that adds the commit.
create table if not exists heads (
  context        varbinary(255) not null primary key,
  revision       bigint   not null,
  next_schema_id bigint   not null,
  live           integer  not null,
  deleted        integer  not null,
  created        smallint not null,
  -- Commits and checkpoints below this revision are purged, or about to be.
  floor          bigint   not null default 1
) engine = InnoDB row_format = dynamic;

-- The JSON text of `changes` and every other text is UTF-8.
create table if not exists commits (
  context        varbinary(255) not null,
  revision       bigint         not null,
  token          varbinary(255) not null,
  time           bigint         not null,
  actor          blob           not null,
  changes        longblob       not null,
  next_schema_id bigint         not null,
  live           integer        not null,
  deleted        integer        not null,
  created        smallint       not null,
  primary key (context, revision)
) engine = InnoDB row_format = dynamic;

-- `revision` is that of the newest commit that brought the content: a purge of older ones leaves
-- it alone.
create table if not exists contents (
  context  varbinary(255) not null,
  digest   varbinary(64)  not null,
  data     longblob       not null,
  revision bigint         not null,
  primary key (context, digest)
) engine = InnoDB row_format = dynamic;

-- Which contexts may hold a subject name or a guid: a superset, rows are never removed.
create table if not exists hints (
  kind    varbinary(16)   not null,
  name    varbinary(1024) not null,
  context varbinary(255)  not null,
  primary key (kind, name, context)
) engine = InnoDB row_format = dynamic;

create table if not exists checkpoints (
  context  varbinary(255) not null primary key,
  revision bigint         not null,
  format   varbinary(255) not null
) engine = InnoDB row_format = dynamic;

create table if not exists checkpoint_parts (
  context varbinary(255) not null,
  part    integer        not null,
  data    longblob       not null,
  primary key (context, part)
) engine = InnoDB row_format = dynamic;
