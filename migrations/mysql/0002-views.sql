-- For people with a SQL prompt. The registry itself never reads these views.

create or replace view contexts as
select convert(context using utf8mb4) as context, revision, next_schema_id,
       live as live_subjects, deleted as deleted_subjects, created
  from heads;

-- Every change of every commit since the context was last deleted, one row each, or one for each
-- version where a change concerns several.
create or replace view changes as
select c.context as context_bytes, convert(c.context using utf8mb4) as context, c.revision,
       e.position, e.kind, e.subject, coalesce(e.version, e.listed) as version, e.schema_id,
       e.guid, e.digest, c.time, convert(c.actor using utf8mb4) as actor
  from commits c
  join heads h on h.context = c.context
  join json_table(convert(c.changes using utf8mb4), '$[*]' columns (
         position for ordinality,
         kind varchar(32) path '$.kind',
         subject varchar(1024) path '$.subject',
         version integer path '$.version',
         schema_id integer path '$.id',
         guid varchar(36) path '$.guid',
         digest varchar(64) path '$.digest',
         nested path '$.versions[*]' columns (listed integer path '$')
       )) e
 where c.revision >= h.floor;

-- Live and soft-deleted versions: the newest word about each (subject, version) counts.
create or replace view subject_versions as
with tombstones as (
  select context_bytes, max(revision) as revision from changes where kind = 'contextDeleted'
   group by context_bytes
), ranked as (
  select e.*, cast(e.subject as binary) as subject_bytes,
         row_number() over (partition by e.context_bytes, cast(e.subject as binary), e.version
                            order by e.revision desc, e.position desc) as age,
         row_number() over (partition by e.context_bytes, cast(e.subject as binary), e.version,
                                         e.kind = 'registered'
                            order by e.revision desc, e.position desc) as age_of_kind
    from changes e left join tombstones t on t.context_bytes = e.context_bytes
   where e.kind in ('registered', 'softDeleted', 'purged')
     and e.revision > coalesce(t.revision, 0)
)
select r.context_bytes, r.context, r.subject, r.version, r.schema_id, r.guid, r.digest,
       newest.kind = 'softDeleted' as deleted, r.revision
  from ranked r
  join ranked newest
    on newest.context_bytes = r.context_bytes and newest.subject_bytes = r.subject_bytes
   and newest.version = r.version and newest.age = 1
 where r.kind = 'registered' and r.age_of_kind = 1 and newest.kind <> 'purged';

create or replace view `schemas` as
select v.context, v.schema_id, v.guid,
       json_unquote(json_extract(convert(c.data using utf8mb4), '$.type')) as type,
       json_unquote(json_extract(convert(c.data using utf8mb4), '$.text')) as text, v.digest
  from (select distinct context_bytes, context, schema_id, guid, digest from subject_versions) v
  join contents c on c.context = v.context_bytes and c.digest = cast(v.digest as binary);
