-- How often people look, and are refused: days, and nobody of whom or by whom.

-- Looks are added in the order of time, so that a few pages of such an index find a month among years of them.
create index look_by_day on trail.look using brin ((((at at time zone 'Europe/London')::date)));

-- Somebody shown once has a row for each of their source persons, which share what was written down (`data`).
create view planning.look with (security_barrier) as
select s.day, s.outcome, count(*) as looks, count(distinct s.somebody) as people
from (
  select (l.at at time zone 'Europe/London')::date as day,
    case when r.id is null then 'allowed' else 'refused' end as outcome,
    (min(l.person_id::text)) as somebody
  from trail.look l
  left join (select id from trail.entry where kind = 'look' and text like '%"outcome":"refused"%') r
    on r.id = l.entry_id
  group by 1, 2, l.entry_id, l.data
) s
group by s.day, s.outcome;
comment on view planning.look is
  'Looks at people’s records by London’s day: how many, at how many people, allowed or refused.';

-- What each party's staff were shown, by the clause that let them: by that it shows whose data they saw.
create view planning.look_by_party with (security_barrier) as
select s.day, s.organisation, s.clause, count(*) as looks, count(distinct s.somebody) as people
from (
  select (l.at at time zone 'Europe/London')::date as day, e.organisation, e.clause,
    (min(l.person_id::text)) as somebody
  from trail.look l
  join (
    select id, text::json #>> '{actor,organisation}' as organisation, text::json ->> 'clause' as clause
    from trail.entry where kind = 'look' and text like '%"outcome":"allowed"%'
  ) e on e.id = l.entry_id
  where e.organisation <> ''
  group by 1, 2, 3, l.entry_id, l.data
) s
group by s.day, s.organisation, s.clause;
comment on view planning.look_by_party is
  'Looks at people’s records that were allowed, by London’s day, party and clause: how many, at how many people.';
