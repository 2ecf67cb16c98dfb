-- What may be counted of waiting to leave hospital: under the pseudonym of whom it is about, and of nobody who has
-- opted out. A ward that fewer than ten people share is `other`; so is a holder that fewer than ten people wait for.
create view planning.waiting_stay with (security_barrier) as
select m.person, s.organisation,
  case when s.unit is null or s.unit in (select w.unit from transfer.stay w
    group by w.unit having count(distinct w.identity_id) >= 10) then s.unit else 'other' end as unit,
  case when s.pathway is null or s.pathway in ('0', '1', '2', '3') then s.pathway else 'other' end as pathway,
  a.went, s.council, s.admitted_at, s.ready_at, s.left_at
from transfer.stay s
join planning.member m on m.person_id = s.identity_id
left join transfer.after a on a.identity_id = s.identity_id and a.stay_id = s.stay_id
where not s.sensitive;
comment on view planning.waiting_stay is
  'Each hospital stay with when somebody came, could leave and left, and where to, by the ward, the way home and the
council.';

create view planning.waiting_share with (security_barrier) as
select m.person, s.admitted_at, s.organisation,
  case when s.unit is null or s.unit in (select w.unit from transfer.stay w
    group by w.unit having count(distinct w.identity_id) >= 10) then s.unit else 'other' end as unit,
  case when s.pathway is null or s.pathway in ('0', '1', '2', '3') then s.pathway else 'other' end as pathway,
  s.council, h.split,
  case when h.split <> 'holder' or h.key in (select w.key from transfer.share w
    where w.split = 'holder' group by w.key having count(distinct w.identity_id) >= 10)
    then h.key else 'other' end as key,
  h.from_at, h.to_at, h.parts, h.whole, h.open_parts, h.open_whole
from transfer.share h
join transfer.stay s on s.identity_id = h.identity_id and s.stay_id = h.stay_id
join planning.member m on m.person_id = s.identity_id
where not s.sensitive;
comment on view planning.waiting_share is
  'Minutes of waiting to leave hospital: what part of them who held, which task or reason they belong to, and what part
is unresolved. One division of the whole for each split.';

create view planning.left_stay with (security_barrier) as
select m.person,
  case when s.unit is null or s.unit in (select w.unit from transfer.stay w
    group by w.unit having count(distinct w.identity_id) >= 10) then s.unit else 'other' end as unit,
  case when s.pathway is null or s.pathway in ('0', '1', '2', '3') then s.pathway else 'other' end as pathway,
  s.council, s.ready_at, s.left_at, a.went, a.came_back_at, a.died,
  (select coalesce(range_agg(daterange(split_part(h, '/', 1)::date, nullif(split_part(h, '/', 2), '')::date, '[]')), '{}')
    from unnest(a.care_home) h) as care_home
from transfer.after a
join transfer.stay s on s.identity_id = a.identity_id and s.stay_id = a.stay_id
join planning.member m on m.person_id = s.identity_id
where not s.sensitive;
comment on view planning.left_stay is
  'Each hospital stay that somebody left alive, with what came after it: where they went, whether and when they came back,
died, or lived in a care home.';

create view planning.handover_score with (security_barrier) as
select m.person,
  case when s.unit is null or s.unit in (select w.unit from transfer.stay w
    group by w.unit having count(distinct w.identity_id) >= 10) then s.unit else 'other' end as unit,
  case when s.pathway is null or s.pathway in ('0', '1', '2', '3') then s.pathway else 'other' end as pathway,
  s.council, s.left_at, c.at, cardinality(c.asked) as asked, cardinality(c.found) as found
from transfer.score c
join transfer.stay s on s.event_ids @> array[c.stay]
join planning.member m on m.person_id = s.identity_id
where not s.sensitive and not exists (select from transfer.score later
  where later.person_id = c.person_id and later.stay = c.stay and later.organisation = c.organisation
    and (later.at, later.id) > (c.at, c.id));
comment on view planning.handover_score is
  'How somebody arrived, as who received them says it: how much was asked, and how much of it was so.';

-- Its number is made of what stands in it: that of the message is in addresses of pages, and would say who it is of.
create view planning.early_notice with (security_barrier) as
select m.person, md5(m.person::text || extract(epoch from f.learnt_at))::uuid as occurrence,
  case when v.end_at is null then 'active' else 'finished' end as status,
  s.admitted_at as start_at, v.end_at, s.organisation, f.message ->> 'to' as provider_id, v.learnt_at, v.superseded_at
from transfer.fact f
join transfer.stay s on s.event_ids @> array[f.stay]
join planning.member m on m.person_id = s.identity_id
left join lateral (
  select r.at, r.learnt_at from transfer.fact r
  where r.asking = f.id and r.kind in ('deliver', 'read') and r.message ->> 'message' = f.id::text
  order by r.at, r.learnt_at limit 1) d on true
cross join lateral (values (null::timestamptz, f.learnt_at, d.learnt_at), (d.at, d.learnt_at, null))
  v (end_at, learnt_at, superseded_at)
where f.kind = 'send' and f.asking = f.id and f.message ->> 'kind' = 'early-notice' and v.learnt_at is not null
  and not s.sensitive;
comment on view planning.early_notice is
  'Each early notice that somebody is in hospital, to their own council: it starts when they came, and ends when it is
proved that the council has it. In versions, as things that happened are.';
