-- What each person counts for, beside what may be known of them: whoever opted out since is in it no more.
create view planning.measure_row with (security_barrier) as
select c.measure, c.month, c.person, c.numerator, c.denominator, p.sex, p.ethnic_group, p.district,
  (p.deprivation_tenth + 1) / 2 as deprivation_fifth,
  p.age - (extract(year from now() at time zone 'Europe/London')::int - left(c.month, 4)::int) as age, p.side
from measure.counted c
join planning.person p on p.person = c.person;
comment on view planning.measure_row is
  'What each person counts for in a measure and month, with their age in that year. Fifth 1 is the most deprived.';

create view planning.population with (security_barrier) as
select p.year, p.area, coalesce(a.district, 'not known') as district, (a.deprivation_tenth + 1) / 2 as deprivation_fifth,
  p.age_from, p.age_to, p.sex, p.ethnic_group, p.people, coalesce(a.side, 'not known') as side
from measure.population p
left join planning.area a on a.area = p.area;
comment on view planning.population is 'How many people live where, by age, sex and ethnic group, as a file of the place says.';
