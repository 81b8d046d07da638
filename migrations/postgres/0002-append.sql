-- Appends a batch in one round trip. Entries are described by arrays of equal length; contents
-- and hints name their entry by its place in them, counted from 1. Each entry is written if its
-- context's head is one below the revision. For every entry that is not, the answer has one row
-- without a revision and then one row for each commit since. Heads are taken in the order of
-- their names, so that two batches cannot wait for each other.
create function append_commits(
  all_contexts text[], all_revisions bigint[], all_tokens text[], all_times bigint[],
  all_actors text[], all_changes text[], all_next_ids bigint[], all_live integer[],
  all_deleted integer[], all_created smallint[],
  content_entries integer[], content_digests text[], content_data bytea[],
  hint_entries integer[], hint_kinds text[], hint_keys text[]
) returns table (
  entry integer, "context" text, "revision" bigint, "token" text, "time" bigint, "actor" text,
  "changes" text, "next_schema_id" bigint, "live" integer, "deleted" integer, "created" smallint
) language plpgsql as $$
#variable_conflict use_column
declare
  e record;
  won integer[] := '{}';
begin
  for e in
    select u.place::integer as place, u.name, u.number, u.next_id, u.live, u.deleted, u.created
      from unnest(all_contexts, all_revisions, all_next_ids, all_live, all_deleted, all_created)
           with ordinality as u(name, number, next_id, live, deleted, created, place)
     order by u.name collate "C"
  loop
    if e.number = 1 then
      insert into heads (context, revision, next_schema_id, live, deleted, created)
      values (e.name, 1, e.next_id, e.live, e.deleted, e.created)
      on conflict do nothing;
    else
      update heads h
         set revision = e.number, next_schema_id = e.next_id, live = e.live,
             deleted = e.deleted, created = e.created
       where h.context = e.name and h.revision = e.number - 1;
    end if;
    if found then
      won := won || e.place;
    else
      return query
        select e.place, null::text, null::bigint, null::text, null::bigint, null::text,
               null::text, null::bigint, null::integer, null::integer, null::smallint;
      return query
        select e.place, c.context, c.revision, c.token, c.time, c.actor, c.changes,
               c.next_schema_id, c.live, c.deleted, c.created
          from commits c join heads h on h.context = c.context
         where c.context = e.name and c.revision >= greatest(e.number, h.floor)
         order by c.revision;
    end if;
  end loop;
  insert into contents as known (context, digest, data, revision)
  select all_contexts[u.place], u.digest, u.data, all_revisions[u.place]
    from unnest(content_entries, content_digests, content_data) as u(place, digest, data)
   where u.place = any(won)
      on conflict on constraint contents_pkey do update set revision = excluded.revision;
  insert into hints (kind, key, context)
  select u.kind, u.key, all_contexts[u.place]
    from unnest(hint_entries, hint_kinds, hint_keys) as u(place, kind, key)
   where u.place = any(won)
      on conflict do nothing;
  insert into commits (context, revision, token, time, actor, changes, next_schema_id, live,
                       deleted, created)
  select all_contexts[w], all_revisions[w], all_tokens[w], all_times[w], all_actors[w],
         all_changes[w], all_next_ids[w], all_live[w], all_deleted[w], all_created[w]
    from unnest(won) as w;
end $$;
