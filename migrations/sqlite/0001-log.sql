-- The log of each context and what stands beside it. Names are compared byte by byte, which is
-- what SQLite's default collation BINARY does.

-- One row per context with a log. It changes in the transaction that adds the commit.
create table heads (
  context        text    not null primary key,
  revision       integer not null,
  next_schema_id integer not null,
  live           integer not null,
  deleted        integer not null,
  created        integer not null,
  -- Commits and checkpoints below this revision are purged, or about to be.
  floor          integer not null default 1
) strict, without rowid;

create table commits (
  context        text    not null,
  revision       integer not null,
  token          text    not null,
  time           integer not null,
  actor          text    not null,
  changes        text    not null,
  next_schema_id integer not null,
  live           integer not null,
  deleted        integer not null,
  created        integer not null,
  primary key (context, revision)
) strict;

create table contents (
  context  text    not null,
  digest   text    not null,
  data     text    not null,
  -- Newest commit that brought the content: a purge of older ones leaves it alone.
  revision integer not null,
  primary key (context, digest)
) strict;

-- Which contexts may hold a subject name or a guid: a superset, rows are never removed.
create table hints (
  kind    text not null,
  key     text not null,
  context text not null,
  primary key (kind, key, context)
) strict, without rowid;

create table checkpoints (
  context  text    not null,
  part     integer not null,
  revision integer not null,
  format   text    not null,
  data     text    not null,
  primary key (context, part)
) strict;
