import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { fixedClock } from './clock.ts'
import type { Transaction } from './database.ts'
import { type Errand, type Errands, openErrands } from './errands.ts'
import { Fault } from './fault.ts'
import { type Following, openFollowing, writeFollowing } from './follow.ts'
import { openLog } from './log.ts'
import { testDatabases } from './testing.ts'

const log = openLog('silent')
const START = '2026-03-03T09:00:00.000Z'

test('what follows is done once for each subscriber and key, and only where the change was made', async (t) => {
  const { errands, change, done } = await opened(t)
  await change(({ announce }) => {
    announce('changed', 'a')
    announce('changed', 'a')
    announce('changed', 'b')
  })
  await change(({ announce }) => announce('changed', 'a'))
  await change(({ announce }) => announce('unheard', 'a'))
  await change(({ announce }) => {
    announce('changed', 'never')
    throw new Error('rolled back')
  }).catch(() => {})
  assert.equal(await errands.runDue(), 4)
  assert.deepEqual(done.sort(), ['one a', 'one b', 'two a', 'two b'])
  assert.equal(await errands.runDue(), 0)
})

test('what is done together is one transaction, and one bad thing stops nothing else', async (t) => {
  const { databases, change, open } = await opened(t)
  await databases.owner.short.query(
    'create table effect (key text); grant insert, select on effect to concordat_care',
  )
  const flights: number[] = []
  const errands = open({
    name: 'together',
    does: 'be done together',
    on: 'asked',
    async runAll({ tx }, keys) {
      flights.push(keys.length)
      await tx.query('insert into effect select unnest($1::text[])', [keys])
      if (keys.includes('bad')) throw new Fault('one is bad', '', '')
    },
  })
  await change(({ follow }) => follow('asked', ['a', 'b', 'c', 'a']))
  assert.equal((await errands.waitsSince('asked'))?.toISOString(), START)
  assert.equal(await errands.runDue(), 3)
  assert.equal(await errands.waitsSince('asked'), undefined)
  assert.deepEqual(flights, [3])
  await change(({ follow }) => follow('asked', ['d', 'bad', 'e']))
  assert.equal(await errands.runDue(), 2)
  const { rows } = await databases.care.short.query<{ keys: string }>(
    `select string_agg(key, ' ' order by key) as keys from effect`,
  )
  assert.equal(rows[0]!.keys, 'a b c d e')
  assert.equal(await errands.runDue(), 0)
  assert.equal((await errands.waiting({ limit: 10 })).length, 1)
  // What cannot be done holds up nobody who asks whether all is done.
  assert.equal(await errands.waitsSince('asked'), undefined)
})

test('two that look at once do an errand once', async (t) => {
  const { errands, change, done, another } = await opened(t)
  const other = another()
  for (let round = 0; round < 10; round++) {
    await change(({ announce }) => announce('changed', `key ${round}`))
    await Promise.all([errands.runDue(), other.runDue(), errands.runDue(), other.runDue()])
  }
  assert.deepEqual(done.length, 20)
  assert.equal(new Set(done).size, 20)
})

test('what is asked for while it runs is done again, and whoever asks does not wait for it', async (t) => {
  const { change, done, open } = await opened(t)
  const entered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const slow = open({
    name: 'slow',
    does: 'be slow',
    on: 'asked',
    async run(_context, key) {
      done.push(`slow ${key}`)
      entered.resolve()
      await release.promise
      return undefined
    },
  })
  await change(({ ask }) => ask('slow', 'x'))
  const running = slow.runDue()
  await entered.promise
  await change(({ ask }) => ask('slow', 'x'))
  release.resolve()
  await running
  assert.equal(await slow.runDue(), 1)
  assert.equal(await slow.runDue(), 0)
  assert.deepEqual(done, ['slow x', 'slow x'])
})

test('the effect and the end of the errand are one transaction', async (t) => {
  const { databases, change, open } = await opened(t)
  await databases.owner.short.query(
    'create table effect (key text); grant insert on effect to concordat_care',
  )
  let failing = true
  const errands = open({
    name: 'effect',
    does: 'have an effect',
    on: 'asked',
    async run({ tx, announce }, key) {
      await tx.query('insert into effect values ($1)', [key])
      announce('effected', key)
      if (failing) throw new Error('after the effect')
      return undefined
    },
  })
  await change(({ ask }) => ask('effect', 'x'))
  const effects = async () => (await databases.owner.short.query('select from effect')).rowCount
  await errands.runDue()
  assert.equal(await effects(), 0)
  failing = false
  await errands.runDue()
  assert.equal(await effects(), 0, 'it is not tried again at once')
  await databases.owner.short.query('update kernel.errand set tried_at = null')
  await errands.runDue()
  assert.equal(await effects(), 1)
  const { rowCount } = await databases.owner.short.query(
    "select from kernel.news where topic = 'effected'",
  )
  assert.equal(rowCount, 1)
})

test('one that always fails stands in nobody’s way, waits longer each time, and somebody is told', async (t) => {
  const { clock, change, open, done } = await opened(t)
  const tried: string[] = []
  const errands = open({
    name: 'failing',
    does: 'do what cannot be done',
    on: 'changed',
    async run(_context, key) {
      tried.push(clock.now().toISOString())
      throw key === 'said'
        ? new Fault('the server says no', 'there', 'Ask it.')
        : new Error('secret')
    },
  })
  await change(({ announce }) => announce('changed', 'a'))
  for (let second = 0; second <= 4_000; second += 1) {
    clock.set(at(second))
    // Nothing can be due between two tries: only whole seconds at which one may be are looked at.
    if ([0, 1, 2, 3, 6, 7, 14, 15, 30, 31, 62, 63, 1_000, 2_000, 3_000, 3_999].includes(second)) {
      await errands.runDue()
    }
  }
  // Several run side by side: which of them ends first is not said.
  assert.deepEqual(done.toSorted(), ['one a', 'two a'])
  const seconds = tried.map((time) => (Date.parse(time) - Date.parse(START)) / 1_000)
  assert.deepEqual(seconds, [0, 2, 6, 14, 30, 62, 1_000, 2_000, 3_000, 3_999])
  assert.deepEqual(
    (await errands.undone()).map(({ since: _, ...rest }) => rest),
    [{ name: 'failing', does: 'do what cannot be done', count: 1, fault: 'Error' }],
  )
})

test('an errand that this version does not know is kept, and somebody is told', async (t) => {
  const { errands, change } = await opened(t)
  await change(({ ask }) => ask('gone.away', 'x'))
  assert.equal(await errands.runDue(), 0)
  const [undone] = await errands.undone()
  assert.equal(undone!.name, 'gone.away')
})

test('a timer goes off by the place’s clock, once, wherever the clock is put', async (t) => {
  const { errands, change, clock, done } = await opened(t)
  await change(({ ask }) => ask('one', 'later', new Date(at(3_600))))
  assert.equal(await errands.runDue(), 0)
  clock.set(at(3_599))
  assert.equal(await errands.runDue(), 0)
  clock.set(at(3_600))
  assert.equal(await errands.runDue(), 1)
  clock.set(at(0))
  await errands.runDue()
  clock.set(at(7_200))
  await errands.runDue()
  assert.deepEqual(done, ['one later'])
})

test('a clock that is set back keeps back neither what is due at once nor what failed', async (t) => {
  const { change, clock, open } = await opened(t)
  let failing = true
  const errands = open({
    name: 'sometimes',
    does: 'sometimes work',
    async run() {
      if (failing) throw new Error('not now')
      return undefined
    },
  })
  await change(({ ask }) => ask('sometimes', 'x'))
  await errands.runDue()
  failing = false
  clock.set('2026-03-02T09:00:00Z')
  assert.equal(await errands.runDue(), 1)
})

test('an errand that says when it is due again is a timer, moved by its own word', async (t) => {
  const { change, clock, open } = await opened(t)
  const ran: string[] = []
  const errands = open({
    name: 'daily',
    does: 'be done daily',
    on: 'began',
    async run({ now }) {
      ran.push(now.toISOString())
      return ran.length === 3 ? undefined : new Date(now.getTime() + 60_000)
    },
  })
  await change(({ ask }) => ask('daily', 'x'))
  for (let minute = 0; minute < 6; minute++) {
    clock.set(at(minute * 60))
    await errands.runDue()
    await errands.runDue()
  }
  assert.deepEqual(ran, [at(0), at(60), at(120)])
})

test('what is due at once is not put off, and of two dates the newer stands', async (t) => {
  const { errands, change, databases } = await opened(t)
  const due = async () =>
    (
      await databases.owner.short.query<{ key: string; due_at: Date | null }>(
        'select key, due_at from kernel.errand order by key',
      )
    ).rows.map(({ key, due_at }) => [key, due_at?.toISOString()])
  await change(({ ask }) => ask('one', 'at once'))
  await change(({ ask }) => ask('one', 'at once', new Date(at(60))))
  await change(({ ask }) => ask('one', 'dated', new Date(at(60))))
  await change(({ ask }) => ask('one', 'dated', new Date(at(90))))
  await change(({ ask }) => ask('one', 'hurried', new Date(at(60))))
  await change(({ ask }) => ask('one', 'hurried'))
  assert.deepEqual(await due(), [
    ['at once', undefined],
    ['dated', at(90)],
    ['hurried', undefined],
  ])
  const waiting = await errands.waiting({ before: new Date(at(90)), limit: 10 })
  assert.deepEqual(
    waiting.map(({ key }) => key),
    ['at once', 'hurried'],
  )
})

test('the background does what comes, and ends what it has begun', async (t) => {
  const { errands, change, done } = await opened(t)
  errands.start()
  await change(({ announce }) => announce('changed', 'a'))
  errands.wake()
  while (done.length < 2) await new Promise((next) => setTimeout(next, 5))
  await errands.close()
})

test('whatever is asked, in whatever order: each name and key is done at least once after its last word', async (t) => {
  const { errands, change, done } = await opened(t)
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'run'), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(words, async (steps) => {
      done.length = 0
      const last = new Map<string, number>()
      for (const step of steps) {
        if (step === 'run') await errands.runDue()
        else {
          last.set(step, done.length)
          await change(({ announce }) => announce('changed', step))
        }
      }
      await errands.runDue()
      for (const [key, from] of last) assert.ok(done.slice(from).includes(`one ${key}`))
      assert.ok(done.length <= 2 * steps.filter((step) => step !== 'run').length)
      assert.equal(await errands.runDue(), 0)
    }),
    { numRuns: 25 },
  )
})

function at(seconds: number): string {
  return new Date(Date.parse(START) + seconds * 1_000).toISOString()
}

async function opened(t: TestContext) {
  const databases = await testDatabases(t)
  const clock = fixedClock(START)
  const done: string[] = []
  const note = (name: string): Errand<undefined> => ({
    name,
    does: `do ${name}`,
    on: 'changed',
    async run(_context, key) {
      done.push(`${name} ${key}`)
      return undefined
    },
  })
  const all: Errand<undefined>[] = [note('one'), note('two')]
  const another = (): Errands => {
    const deps = { care: databases.care, clock, log, place: () => undefined }
    const errands = openErrands(all, deps)
    t.after(() => errands.close())
    return errands
  }
  let current = another()
  return {
    databases,
    clock,
    done,
    errands: current,
    another,
    open(errand: Errand<undefined>): Errands {
      all.push(errand)
      current = another()
      return current
    },
    change: (work: (following: Following) => void) =>
      databases.care.transaction(async (tx: Transaction) => {
        const following = openFollowing(current.subscribers)
        work(following)
        await tx.query(writeFollowing([following.gathered], clock.now())!)
      }),
  }
}
