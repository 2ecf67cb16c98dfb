import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fastify from 'fastify'
import { newId, type PersonId, type Settings } from '../src/kernel/index.ts'
import { somebody } from '../src/kernel/testing.ts'
import { signCheckpoint } from '../src/trail/checkpoint.ts'
import {
  type ResidentBundle,
  type Trail,
  verifyPublished,
  verifyTakenHome,
} from '../src/trail/index.ts'
import { makeSigner } from '../src/trail/note.ts'
import { openLogKey } from '../src/trail/place-keys.ts'
import { serveLog } from '../src/trail/serve-log.ts'
import {
  coordinator,
  lookOften,
  socialWorker,
  testSettings,
  witnessedTrail,
} from '../src/trail/testing.ts'

/** What can be done to a file that a resident took home, and to what a log publishes: each is named. */
type Published = Trail['published']
const clock = { now: () => new Date() }

type BundleWay = {
  does: string
  to(copy: ResidentBundle, known: Known): void
  says: RegExp
}
type Known = { person: string; other: string; older: ResidentBundle; another: ResidentBundle }

const chain = (copy: ResidentBundle, person: string) =>
  copy.people.find((one) => one.person === person)!
const lookEntry = (copy: ResidentBundle) =>
  copy.entries.find(({ text }) => text?.includes('"kind":"look"'))!
const said = (copy: ResidentBundle, words: string) =>
  copy.entries.find(({ text }) => text?.includes(words))!
const countEntry = (copy: ResidentBundle) => copy.entries.find(({ id }) => id === copy.count)!

const BUNDLES: BundleWay[] = [
  {
    does: 'the newest look left out',
    to: (c, { person }) => void chain(c, person).looks.pop(),
    says: /newest at person .* left out: look 5 of 5/,
  },
  {
    does: 'the newest two left out',
    to: (c, { person }) => void chain(c, person).looks.splice(3),
    says: /left out: looks 4 to 5 of 5/,
  },
  {
    does: 'all looks left out',
    to: (c, { person }) => void chain(c, person).looks.splice(0),
    says: /left out: looks 1 to 5 of 5/,
  },
  {
    does: 'one source person left out',
    to: (c, { other }) =>
      void c.people.splice(
        c.people.findIndex((one) => one.person === other),
        1,
      ),
    says: /Everything about person .* was left out: 4 looks/,
  },
  {
    does: 'every person left out',
    to: (c) => void c.people.splice(0),
    says: /Everything about person .* was left out/,
  },
  {
    does: 'a look in the middle left out',
    to: (c, { person }) => void chain(c, person).looks.splice(1, 1),
    says: /Look 2 at person .* is missing/,
  },
  {
    does: 'the first look left out',
    to: (c, { person }) => void chain(c, person).looks.shift(),
    says: /Look 1 at person .* is missing/,
  },
  {
    does: 'the entry of a look left out',
    to: (c) => void c.entries.splice(c.entries.indexOf(lookEntry(c)), 1),
    says: /is not what its entry says/,
  },
  {
    does: 'a look put in',
    to: (c, { person }) =>
      void chain(c, person).looks.push({ ...chain(c, person).looks[4]!, number: 6 }),
    says: /Look 6 at person .* is not the last one that was counted|does not follow/,
  },
  {
    does: 'numbers exchanged',
    to: (c, { person }) => {
      const [a, b] = chain(c, person).looks
      ;[a!.number, b!.number] = [b!.number, a!.number]
    },
    says: /does not follow|is not what its entry says/,
  },
  {
    does: 'a text changed',
    to: (c) => {
      const e = lookEntry(c)
      e.text = e.text!.replace('person page', 'nothing')
    },
    says: /Its text was changed/,
  },
  {
    does: 'who looked changed',
    to: (c) => {
      const e = said(c, 'ana.reid')
      e.text = e.text!.replace('ana.reid', 'tom.ellis')
    },
    says: /Its text was changed/,
  },
  {
    does: 'a refusal made a permission',
    to: (c) => {
      const e = said(c, '"outcome":"refused"')
      e.text = e.text!.replace('refused', 'allowed')
    },
    says: /Its text was changed/,
  },
  {
    does: 'a salt changed',
    to: (c) => {
      lookEntry(c).salt = Buffer.alloc(16).toString('base64')
    },
    says: /Its text was changed/,
  },
  {
    does: 'a text taken away',
    to: (c) => {
      const e = lookEntry(c)
      e.text = undefined
      e.salt = undefined
    },
    says: /text is missing, and nothing says that it is withheld or was erased \(look 1/,
  },
  {
    does: 'a false erasure',
    to: (c) => {
      const e = lookEntry(c)
      e.text = undefined
      e.erased = countEntry(c).id
    },
    says: /said to be erased, and no entry of the log says so \(look 1/,
  },
  {
    does: 'a false withholding',
    to: (c) => {
      const e = lookEntry(c)
      e.text = undefined
      e.withheld = said(c, 'trail.withhold').id
    },
    says: /said to be withheld, and no entry of the log says so \(look 1/,
  },
  {
    does: 'a withholding by nothing',
    to: (c) => {
      const e = lookEntry(c)
      e.text = undefined
      e.withheld = newId()
    },
    says: /said to be withheld, and no entry/,
  },
  {
    does: 'the notice of a withheld look left out',
    to: (c) => void c.entries.splice(c.entries.indexOf(said(c, 'trail.withhold')), 1),
    says: /said to be withheld, and no entry/,
  },
  {
    does: 'the date of a withheld look changed',
    to: (c) => {
      const e = said(c, 'trail.withhold')
      e.text = e.text!.replace('2999', '2998')
    },
    says: /Its text was changed/,
  },
  {
    does: 'the count left out',
    to: (c) => void c.entries.splice(c.entries.indexOf(countEntry(c)), 1),
    says: /How many looks there are is not proved/,
  },
  {
    does: 'the count lowered',
    to: (c) => {
      const e = countEntry(c)
      e.text = e.text!.replace('"looks":5', '"looks":4')
    },
    says: /Its text was changed/,
  },
  {
    does: 'another entry given as the count',
    to: (c) => {
      c.count = lookEntry(c).id
    },
    says: /How many looks there are is not proved/,
  },
  {
    does: 'the count of an older file',
    to: (c, { older }) => {
      c.count = older.count
      c.entries.push(countEntry(older))
    },
    says: /its proof does not lead to the signed root/,
  },
  {
    does: 'an older file mixed in',
    to: (c, { older }) => {
      c.checkpoint = older.checkpoint
    },
    says: /not in the log at number/,
  },
  {
    does: 'another resident’s looks',
    to: (c, { another }) => {
      c.people = another.people
    },
    says: /was not counted|was left out/,
  },
  {
    does: 'another resident’s whole end',
    to: (c, { another }) => {
      c.people = another.people
      c.count = another.count
      c.checkpoint = another.checkpoint
    },
    says: /is not what its entry says|not proved/,
  },
  {
    does: 'an index changed',
    to: (c) => {
      lookEntry(c).index += 1
    },
    says: /is not in the log at number/,
  },
  {
    does: 'a proof cut',
    to: (c) => void lookEntry(c).proof.pop(),
    says: /does not lead to the signed root/,
  },
  {
    does: 'a proof of another',
    to: (c) => {
      lookEntry(c).proof = countEntry(c).proof
    },
    says: /does not lead to the signed root/,
  },
  {
    does: 'data changed',
    to: (c) => {
      lookEntry(c).data = Buffer.alloc(32, 1).toString('base64')
    },
    says: /does not lead to the signed root/,
  },
  {
    does: 'an entry twice',
    to: (c) => void c.entries.push({ ...lookEntry(c) }),
    says: /stands twice/,
  },
  {
    does: 'an id changed',
    to: (c) => {
      lookEntry(c).id = newId()
    },
    says: /under another id than the one in its text/,
  },
  {
    does: 'a head of another size',
    to: (c) => {
      c.checkpoint = c.checkpoint.replace(/\n\d+\n/, '\n999\n')
    },
    says: /carries a false signature/,
  },
  {
    does: 'a head without the signature of the log',
    to: (c) => {
      const lines = c.checkpoint.split('\n')
      c.checkpoint = lines.filter((line) => !line.startsWith('\u2014 southmere')).join('\n')
    },
    says: /not signed by the log/,
  },
  {
    does: 'one side’s signature left out',
    to: (c) => {
      c.checkpoint = c.checkpoint
        .split('\n')
        .filter((line) => !line.includes('council'))
        .join('\n')
    },
    says: /no witness of each side has signed.*Missing: council/,
  },
  {
    does: 'a head of another log',
    to: (c) => {
      const s = makeSigner('other.example/log', 'log')
      c.checkpoint = signCheckpoint(
        { origin: s.verifier.name, size: 99, root: Buffer.alloc(32) },
        s,
      )
    },
    says: /is not signed by the log/,
  },
]

test('whatever is done to a file that a resident took home is named', async (t) => {
  const { trail } = await witnessedTrail(t)
  const [person, other, stranger] = [somebody(), somebody(), somebody()]
  const look = { identity: [person, other], what: 'person page', clause: '4.2' }
  await lookOften(trail, [person, other, stranger], 9)
  await trail.look(socialWorker, [{ ...look, outcome: 'refused', sentence: 'Not yours.' }])
  const older = await trail.exportBundle([person, other])
  const withheld = { clause: '7.3', until: '2999-01-01' }
  await trail.look(coordinator, [{ ...look, identity: [person], outcome: 'allowed', withheld }])
  const another = await trail.exportBundle([stranger])
  const bundle = await trail.exportBundle([person, other])
  const [log, ...witnesses] = trail.published.keys.map(({ vkey }) => vkey)
  const check = (changed: ResidentBundle, settings = testSettings(t)) => {
    const file = { text: JSON.stringify(changed), path: 'bundle.json' }
    return verifyTakenHome(file, { log, witnesses }, settings as Settings, clock)
  }
  assert.deepEqual((await check(bundle)).faults, [])
  for (const { does, to, says } of BUNDLES) {
    await t.test(does, async () => {
      const copy = structuredClone(bundle)
      to(copy, { person, other, older, another })
      named(await check(copy), says)
    })
  }
  await t.test('an older file, where a newer one was checked', async () => {
    const settings = testSettings(t)
    assert.ok((await check(bundle, settings)).ok)
    named(await check(older, settings), /A file that was checked here before held 5 looks/)
  })
  await t.test('only one witness is known', async () => {
    const file = { text: JSON.stringify(bundle), path: 'bundle.json' }
    const one = { log, witnesses: witnesses.slice(0, 1) }
    named(await verifyTakenHome(file, one, testSettings(t) as Settings, clock), /Only one witness/)
  })
})

type UrlWay = {
  does: string
  as(log: Published, known: UrlKnown): Partial<Published>
  says: RegExp
}
type UrlKnown = {
  fork: Published
  head(size: number): Promise<string>
  sign(size: number, root: Buffer): string
}

const zero = Buffer.alloc(32)
const URLS: UrlWay[] = [
  {
    does: 'an older head',
    as: (_, { head }) => ({ checkpoint: () => head(10), newest: () => head(10) }),
    says: /cut off: this computer has seen 300 entries, and 10 .* older copy of the same log/,
  },
  {
    does: 'a forked log',
    as: (_, { fork }) => fork,
    says: /another log than the one that this computer knows|another one than when/,
  },
  {
    does: 'another root',
    as: (_, { sign }) => ({
      checkpoint: async () => sign(300, zero),
      newest: async () => sign(300, zero),
    }),
    says: /another log than|do not lead to the signed root/,
  },
  {
    does: 'a longer head that its entries do not make',
    as: (log, { sign }) => ({
      newest: async () => sign(301, zero),
      entries: async (address) =>
        (
          await log.entries({
            ...address,
            width: Math.min(address.width, address.n === 0 ? 256 : 44),
          })
        )?.concat(address.width > 44 && address.n === 1 ? [zero] : []),
    }),
    says: /do not lead to the signed root/,
  },
  {
    does: 'a head of another key',
    as: () => {
      const s = makeSigner('southmere.example/trail', 'log')
      const note = signCheckpoint({ origin: s.verifier.name, size: 300, root: zero }, s)
      return { checkpoint: async () => note }
    },
    says: /newest checkpoint is not signed by/,
  },
  {
    does: 'a head of another name',
    as: () => {
      const s = makeSigner('other.example/trail', 'log')
      const note = signCheckpoint({ origin: s.verifier.name, size: 300, root: zero }, s)
      return { checkpoint: async () => note }
    },
    says: /newest checkpoint is not signed by/,
  },
  {
    does: 'a head without one side',
    as: (log) => ({
      checkpoint: async () =>
        (await log.checkpoint())!
          .split('\n')
          .filter((line) => !line.includes('council'))
          .join('\n'),
    }),
    says: /no witness of each side has signed.*Missing: .*council/,
  },
  {
    does: 'a head without any witness',
    as: (log) => ({ checkpoint: () => log.newest() }),
    says: /no witness of each side/,
  },
  {
    does: 'a newest head of another key',
    as: () => {
      const s = makeSigner('southmere.example/trail', 'log')
      const note = signCheckpoint({ origin: s.verifier.name, size: 301, root: zero }, s)
      return { newest: async () => note }
    },
    says: /newest checkpoint is not signed by/,
  },
  {
    does: 'an upper tile changed',
    as: (log) => ({
      tile: async (address) => {
        const tile = await log.tile(address)
        return tile && address.level === 1 ? { ...tile, hashes: tile.hashes.map(() => zero) } : tile
      },
    }),
    says: /another log than|published tile 1/,
  },
]

test('whatever is done to what a log publishes is named by whoever has seen it before', async (t) => {
  const log = await witnessedTrail(t)
  const people = [somebody(), somebody()]
  await grow(log.trail, people, 10)
  await grow(log.trail, people, 290)
  const forked = await forkOf(t, log.settings.dataFolder, people)
  const signer = openLogKey(log.settings)
  const head = async (size: number) => {
    const { rows } = await log.databases.care.short.query<{ note: string; lines: string }>(
      `select note, (select string_agg(line, '') from trail.cosignature c where c.size = k.size) as lines
       from trail.checkpoint k where size = $1`,
      [size],
    )
    return rows[0]!.note + rows[0]!.lines
  }
  const sign = (size: number, root: Buffer) =>
    signCheckpoint({ origin: signer.verifier.name, size, root }, signer)
  const [key, ...witnesses] = log.trail.published.keys.map(({ vkey }) => vkey)
  let published: Published = log.trail.published
  const url = await serve(t, () => published)
  const check = (settings: Settings) =>
    verifyPublished(url, { log: key, witnesses }, settings, clock)
  for (const { does, as, says } of URLS) {
    await t.test(does, async () => {
      const settings = testSettings(t) as Settings
      published = log.trail.published
      assert.deepEqual((await check(settings)).faults, [])
      published = {
        ...log.trail.published,
        ...as(log.trail.published, { fork: forked, head, sign }),
      }
      named(await check(settings), says)
    })
  }
})

async function grow(trail: Trail, people: readonly PersonId[], by: number): Promise<void> {
  await lookOften(trail, people, by)
  await trail.sequence()
  await trail.confirm()
}

/** With the log's key and both witnesses begun anew: all that a key and a database can do. */
async function forkOf(
  t: TestContext,
  dataFolder: string,
  people: readonly PersonId[],
): Promise<Published> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-fork-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const file of ['log.key', 'log.vkey']) {
    cpSync(join(dataFolder, 'trail', file), join(folder, 'trail', file))
  }
  for (const side of ['nhs', 'council']) {
    const name = `trail/witnesses/${side}.key`
    cpSync(join(dataFolder, name), join(folder, name))
    writeFileSync(join(folder, `trail/witnesses/${side}.state.json`), '{}\n')
  }
  const fork = await witnessedTrail(t, folder)
  await grow(fork.trail, people, 310)
  return fork.trail.published
}

async function serve(t: TestContext, now: () => Published): Promise<string> {
  const app = fastify()
  serveLog(app, {
    get keys() {
      return now().keys
    },
    checkpoint: () => now().checkpoint(),
    newest: () => now().newest(),
    policy: () => now().policy(),
    tile: (address) => now().tile(address),
    entries: (address) => now().entries(address),
  })
  t.after(() => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

function named({ ok, faults }: { ok: boolean; faults: { what: string }[] }, says: RegExp): void {
  assert.equal(ok, false)
  const told = faults.map(({ what }) => what)
  assert.ok(
    told.some((what) => says.test(what)),
    `nothing says ${says}:\n${told.join('\n')}`,
  )
}
