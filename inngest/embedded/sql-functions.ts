/**
 * The steps every call goes through, as functions inside Postgres: each is one round trip and one transaction
 * instead of up to a dozen. A function's statements each see what others committed meanwhile, which a single
 * statement with many parts would not; counting open branches under the run's lock depends on that.
 */
export const SQL_FUNCTIONS = `
-- Schedules a run's next discovery: one that is waiting will do, one under way is followed by another.
create or replace function inngest_engine.enqueue_discovery(p_run text, p_at timestamptz)
returns void language sql as $$
  insert into inngest_engine.call (run_id, step_id, fn_id, run_at, ckeys, climits)
  select run_id, 'step', fn_id, p_at, ckeys, climits from inngest_engine.run where run_id = p_run
  on conflict (run_id, step_id) do update set again = true where call.owner is not null
$$;

-- Saves a step. Of parallel branches only the last one to finish asks the function what comes next; branches
-- of a race each do. The run must be locked.
create or replace function inngest_engine.complete_step(p_run text, p_step text, p_output text, p_now timestamptz)
returns void language plpgsql as $$
declare was_race boolean; open_branches int; open_others int;
begin
  insert into inngest_engine.step (run_id, step_id, output) values (p_run, p_step, p_output)
    on conflict do nothing;
  delete from inngest_engine.pending where run_id = p_run and step_id = p_step returning race into was_race;
  select count(*), count(*) filter (where not race) into open_branches, open_others
    from inngest_engine.pending where run_id = p_run;
  if was_race is false and open_others > 0 then return; end if;
  if open_branches = 0 then
    update inngest_engine.run set force_plan = false where run_id = p_run and force_plan;
  end if;
  perform inngest_engine.enqueue_discovery(p_run, p_now);
end $$;

-- Ends a run and drops what it still had planned. The run must be locked.
create or replace function inngest_engine.end_run(p_run text, p_status text, p_output text, p_now timestamptz)
returns void language plpgsql as $$
begin
  update inngest_engine.run set status = p_status, ended_at = p_now, output = p_output where run_id = p_run;
  delete from inngest_engine.call where run_id = p_run;
  delete from inngest_engine.timer where run_id = p_run;
  delete from inngest_engine.wait where run_id = p_run;
  delete from inngest_engine.pending where run_id = p_run;
end $$;

-- Locks the run of a finished call and takes the call off the queue. Says whether a discovery was asked for
-- meanwhile; null when the run has ended or the lease was lost, and the result must be dropped.
create or replace function inngest_engine.settle_call(p_run text, p_call bigint, p_lease bigint, p_version int)
returns boolean language plpgsql as $$
declare repeat_it boolean; leased timestamptz;
begin
  perform 1 from inngest_engine.run where run_id = p_run and status = 'Running' for update;
  if not found then return null; end if;
  delete from inngest_engine.call where id = p_call and lease = p_lease returning again, leased_at
    into repeat_it, leased;
  if not found then return null; end if;
  update inngest_engine.run set started_at = coalesce(started_at, leased), version = p_version
    where run_id = p_run and (started_at is null or version <> p_version);
  return repeat_it;
end $$;

-- The commonest results as one statement each: a step that ran, and a run that completed unobserved (false
-- when some run waits for the ends of runs, and nothing was done).
create or replace function inngest_engine.settle_step(
  p_run text, p_call bigint, p_lease bigint, p_version int, p_step text, p_output text, p_now timestamptz)
returns void language plpgsql as $$
declare repeat_it boolean := inngest_engine.settle_call(p_run, p_call, p_lease, p_version);
begin
  if repeat_it is null then return; end if;
  perform inngest_engine.complete_step(p_run, p_step, p_output, p_now);
  if repeat_it then perform inngest_engine.enqueue_discovery(p_run, p_now); end if;
end $$;

create or replace function inngest_engine.settle_completed(
  p_run text, p_call bigint, p_lease bigint, p_version int, p_output text, p_now timestamptz)
returns boolean language plpgsql as $$
begin
  if exists (select 1 from inngest_engine.wait where event_name = 'inngest/function.finished') then
    return false;
  end if;
  if inngest_engine.settle_call(p_run, p_call, p_lease, p_version) is not null then
    perform inngest_engine.end_run(p_run, 'Completed', p_output, p_now);
  end if;
  return true;
end $$;

-- Takes the dispatch lock and reads the oldest undispatched events, with the paths by which waits for each
-- name are indexed. The lock serialises everything that starts runs, across all engines on the database.
create or replace function inngest_engine.next_events(p_now timestamptz, p_limit int)
returns table (internal_id text, named boolean, body text, received_at timestamptz, wait_paths text[])
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('inngest_engine.dispatch', 0));
  return query
    select e.internal_id, e.named, e.body, e.received_at,
      array(select distinct coalesce(w.match_path, '') from inngest_engine.wait w where w.event_name = e.name)
    from inngest_engine.event e
    where not e.dispatched and (e.not_before is null or e.not_before <= p_now)
    order by e.seq limit p_limit;
end $$;

-- Leases due calls. Claims are serialised by a lock of their own, so that counting the leased calls of a
-- concurrency key and leasing one more cannot be interleaved with another engine doing the same.
create or replace function inngest_engine.claim_calls(
  p_now timestamptz, p_owner text, p_until timestamptz, p_capacity int, p_skip text[])
returns table (id bigint, lease bigint, run_id text, step_id text, fn_id text, attempt int, cuts int, events text[],
  version int, force_plan boolean, observed boolean, saved_ids text[], saved_outputs text[])
language plpgsql as $$
#variable_conflict use_column
declare candidate record; new_lease bigint;
begin
  -- A claim that a crash of Postgres forgets costs one repeated call, so it need not wait for the disk.
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(hashtextextended('inngest_engine.claim', 0));
  for candidate in
    with busy as materialized (
      select k, count(*) as n from inngest_engine.call, unnest(ckeys) as k where owner is not null group by k)
    select c.id, c.run_id, c.step_id, c.fn_id, c.attempt, c.cuts, c.ckeys, c.climits from inngest_engine.call c
    where c.owner is null and c.run_at <= p_now and not (c.fn_id = any (p_skip))
      and (c.ckeys = '{}' or not exists (
        select 1 from unnest(c.ckeys, c.climits) as u(k, n) join busy b on b.k = u.k where b.n >= u.n))
    order by c.run_at, c.id limit p_capacity for update of c skip locked
  loop
    continue when cardinality(candidate.ckeys) > 0 and exists (
      select 1 from unnest(candidate.ckeys, candidate.climits) as u(k, n)
      where (select count(*) from inngest_engine.call o
             where o.owner is not null and u.k = any (o.ckeys)) >= u.n);
    new_lease := nextval('inngest_engine.lease_seq');
    update inngest_engine.call c set owner = p_owner, locked_until = p_until, leased_at = p_now,
      lease = new_lease where c.id = candidate.id;
    return query
      select candidate.id, new_lease, candidate.run_id, candidate.step_id, candidate.fn_id, candidate.attempt,
        candidate.cuts, r.events, r.version, r.force_plan, r.correlation_id is not null,
        array(select s.step_id from inngest_engine.step s where s.run_id = r.run_id order by s.seq),
        array(select s.output from inngest_engine.step s where s.run_id = r.run_id order by s.seq)
      from inngest_engine.run r where r.run_id = candidate.run_id;
  end loop;
end $$;
`;
