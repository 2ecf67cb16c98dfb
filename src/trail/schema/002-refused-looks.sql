-- Who watches over the place asks how often somebody was refused. The outcome stands in the entry's text
-- alone; the index holds refused looks only, which are few.

create index entry_refused on trail.entry (at)
  where kind = 'look' and text like '%"outcome":"refused"%';
