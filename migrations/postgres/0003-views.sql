-- For people with a SQL prompt. The registry itself never reads these views.

create view contexts as
select context, revision, next_schema_id, live as live_subjects, deleted as deleted_subjects,
       created = 1 as created
  from heads;

-- Every change of every commit since the context was last deleted, one row each. PostgreSQL's
-- JSON cannot hold U+0000, which is shown as U+FFFD.
create view changes as
select c.context, c.revision, e.position, e.change ->> 'kind' as kind, c.time, c.actor, e.change
  from commits c
  join heads h on h.context = c.context
 cross join lateral json_array_elements(replace(c.changes, '\u0000', '\ufffd')::json)
       with ordinality as e(change, position)
 where c.revision >= h.floor;

-- Live and soft-deleted versions: the newest word about each (subject, version) counts.
create view subject_versions as
with tombstones as (
  select context, max(revision) as revision from changes where kind = 'contextDeleted'
   group by context
), events as (
  select context, revision, position, kind, change ->> 'subject' as subject,
         (change ->> 'version')::integer as version, change
    from changes where kind = 'registered'
   union all
  select context, revision, position, kind, change ->> 'subject', v.value::integer, null
    from changes, json_array_elements_text(change -> 'versions') as v(value)
   where kind in ('softDeleted', 'purged')
), ranked as (
  select e.*,
         row_number() over (partition by e.context, subject, version
                            order by e.revision desc, position desc) as age,
         row_number() over (partition by e.context, subject, version, kind = 'registered'
                            order by e.revision desc, position desc) as age_of_kind
    from events e left join tombstones t on t.context = e.context
   where e.revision > coalesce(t.revision, 0)
)
select r.context, r.subject, r.version, (r.change ->> 'id')::integer as schema_id,
       r.change ->> 'guid' as guid, r.change ->> 'digest' as digest,
       newest.kind = 'softDeleted' as deleted, r.revision
  from ranked r
  join ranked newest
    on newest.context = r.context and newest.subject = r.subject
   and newest.version = r.version and newest.age = 1
 where r.kind = 'registered' and r.age_of_kind = 1 and newest.kind <> 'purged';

create view schemas as
select v.context, v.schema_id, v.guid, c.content ->> 'type' as type, c.content ->> 'text' as text,
       v.digest
  from (select distinct context, schema_id, guid, digest from subject_versions) v
 cross join lateral (
   select replace(convert_from(data, 'UTF8'), '\u0000', '\ufffd')::json as content
     from contents where context = v.context and digest = v.digest
 ) c;
