-- What may be counted of reminders: under the pseudonym of whom they are about, and of nobody who has opted out.
create view planning.reminder with (security_barrier) as
select m.person, r.set_at, r.rung_at, r.done_at
from example.reminder r
join planning.member m on m.person_id = r.person_id;
comment on view planning.reminder is 'Each reminder: when it was set, rung and done. What it says is left out.';
