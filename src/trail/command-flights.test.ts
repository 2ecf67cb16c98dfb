import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { type Databases, isRefusal, openLog, refuse, systemClock } from '../kernel/index.ts'
import { emptyTables, somebody, testDatabases } from '../kernel/testing.ts'
import type { Command } from './command.ts'
import { openTrail, type Trail } from './index.ts'
import { coordinator, testSettings } from './testing.ts'

/** Commands that are committed together, held to the same commands one by one. */
type Step = {
  does: 'add' | 'refuse after' | 'throw after' | 'meet a row' | 'say nothing' | 'half a letter'
  amount: number
  /** few, so that some are used twice, by the same input or by another */
  key: number
}

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    ...(['add', 'add', 'refuse after', 'throw after', 'meet a row'] as const),
    ...(['say nothing', 'half a letter'] as const),
  ),
  amount: fc.integer({ min: 1, max: 3 }),
  key: fc.integer({ min: 0, max: 25 }),
})

const command = (brief: boolean): Command<Step, { added: number }, 'no'> => ({
  name: 'test.add',
  basis: 'public',
  brief,
  async run({ tx, announce, ask }, { does, amount }) {
    if (does === 'say nothing') return { result: { added: 0 }, entry: {} }
    const account = `account ${amount}`
    const add = {
      text: 'update public.account set sum = sum + $1 where name = $2',
      values: [amount, account],
    }
    if (amount === 2) tx.post(add)
    else await tx.query(add)
    announce('test.added', account)
    ask('test.count', account)
    if (does === 'refuse after') return refuse('no', 'Not that.', { clause: '3.1' })
    if (does === 'throw after') throw new TypeError('a mistake')
    const there = { text: "insert into public.account values ('account 1', 0)" }
    if (does === 'meet a row' && amount === 1) tx.post(there)
    else if (does === 'meet a row') await tx.query(there)
    const text = does === 'half a letter' ? '\ud83d' : account
    return { result: { added: amount }, entry: { text }, about: [PERSON] }
  },
})
const PERSON = somebody()
const LOST = ['threw ECONNRESET', 'threw 57P01']

test('in flights or one by one: the same state, entries and answers', async (t) => {
  const [together, alone] = [await place(t), await place(t)]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      await Promise.all([together, alone].map(({ databases }) => empty(databases)))
      const flown = await Promise.all(steps.map((one) => answer(together.trail, true, one)))
      const walked: unknown[] = []
      for (const one of steps) walked.push(await answer(alone.trail, false, one))
      assert.deepEqual(flown, walked)
      assert.deepEqual(await stateOf(together.databases), await stateOf(alone.databases))
    }),
    {
      numRuns: 25,
      examples: [
        // What fails unnoticed, and then one that is taken back: the first is not done.
        [
          [
            { does: 'add', amount: 1, key: 0 },
            { does: 'add', amount: 1, key: 2 },
            { does: 'add', amount: 1, key: 3 },
            { does: 'add', amount: 1, key: 1 },
            { does: 'meet a row', amount: 1, key: 0 },
            { does: 'half a letter', amount: 2, key: 1 },
          ],
        ],
      ],
    },
  )
})

test('whatever connections are lost meanwhile, asked again with its key each is done once', async (t) => {
  const [together, alone] = [await place(t), await place(t)]
  const steps = fc.sample(step, 60).map((one, at) => ({ ...one, key: at }))
  let stop = false
  const killing = (async () => {
    while (!stop) {
      await sleep(30)
      // Its own connection is the last to go, and says so.
      const killed = together.databases.care.short.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = current_user
         order by pid = pg_backend_pid()`,
      )
      await killed.catch(() => {})
    }
  })()
  const flown = Promise.all(
    steps.map(async (one) => {
      for (;;) {
        const said = await answer(together.trail, true, one)
        if (!LOST.includes(said)) return said
        await sleep(20)
      }
    }),
  )
  await sleep(400)
  stop = true
  await killing
  const walked: unknown[] = []
  for (const one of steps) walked.push(await answer(alone.trail, false, one))
  assert.deepEqual(await flown, walked)
  const [ours, theirs] = [await stateOf(together.databases), await stateOf(alone.databases)]
  // A refusal changes nothing, so asked again it is refused again, and noted again.
  const once = (state: typeof ours) => ({ ...state, entries: [...new Set(state.entries)] })
  assert.deepEqual(once(ours), once(theirs))
})

test('those that wait are one commit, and one that is refused or fails takes nobody down', async (t) => {
  const { trail, databases } = await place(t)
  const commits = async () => {
    const { rows } = await databases.owner.short.query<{ xid: string }>(
      'select distinct xid::text as xid from trail.entry',
    )
    return rows.length
  }
  const steps: Step[] = Array.from({ length: 40 }, (_, key) => ({ does: 'add', amount: 1, key }))
  steps[20] = { does: 'refuse after', amount: 1, key: 20 }
  steps[21] = { does: 'throw after', amount: 1, key: 21 }
  const answers = await Promise.all(steps.map((one) => answer(trail, true, one)))
  assert.deepEqual(answers[20], 'refused no')
  assert.deepEqual(answers[21], 'threw a mistake')
  assert.equal(answers.filter((said) => said === '{"added":1}').length, 38)
  const { accounts, entries } = await stateOf(databases)
  assert.deepEqual(accounts, ['account 1: 38', 'account 2: 0', 'account 3: 0'])
  assert.equal(entries.length, 39)
  assert.ok((await commits()) <= 8, `${await commits()} commits`)
})

async function place(t: TestContext): Promise<{ trail: Trail; databases: Databases }> {
  const databases = await testDatabases(t)
  await databases.owner.short.query(
    'create table public.account (name text primary key, sum int not null)',
  )
  await databases.owner.short.query(
    'grant select, insert, update on public.account to concordat_care',
  )
  await empty(databases)
  const trail = await openTrail({
    databases,
    clock: systemClock,
    log: openLog('silent'),
    settings: testSettings(t),
    subscribers: (topic) => (topic === 'test.added' ? ['test.follow'] : []),
  })
  t.after(() => trail.close())
  return { trail, databases }
}

async function empty(databases: Databases): Promise<void> {
  const trail = ['trail.entry', 'trail.command_key', 'trail.deed']
  await emptyTables(databases, ['public.account', ...trail, 'kernel.news', 'kernel.errand'])
  await databases.owner.short.query(
    "insert into public.account select 'account ' || n, 0 from generate_series(1, 3) n",
  )
}

/** What the caller gets, in words. */
async function answer(trail: Trail, brief: boolean, one: Step): Promise<string> {
  const { key, ...input } = one
  try {
    const call = { viewer: coordinator, input: one, key: `key ${key} ${one.does === 'add'}` }
    const said = await trail.run(command(brief), { ...call, input: { ...input, key: 0 } })
    return isRefusal(said) ? `refused ${said.code}` : JSON.stringify(said)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return `threw ${code ?? message}`
  }
}

/** All that was kept, but for ids, times and salts. */
async function stateOf({ owner }: Databases) {
  const read = async (text: string) =>
    (await owner.short.query<{ said: string }>(text)).rows.map(({ said }) => said).sort()
  const entries = await read(
    `select (text::jsonb - 'id' - 'at')::text || ' ' || coalesce(result, '') as said
     from trail.entry`,
  )
  return {
    entries,
    accounts: await read("select name || ': ' || sum as said from public.account"),
    keys: await read(
      `select k.key || ' ' || encode(k.input, 'hex') || ' ' || (e.text::jsonb->>'key') as said
       from trail.command_key k join trail.entry e on e.id = k.entry_id`,
    ),
    deeds: await read(
      `select d.person_id || ' ' || (e.text::jsonb->>'key') as said
       from trail.deed d join trail.entry e on e.id = d.entry_id`,
    ),
    news: [...new Set(await read("select topic || ' ' || key as said from kernel.news"))],
    errands: await read("select name || ' ' || key as said from kernel.errand"),
  }
}
