-- For people with a SQL prompt. The registry itself never reads these views.

create view contexts as
select context, revision, next_schema_id, live as live_subjects, deleted as deleted_subjects,
       created = 1 as created
  from heads;

-- Every change of every commit since the context was last deleted, one row each.
create view changes as
select c.context, c.revision, e.key as position, e.value ->> '$.kind' as kind, c.time, c.actor,
       e.value as change
  from commits c, json_each(c.changes) e
 where c.revision >= (select floor from heads h where h.context = c.context);

-- Live and soft-deleted versions: the newest word about each (subject, version) counts.
create view subject_versions as
with tombstones as (
  select context, max(revision) as revision from changes where kind = 'contextDeleted'
   group by context
), events as (
  select context, revision, position, kind, change ->> '$.subject' as subject,
         change ->> '$.version' as version, change
    from changes where kind = 'registered'
   union all
  select context, revision, position, kind, change ->> '$.subject', v.value, null
    from changes, json_each(change, '$.versions') v where kind in ('softDeleted', 'purged')
), ranked as (
  select e.*,
         row_number() over (partition by context, subject, version
                            order by revision desc, position desc) as age,
         row_number() over (partition by context, subject, version, kind = 'registered'
                            order by revision desc, position desc) as age_of_kind
    from events e
   where revision > coalesce((select t.revision from tombstones t where t.context = e.context), 0)
)
select r.context, r.subject, r.version, r.change ->> '$.id' as schema_id,
       r.change ->> '$.guid' as guid, r.change ->> '$.digest' as digest,
       newest.kind = 'softDeleted' as deleted, r.revision
  from ranked r
  join ranked newest
    on newest.context = r.context and newest.subject = r.subject
   and newest.version = r.version and newest.age = 1
 where r.kind = 'registered' and r.age_of_kind = 1 and newest.kind <> 'purged';

create view schemas as
select v.context, v.schema_id, v.guid, c.data ->> '$.type' as type, c.data ->> '$.text' as text,
       v.digest
  from (select distinct context, schema_id, guid, digest from subject_versions) v
  join contents c on c.context = v.context and c.digest = v.digest;
