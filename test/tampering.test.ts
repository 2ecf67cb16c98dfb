import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../src/kernel/index.ts'
import { type TamperedPlace, tamperedPlace } from './tampered-place.ts'

/**
 * What somebody with every right on the database, but without the log's key, can do to each table: each way
 * is found, and names the entry, the person's number or the adoption.
 */
type Way = {
  /** what is done, as SQL; `[n]` is the entry with number n, `P0` to `P2` the people */
  does: string
  sql: string | string[]
  /** what `trail verify` then says, of which entry */
  says: RegExp
  /** `[n]`, `number n`, or nothing where it is of the whole log */
  of?: string
}

const ENTRY = `insert into trail.entry (id, at, kind, text, salt, data, result, xid)`
const LOOK = `insert into trail.look (person_id, number, entry_id, at, data, previous, showing, actor_id)`
const WAYS: Way[] = [
  // entry
  {
    does: 'a text changed',
    sql: `update trail.entry set text = replace(text, 'person page', 'nothing') where id = [3]`,
    says: /text was changed.*number 3/,
    of: '[3]',
  },
  {
    does: 'a salt changed',
    sql: `update trail.entry set salt = '0123456789abcdef' where id = [3]`,
    says: /text was changed/,
    of: '[3]',
  },
  {
    does: 'entry.data changed',
    sql: `update trail.entry set data = sha256('x') where id = [3]`,
    says: /hash beside it was changed/,
    of: '[3]',
  },
  {
    does: 'entry.at changed',
    sql: `update trail.entry set at = at - interval '3 years' where id = [3]`,
    says: /time or its kind was changed/,
    of: '[3]',
  },
  {
    does: 'entry.kind changed',
    sql: `update trail.entry set kind = 'system' where id = [3]`,
    says: /time or its kind was changed/,
    of: '[3]',
  },
  {
    does: 'an entry renamed',
    sql: `update trail.entry set id = gen_random_uuid() where id = [3]`,
    says: /It was removed/,
    of: '[3]',
  },
  {
    does: 'an answer changed',
    sql: `update trail.entry set result = '{"said":"no"}' where id = KEY(one)`,
    says: /answer that is kept with it was changed/,
  },
  {
    does: 'an answer removed',
    sql: `update trail.entry set result = null where id = KEY(one)`,
    says: /answer that is kept with it was changed/,
  },
  {
    does: 'an answer given to a look',
    sql: `update trail.entry set result = '1' where id = [3]`,
    says: /answer that is kept with it was changed/,
    of: '[3]',
  },
  {
    does: 'an entry removed',
    sql: `delete from trail.entry where id = [3]`,
    says: /It was removed.*number 3/,
    of: '[3]',
  },
  {
    does: 'the newest entry removed',
    sql: `delete from trail.entry where id = [LAST]`,
    says: /It was removed/,
    of: '[LAST]',
  },
  {
    does: 'all entries removed',
    sql: `delete from trail.entry`,
    says: /It was removed/,
    of: '[3]',
  },
  {
    does: 'an entry invented',
    sql: `${ENTRY} select gen_random_uuid(), now() - interval '1 hour', kind, text, salt, data, result, '3' from trail.entry where id = [3]`,
    says: /never put into the log/,
  },
  {
    does: 'two texts exchanged',
    sql: `update trail.entry e set text = o.text, salt = o.salt, data = o.data from trail.entry o where (e.id, o.id) in (([3], [4]), ([4], [3]))`,
    says: /text was changed/,
    of: '[4]',
  },
  {
    does: 'an entry told twice',
    sql: `update trail.entry e set text = o.text, salt = o.salt from trail.entry o where e.id = [3] and o.id = [4]`,
    says: /text was changed/,
    of: '[3]',
  },
  {
    does: 'a text that is no JSON',
    sql: `update trail.entry set text = 'x' where id = [3]`,
    says: /text was changed/,
    of: '[3]',
  },
  {
    does: 'an entry rewritten with its leaf',
    sql: [
      `update trail.entry set text = '{}', data = sha256(salt || '{}') where id = [3]`,
      `update trail.leaf set data = (select data from trail.entry where id = [3]) where entry_id = [3]`,
    ],
    says: /It was rewritten/,
    of: '[3]',
  },
  {
    does: 'a refusal made a permission',
    sql: `update trail.entry set text = replace(text, 'refused', 'allowed') where text like '%"outcome":"refused"%'`,
    says: /text was changed/,
  },
  // leaf
  {
    does: 'a leaf changed',
    sql: `update trail.leaf set data = sha256('x') where index = 3`,
    says: /rewritten|text was changed/,
    of: '[3]',
  },
  {
    does: 'a leaf removed',
    sql: `delete from trail.leaf where index = 3`,
    says: /number 3 was taken out/,
    of: 'number 3',
  },
  {
    does: 'the newest leaf removed',
    sql: `delete from trail.leaf where index = LAST`,
    says: /taken out of the log|cut off/,
  },
  {
    does: 'a leaf put after the end',
    sql: `insert into trail.leaf values (LAST + 1, gen_random_uuid(), sha256('x'))`,
    says: /after the last checkpoint, unsigned/,
  },
  {
    does: 'two leaves exchanged',
    sql: [
      `update trail.leaf set index = -1 where index = 3`,
      `update trail.leaf set index = 3 where index = 4`,
      `update trail.leaf set index = 4 where index = -1`,
    ],
    says: /recorded as number 4 and stands at number 3/,
    of: '[4]',
  },
  {
    does: 'a leaf given to another entry',
    sql: `update trail.leaf set entry_id = gen_random_uuid() where index = 3`,
    says: /It was removed|never put into the log|taken out/,
  },
  {
    does: 'two entries of leaves exchanged',
    sql: [
      `update trail.leaf set entry_id = '${newId()}' where index = 3`,
      `update trail.leaf set entry_id = [3] where index = 4`,
    ],
    says: /text was changed|It was removed/,
    of: '[3]',
  },
  {
    does: 'a leaf taken out and the rest moved up',
    sql: [
      `delete from trail.leaf where index = 3`,
      `update trail.leaf set index = -index where index > 3`,
      `update trail.leaf set index = -index - 1 where index < 0`,
    ],
    says: /stand 1 earlier/,
  },
  {
    does: 'all leaves removed',
    sql: `delete from trail.leaf`,
    says: /taken out of the log|do not lead/,
  },
  {
    does: 'the end cut off',
    sql: [
      `delete from trail.leaf where index >= 10`,
      `delete from trail.checkpoint where size > 10`,
    ],
    says: /cut off/,
  },
  // tile
  {
    does: 'a tile changed',
    sql: `update trail.tile set hashes = set_byte(hashes, 100, (get_byte(hashes, 100) + 1) % 256)`,
    says: /published tile 0\/0.* is not what the log makes/,
    of: 'number 0',
  },
  {
    does: 'the root of a tile changed',
    sql: `update trail.tile set root = sha256('x')`,
    says: /published tile 0\/0/,
    of: 'number 0',
  },
  {
    does: 'a tile removed',
    sql: `delete from trail.tile`,
    says: /published tile 0\/0.* is missing/,
    of: 'number 0',
  },
  {
    does: 'a tile moved',
    sql: `update trail.tile set n = 9`,
    says: /published tile 0\/0.* is missing/,
    of: 'number 0',
  },
  {
    does: 'a tile invented',
    sql: `insert into trail.tile select 0, 7, root, hashes from trail.tile`,
    says: /more published tiles than the log fills/,
  },
  // checkpoint
  {
    does: 'the size of the newest head changed',
    sql: `update trail.checkpoint set note = regexp_replace(note, '\\n\\d+\\n', E'\\n9\\n') where size = NEWEST`,
    says: /carries a false signature/,
  },
  {
    does: 'the root of an old head changed',
    sql: `update trail.checkpoint set note = regexp_replace(note, '\\n([A-Za-z0-9+/]{43}=)\\n', E'\\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\\n') where size = OLD`,
    says: /checkpoint of \d+ entries carries a false signature/,
  },
  {
    does: 'an old head without a signature',
    sql: `update trail.checkpoint set note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' where size = OLD`,
    says: /checkpoint of \d+ entries is not/,
  },
  {
    does: 'two heads exchanged',
    sql: `update trail.checkpoint c set note = o.note from trail.checkpoint o where (c.size = OLD and o.size = NEWEST)`,
    says: /speaks of \d+ entries/,
  },
  {
    does: 'the kept leaves of an old head changed',
    sql: `update trail.checkpoint set leaves = set_byte(leaves, 5, (get_byte(leaves, 5) + 1) % 256) where size = OLD`,
    says: /hashes kept with the checkpoint of \d+ entries were changed/,
  },
  {
    does: 'the kept leaves of an old head removed',
    sql: `update trail.checkpoint set leaves = '' where size = OLD`,
    says: /hashes kept with the checkpoint/,
  },
  {
    does: 'kept leaves of another length',
    sql: `update trail.checkpoint set leaves = leaves || leaves where size = OLD`,
    says: /hashes kept with the checkpoint/,
  },
  {
    does: 'an old head removed',
    sql: `delete from trail.checkpoint where size = OLD`,
    says: /hashes kept with the checkpoint|is gone/,
  },
  {
    does: 'the newest head removed',
    sql: `delete from trail.checkpoint where size = NEWEST`,
    says: /cut off|unsigned/,
  },
  {
    does: 'a head dated a year back',
    sql: `update trail.checkpoint set at = at - interval '1 year' where size = OLD`,
    says: /dated|put into the log/,
  },
  {
    does: 'a head dated a year ahead',
    sql: `update trail.checkpoint set at = at + interval '1 year' where size = OLD`,
    says: /is dated .* but a witness signed|dated/,
  },
  {
    does: 'a head invented',
    sql: `insert into trail.checkpoint select size - 1, at, note, leaves, cluster, seen from trail.checkpoint where size = NEWEST`,
    says: /speaks of \d+ entries/,
  },
  {
    does: 'all heads removed',
    sql: `delete from trail.checkpoint`,
    says: /cut off|unsigned|is gone/,
  },
  // look
  {
    does: 'look.entry_id changed',
    sql: `update trail.look set entry_id = gen_random_uuid() where entry_id = [3]`,
    says: /list of looks was changed: look \d+ at person/,
    of: '[3]',
  },
  {
    does: 'look.at changed',
    sql: `update trail.look set at = at - interval '1 year' where entry_id = [3]`,
    says: /list of looks was changed.*\(at\)/,
    of: '[3]',
  },
  {
    does: 'look.data changed',
    sql: `update trail.look set data = sha256('x') where entry_id = [3]`,
    says: /list of looks was changed.*\(data\)/,
    of: '[3]',
  },
  {
    does: 'look.previous changed',
    sql: `update trail.look set previous = sha256('x') where entry_id = [7]`,
    says: /list of looks was changed.*\(previous\)/,
    of: '[7]',
  },
  {
    does: 'look.previous removed',
    sql: `update trail.look set previous = null where entry_id = [7]`,
    says: /does not follow on look/,
    of: '[7]',
  },
  {
    does: 'look.showing changed',
    sql: `update trail.look set showing = gen_random_uuid() where entry_id = [3]`,
    says: /list of looks was changed.*\(showing\)/,
    of: '[3]',
  },
  {
    does: 'look.actor_id changed',
    sql: `update trail.look set actor_id = 'tom.ellis' where entry_id = [3]`,
    says: /list of looks was changed.*\(actor_id\)/,
    of: '[3]',
  },
  {
    does: 'a look withheld in the list',
    sql: `update trail.look set withheld_until = '2999-01-01' where entry_id = [3]`,
    says: /list of looks was changed.*\(withheld_until\)/,
    of: '[3]',
  },
  {
    does: 'a withheld look opened in the list',
    sql: `update trail.look set withheld_until = null where withheld_until is not null`,
    says: /\(withheld_until\)/,
  },
  {
    does: 'the date of a withheld look put off',
    sql: `update trail.look set withheld_until = withheld_until + interval '1 year' where withheld_until is not null`,
    says: /\(withheld_until\)/,
  },
  {
    does: 'a running number changed',
    sql: `update trail.look set number = 900 where entry_id = [3]`,
    says: /look was removed from the list: look \d+ at person/,
    of: '[3]',
  },
  {
    does: 'a look given to another person',
    sql: `update trail.look set person_id = '${newId()}' where entry_id = [3]`,
    says: /look was removed from the list/,
    of: '[3]',
  },
  {
    does: 'a look removed',
    sql: `delete from trail.look where entry_id = [3]`,
    says: /look was removed from the list/,
    of: '[3]',
  },
  {
    does: 'the newest look removed',
    sql: `delete from trail.look where entry_id = [LAST]`,
    says: /look was removed from the list/,
    of: '[LAST]',
  },
  {
    does: 'all looks at a person removed',
    sql: `delete from trail.look where person_id = P0`,
    says: /look was removed from the list: look 1 at person P0/,
  },
  {
    does: 'all looks removed',
    sql: `delete from trail.look`,
    says: /look was removed from the list/,
  },
  {
    does: 'a look invented without an entry',
    sql: `${LOOK} select P0, max(number) + 1, gen_random_uuid(), now(), sha256('x'), null, gen_random_uuid(), 'x' from trail.look where person_id = P0`,
    says: /at person P0 has no entry/,
  },
  {
    does: 'a look invented with another’s entry',
    sql: `${LOOK} select P0, number + 1, [4], at, data, data, showing, actor_id from trail.look where person_id = P0 order by number desc limit 1`,
    says: /at person P0 was put in, and its entry says nothing of it/,
    of: '[4]',
  },
  {
    does: 'a first look at a stranger invented',
    sql: `${LOOK} select '${newId()}', 1, [4], at, data, null, showing, actor_id from trail.look where entry_id = [4]`,
    says: /was put in, and its entry says nothing of it/,
    of: '[4]',
  },
  {
    does: 'a look removed with its entry',
    sql: [`delete from trail.look where entry_id = [3]`, `delete from trail.entry where id = [3]`],
    says: /It was removed/,
    of: '[3]',
  },
  {
    does: 'a look removed with its entry and leaf',
    sql: [
      `delete from trail.look where entry_id = [3]`,
      `delete from trail.entry where id = [3]`,
      `delete from trail.leaf where entry_id = [3]`,
    ],
    says: /number 3 was taken out/,
    of: 'number 3',
  },
  {
    does: 'two numbers exchanged',
    sql: [
      `update trail.look set number = 901 where entry_id = [1]`,
      `update trail.look set number = 1 where entry_id = [4]`,
    ],
    says: /list of looks was changed|look was removed/,
    of: '[4]',
  },
  // look_again
  {
    does: 'that it was shown again removed',
    sql: `delete from trail.look_again`,
    says: /at person P0 was shown again was removed/,
  },
  {
    does: 'when it was shown again changed',
    sql: `update trail.look_again set at = at - interval '1 day' where person_id = P0`,
    says: /at person P0 was shown again was changed/,
  },
  {
    does: 'another number shown again',
    sql: `update trail.look_again set number = 1 where person_id = P0`,
    says: /look 1 at person P0 was shown again was put in/,
  },
  {
    does: 'another person shown again',
    sql: `update trail.look_again set person_id = P2 where person_id = P0`,
    says: /at person P2 was shown again was put in/,
  },
  {
    does: 'that it was shown again invented',
    sql: `insert into trail.look_again values (P0, 1, gen_random_uuid(), now(), [3])`,
    says: /look 1 at person P0 was shown again was put in/,
    of: '[3]',
  },
  {
    does: 'shown again without an entry',
    sql: `insert into trail.look_again values (P0, 1, gen_random_uuid(), now(), gen_random_uuid())`,
    says: /look 1 at person P0 was shown again was put in/,
  },
  {
    does: 'another entry of what was shown again',
    sql: `update trail.look_again set entry_id = [3] where person_id = P0`,
    says: /was shown again was put in/,
    of: '[3]',
  },
  // command_key
  {
    does: 'a key removed',
    sql: `delete from trail.command_key where key = 'one'`,
    says: /key under which it was sent was removed/,
  },
  {
    does: 'the input of a key changed',
    sql: `update trail.command_key set input = sha256('x') where key = 'one'`,
    says: /key under which it was sent was changed/,
  },
  {
    does: 'a key given to another entry',
    sql: `update trail.command_key set entry_id = KEY(two) where key = 'one'`,
    says: /key under which it was sent was changed|was not sent under one/,
  },
  {
    does: 'a key renamed',
    sql: `update trail.command_key set key = 'uno' where key = 'one'`,
    says: /was not sent under uno/,
  },
  {
    does: 'a key invented',
    sql: `insert into trail.command_key values ('new', sha256('x'), [3])`,
    says: /was not sent under new/,
    of: '[3]',
  },
  {
    does: 'a key of nothing invented',
    sql: `insert into trail.command_key values ('new', sha256('x'), gen_random_uuid())`,
    says: /names an entry that was never in the log/,
  },
  // what witnesses said
  {
    does: 'the signatures of one side removed',
    sql: `delete from trail.cosignature where vkey like 'council%'`,
    says: /Not confirmed.* Missing: local government/,
  },
  {
    does: 'the signatures of both sides removed',
    sql: `delete from trail.cosignature`,
    says: /Not confirmed.*the NHS and local government/,
  },
  {
    does: 'a signature replaced by another',
    sql: `update trail.cosignature c set line = o.line from trail.cosignature o where c.size = NEWEST and o.size < NEWEST and c.vkey = o.vkey`,
    says: /carries a false signature/,
  },
  {
    does: 'the time of a signature made newer',
    sql: `update trail.cosignature set at = at + interval '1 hour'`,
    says: /What stands beside the signature of .* was changed/,
  },
  {
    does: 'a signature given to another head',
    sql: [
      `delete from trail.cosignature where size = SIGNED and vkey like 'nhs%'`,
      `update trail.cosignature set size = SIGNED where size = NEWEST and vkey like 'nhs%'`,
    ],
    says: /carries a false signature|false signature/,
  },
  {
    does: 'a signature given to the other side',
    sql: [
      `create temporary table nhs on commit drop as select min(vkey) as vkey from trail.cosignature where vkey like 'nhs%'`,
      `delete from trail.cosignature where vkey like 'nhs%'`,
      `update trail.cosignature set vkey = (select vkey from nhs)`,
    ],
    says: /Not confirmed.*Missing: the NHS|was changed/,
  },
  {
    does: 'a contradiction put in',
    sql: `insert into trail.evidence values (gen_random_uuid(), now(), 'w.example/w+00000000+AA', 'it has another log', 'a', 'b')`,
    says: /contradicted this log/,
  },
  // rights and what runs by itself
  {
    does: 'care may change looks',
    sql: `grant update on trail.look to concordat_care`,
    says: /concordat_care may update trail\.look/,
  },
  {
    does: 'care may adopt',
    sql: `grant insert on agreement.adoption to concordat_care`,
    says: /concordat_care may insert into agreement\.adoption/,
  },
  {
    does: 'care may number',
    sql: `grant insert on trail.leaf to concordat_care`,
    says: /concordat_care may insert into trail\.leaf/,
  },
  {
    does: 'the auditor may delete',
    sql: `grant delete on trail.entry to concordat_audit`,
    says: /concordat_audit may delete trail\.entry/,
  },
  {
    does: 'a trigger that drops rows',
    sql: [
      `create function trail.drops() returns trigger language plpgsql as 'begin return null; end'`,
      `create trigger drops before insert on trail.look for each row execute function trail.drops()`,
    ],
    says: /the trigger drops on trail\.look/,
  },
  {
    does: 'a rule that drops rows',
    sql: `create rule drops as on insert to trail.look_again do instead nothing`,
    says: /the rule drops on trail\.look_again/,
  },
  {
    does: 'a policy that hides rows',
    sql: [
      `alter table trail.look enable row level security`,
      `create policy hides on trail.look using (person_id <> P0)`,
    ],
    says: /the policy hides on trail\.look/,
  },
  // agreements
  {
    does: 'an adoption removed',
    sql: `delete from agreement.adoption`,
    says: /an agreement was adopted, and it is not in effect/,
  },
  {
    does: 'the text of an adoption changed',
    sql: `update agreement.version set files = replace(files::text, 'role: gp', 'role: analyst')::jsonb`,
    says: /Adoption 1 .* not the one that was signed/,
  },
  {
    does: 'the title of an adoption changed',
    sql: `update agreement.version set title = 'x'`,
    says: /Adoption 1 .* title or its version was changed/,
  },
  {
    does: 'the version of an adoption changed',
    sql: `update agreement.version set version = '9'`,
    says: /Adoption 1 .* title or its version was changed/,
  },
  {
    does: 'when it took effect changed',
    sql: `update agreement.adoption set effective_at = '2020-01-01'`,
    says: /Adoption 1 .* dates were changed/,
  },
  {
    does: 'when it was adopted changed',
    sql: `update agreement.adoption set adopted_at = '2020-01-01'`,
    says: /Adoption 1 .* dates were changed/,
  },
  {
    does: 'who adopted it changed',
    sql: `update agreement.adoption set adopted_by = 'x'`,
    says: /Adoption 1 .* Who adopted it was changed/,
  },
  {
    does: 'a signature of an officer removed',
    sql: `update agreement.adoption set signatures = signatures - 0`,
    says: /Adoption 1 .* signatures were changed since/,
  },
  {
    does: 'all signatures of officers removed',
    sql: `update agreement.adoption set signatures = '[]'`,
    says: /Adoption 1 .* Too few officers have signed/,
  },
  {
    does: 'what it replaces changed',
    sql: `update agreement.adoption set replaces = 'x'`,
    says: /Adoption 1 .* does not name the adoption that it replaces/,
  },
  {
    does: 'its number changed',
    sql: `update agreement.adoption set sequence = 7`,
    says: /Adoption 7 .* entry in the log says something else/,
  },
  {
    does: 'its entry changed',
    sql: `update agreement.adoption set entry_id = [3]`,
    says: /Adoption 1 .* entry in the log says something else/,
    of: '[3]',
  },
  {
    does: 'an adoption invented',
    sql: `insert into agreement.adoption select 2, hash, hash, 1, signatures, [3], adopted_by, now(), now() from agreement.adoption`,
    says: /Adoption 2 .* not in effect/,
    of: '[3]',
  },
]

test('a hundred ways of tampering with the database are each found and named', async (t) => {
  const place = await tamperedPlace(t)
  const before = await place.verify()
  assert.deepEqual(before.faults, [])
  assert.ok(before.ok)
  await place.save()
  assert.ok(WAYS.length >= 100, `${WAYS.length} ways`)
  for (const way of WAYS) {
    await t.test(way.does, async () => {
      await found(place, way)
    })
  }
  await place.putBack()
  assert.deepEqual((await place.verify()).faults, [])
})

async function found(place: TamperedPlace, { sql, says, of }: Way): Promise<void> {
  const { owner } = place.databases
  const names = await namesOf(place)
  await owner.transaction(async (tx) => {
    for (const statement of [sql].flat()) await tx.query(named(statement, names))
  })
  try {
    const { ok, faults } = await place.verify()
    const told = faults.map(({ entry, what }) => `${entry}: ${what}`).join('\n')
    assert.equal(ok, false)
    const words = new RegExp(named(says.source, names).replaceAll(/'([0-9a-f-]{36})'/g, '$1'))
    const entry = of === undefined ? undefined : named(of, names).replaceAll("'", '')
    const match = faults.some((one) => words.test(one.what) && (entry ?? one.entry) === one.entry)
    assert.ok(match, `nothing says ${words} of ${entry ?? 'anything'}:\n${told.slice(0, 3000)}`)
  } finally {
    await undo(place)
  }
}

type Names = {
  signed: number
  entries: string[]
  people: readonly string[]
  sizes: number[]
  keys: Map<string, string>
}

async function namesOf({ databases, people }: TamperedPlace): Promise<Names> {
  const db = databases.care.short
  const leaves = await db.query<{ id: string }>(
    'select entry_id as id from trail.leaf order by index',
  )
  const heads = await db.query<{ size: string }>('select size from trail.checkpoint order by size')
  const keys = await db.query<{ key: string; id: string }>(
    'select key, entry_id as id from trail.command_key',
  )
  const first = await db.query<{ size: string }>('select min(size) as size from trail.cosignature')
  return {
    signed: Number(first.rows[0]!.size),
    entries: leaves.rows.map(({ id }) => id),
    people,
    sizes: heads.rows.map(({ size }) => Number(size)),
    keys: new Map(keys.rows.map(({ key, id }) => [key, id])),
  }
}

function named(text: string, { entries, people, sizes, keys, signed }: Names): string {
  // The first entries are those of the adoption: the looks begin after them.
  const entry = (at: string) => `'${at === 'LAST' ? entries.at(-1) : entries[Number(at)]}'`
  return text
    .replaceAll(/\[(\d|LAST)\]/g, (whole, at) => (whole === '[01]' ? whole : entry(at)))
    .replaceAll(/\bKEY\((\w+)\)/g, (_, key) => `'${keys.get(key)}'`)
    .replaceAll(/\bP(\d)\b/g, (_, at) => `'${people[Number(at)]}'`)
    .replaceAll(/\bLAST\b/g, String(entries.length - 1))
    .replaceAll(/\bNEWEST\b/g, String(sizes.at(-1)))
    .replaceAll(/\bSIGNED\b/g, String(signed))
    .replaceAll(/\bOLD\b/g, String(sizes[3]))
}

/** The rows, and whatever else a way has left in the schema. */
async function undo({ databases: { owner }, putBack }: TamperedPlace): Promise<void> {
  await owner.transaction(async (tx) => {
    for (const statement of [
      'drop trigger if exists drops on trail.look',
      'drop function if exists trail.drops()',
      'drop rule if exists drops on trail.look_again',
      'drop policy if exists hides on trail.look',
      'alter table trail.look disable row level security',
      'revoke update on trail.look from concordat_care',
      'revoke insert on agreement.adoption from concordat_care',
      'revoke insert on trail.leaf from concordat_care',
      'revoke delete on trail.entry from concordat_audit',
    ]) {
      await tx.query(statement)
    }
  })
  await putBack()
}
