-- The books of pooled funds: what moved, and what stands because of it.

create schema fund;
grant usage on schema fund to concordat_care;

-- One transfer from an account to another: appended, never changed. `number` has no gap: it is the order in which this
-- place learnt of them. `posted` and `reserved` are whole pence that it adds to both accounts, to one as gain and to the
-- other as loss; what ends a reservation takes back all that it reserved. `at` is the day on which it is booked, `of_day`
-- the day on which it was true where the books of that day were closed already.
create table fund.transfer (
  number bigint primary key,
  id uuid not null unique,
  fund text not null,
  step text not null check (step in ('move', 'reserve', 'post', 'void', 'expire')),
  debit text not null,
  credit text not null,
  posted bigint not null check (posted >= 0),
  reserved bigint not null,
  at date not null,
  of_day date,
  learnt_at timestamptz not null,
  ends uuid unique,
  reverses uuid,
  until_day date,
  supplier text,
  reason text not null,
  clause text not null,
  key text not null,
  entry_id uuid not null,
  check (debit <> credit)
);
create index transfer_period on fund.transfer (fund, at);
create index transfer_debit on fund.transfer (debit, at);
create index transfer_credit on fund.transfer (credit, at);
create index transfer_reverses on fund.transfer (reverses) where reverses is not null;

-- What stands in each account now: a cache of all its transfers, with one writer (keep-transfers.ts).
create table fund.account (
  id text primary key,
  fund text not null,
  kind text not null,
  origin text not null,
  scheme text not null,
  activity text not null,
  posted bigint not null,
  coming_in bigint not null,
  going_out bigint not null
);
create index account_scheme on fund.account (fund, scheme);

-- What each day brought to each account: a cache with the same writer, so that what stood on a day in the past is a sum
-- of days and not of transfers.
create table fund.account_day (
  account text not null,
  at date not null,
  fund text not null,
  posted bigint not null,
  coming_in bigint not null,
  going_out bigint not null,
  primary key (account, at)
);
create index account_day_fund on fund.account_day (fund, at);

-- What a scheme is, in versions: the last one counts.
create table fund.scheme (
  fund text not null,
  id text not null,
  version bigint not null,
  name text not null,
  activity text not null,
  provider text,
  commissioner text,
  learnt_at timestamptz not null,
  entry_id uuid not null,
  primary key (fund, id, version)
);

-- What somebody wants to commit and may not by themselves, and what the officers of each side say to it.
create table fund.proposal (
  id uuid primary key,
  fund text not null,
  scheme text not null,
  origin text,
  pence bigint not null,
  activity text not null,
  supplier text,
  reason text not null,
  at date not null,
  until_day date,
  actor text not null,
  name text not null,
  side text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);
create table fund.approval (
  proposal uuid not null,
  side text not null,
  answer text not null check (answer in ('approve', 'decline')),
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null,
  primary key (proposal, side)
);

-- That an officer of a side has sealed a month over a root of its transfers; and that both have sealed the same.
create table fund.seal (
  fund text not null,
  period text not null,
  side text not null,
  root text not null,
  transfers bigint not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null,
  primary key (fund, period, side, root)
);
create table fund.period (
  fund text not null,
  period text not null,
  root text not null,
  transfers bigint not null,
  learnt_at timestamptz not null,
  entry_id uuid not null,
  primary key (fund, period)
);

-- What others' books, banks and suppliers say, line by line as it came: nothing of it is posted. A line is the same when
-- it comes again; `like_line` is an earlier invoice that says the same under another number, and somebody answers that.
create table fund.line (
  id uuid primary key,
  kind text not null check (kind in ('invoice', 'bank', 'ledger', 'spend')),
  day date not null,
  pence bigint not null,
  said jsonb not null,
  file text not null,
  file_row bigint not null,
  like_line uuid,
  learnt_at timestamptz not null,
  entry_id uuid not null
);
create index line_sum on fund.line (kind, pence, day);
create index line_day on fund.line (kind, day);
create table fund.likeness (
  line uuid primary key,
  answer text not null check (answer in ('same', 'another')),
  reason text not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);

-- A return as it was made: of the transfers up to a number that are booked up to a day, cell by cell, and the root of
-- its cells, which stands in the log.
create table fund.return (
  id uuid primary key,
  kind text not null check (kind in ('plan', 'quarterly', 'year-end')),
  fund text not null,
  quarter text not null check (quarter in ('', '1', '2', '3', '4')),
  at date not null,
  through bigint not null,
  root text not null,
  sheets jsonb not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);
create index return_fund on fund.return (fund, learnt_at);

-- Of which scheme a cost centre of a side's books is, from a day on. A later word counts before an earlier one of the day.
create table fund.cost_centre (
  side text not null,
  cost_centre text not null,
  scheme text not null,
  from_day date not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid primary key
);

-- A cost of which partners do not agree who bears it, paid meanwhile; and who bears it in the end, with the interest.
create table fund.liability (
  id uuid primary key,
  fund text not null,
  scheme text not null,
  activity text not null,
  pence bigint not null check (pence > 0),
  supplier text,
  about text not null,
  at date not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);
create table fund.settlement (
  liability uuid primary key,
  bears jsonb not null,
  interest jsonb not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);

-- What is done about a line of an invoice that does not say what was given.
create table fund.query_answer (
  line uuid primary key,
  verdict text not null check (verdict in ('agreed', 'short', 'over', 'twice', 'not-ours', 'ended', 'in-hospital')),
  answer text not null check (answer in ('pay', 'withhold', 'credited')),
  reason text not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null
);

-- What is known to change of what a scheme spends: care that was called off from somebody, for so much a week from day to
-- day; or a change that is foreseen, by so much a week or to so many times as much.
create table fund.known_change (
  id uuid primary key,
  fund text not null,
  scheme text not null,
  from_day date not null,
  until_day date,
  weekly bigint,
  factor text,
  contract text,
  supplier text,
  activity text,
  reason text not null,
  actor text not null,
  name text not null,
  learnt_at timestamptz not null,
  entry_id uuid not null,
  check ((weekly is null) <> (factor is null))
);
create index known_change_fund on fund.known_change (fund);

grant select, insert on fund.known_change to concordat_care;
grant select, insert on fund.query_answer to concordat_care;
grant select, insert on fund.liability, fund.settlement to concordat_care;
grant select, insert on fund.line, fund.likeness, fund.return, fund.cost_centre to concordat_care;
grant select, insert on fund.transfer, fund.scheme, fund.proposal, fund.approval, fund.seal, fund.period
  to concordat_care;
grant select, insert, update on fund.account, fund.account_day to concordat_care;
