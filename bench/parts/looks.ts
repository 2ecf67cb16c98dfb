import {
  type Databases,
  newId,
  openLog,
  type PersonId,
  systemClock,
  toPersonId,
  type Viewer,
} from '../../src/kernel/index.ts'
import { openTrail, type Trail, verifyPlace } from '../../src/trail/index.ts'
import { makeSigner } from '../../src/trail/note.ts'
import { leafHash, sha256 } from '../../src/trail/tree.ts'
import { type Figure, perSecond, quantile, timed } from './figures.ts'

/** What looks cost whoever checks them, takes them home or waits for their number; with floors. */
const DAY_LOOKS = 5_000
const BUNDLE_LOOKS = 10_000
const WATCH_MS = 5

/** What a day of looks costs whoever has checked everything before. */
export async function measureDay(
  databases: Databases,
  trail: Trail,
  settings: { dataFolder: string; witnesses: never[] },
): Promise<Figure[]> {
  const place = { trail, databases, clock: systemClock, settings } as unknown as Parameters<
    typeof verifyPlace
  >[0]
  await verifyPlace(place, undefined, { all: false })
  await lookAtMany(trail, DAY_LOOKS, (at) => [toPersonId(newId()), `user-${at % 200}`])
  await trail.sequence()
  const began = performance.now()
  const { faults } = await verifyPlace(place, undefined, { all: false })
  if (faults.length > 0) throw new Error(`the log is not in order: ${faults[0]!.what}`)
  const seconds = (performance.now() - began) / 1000
  return [{ what: `verification after a day of ${DAY_LOOKS} looks`, value: seconds, unit: 's' }]
}

/** Ten thousand looks at one person, taken home; and for how long nobody else was served meanwhile. */
export async function measureBundle(databases: Databases, trail: Trail): Promise<Figure[]> {
  const person = toPersonId(newId())
  await lookAtMany(trail, BUNDLE_LOOKS, (at) => [person, `user-${at}`])
  await trail.sequence()
  const memory = process.memoryUsage().rss
  let [stopped, last, peak] = [0, performance.now(), 0]
  const watch = setInterval(() => {
    const now = performance.now()
    stopped = Math.max(stopped, now - last - WATCH_MS)
    last = now
    peak = Math.max(peak, process.memoryUsage().rss - memory)
  }, WATCH_MS)
  const began = performance.now()
  let bytes = 0
  for await (const piece of trail.streamBundle([person])) bytes += piece.length
  const seconds = (performance.now() - began) / 1000
  clearInterval(watch)
  const read = performance.now()
  await databases.care.short.query(
    `select k.number, e.text, l.data from trail.look k join trail.entry e on e.id = k.entry_id
     join trail.leaf l on l.entry_id = e.id where k.person_id = $1`,
    [person],
  )
  const floor = (performance.now() - read) / 1000
  return [
    { what: `bundle of ${BUNDLE_LOOKS} looks`, value: seconds, unit: 's' },
    { what: 'floor: its rows read, no proof made', value: floor, unit: 's' },
    { what: 'bundle: longest stop of the event loop', value: stopped, unit: 'ms' },
    { what: 'bundle: memory above before', value: peak / 1e6, unit: 'MB' },
    { what: 'bundle: size', value: bytes / 1e6, unit: 'MB' },
  ]
}

async function lookAtMany(
  trail: Trail,
  count: number,
  of: (at: number) => [person: PersonId, actor: string],
): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    await Promise.all(
      Array.from({ length: Math.min(100, count - at) }, (_, n) => {
        const [person, id] = of(at + n)
        const viewer = viewerNumbered(0)
        const look = { identity: [person], what: 'person page', clause: '4.2' }
        return trail.look({ ...viewer, actor: { ...viewer.actor, id } }, [
          { ...look, outcome: 'allowed' as const },
        ])
      }),
    )
  }
}

/** What nobody here can go below: a commit of one row, and a hash. */
export async function floors({ owner, care }: Databases): Promise<Figure[]> {
  await owner.short.query('create table floor (at bigint)')
  await owner.short.query('grant insert on floor to concordat_care')
  const commits = await timed('floor: commits of one row, 32 callers', async () => {
    await care.transaction(async (tx) => void (await tx.query('insert into floor values (1)')))
  })
  const data = sha256(Buffer.from('x'))
  const began = performance.now()
  for (let at = 0; at < 500_000; at++) leafHash(data)
  return [
    ...commits.slice(0, 1),
    perSecond('floor: leaf hashes', 500_000, performance.now() - began),
  ]
}

/** Numbering and publishing while both witnesses are away; the same without any to ask. */
export async function measureAway(databases: Databases, dataFolder: string): Promise<Figure[]> {
  const away = ['nhs.example/w', 'council.example/w'].map((name) => {
    return { vkey: makeSigner(name, 'witness').verifier.vkey, url: 'http://192.0.2.1:9' }
  })
  const figures: Figure[] = []
  for (const [what, witnesses] of [
    ['with two witnesses away', away],
    ['floor: with none to ask', []],
  ] as const) {
    const settings = { dataFolder, logName: 'bench.example/away', witnesses: [...witnesses] }
    const deps = { databases, clock: systemClock, log: openLog('silent'), settings }
    const trail = await openTrail(deps)
    // The first signature asks the witnesses; that is paid once a start.
    await trail.sequence()
    trail.start()
    const took: number[] = []
    for (let at = 0; at < 30; at++) {
      const began = performance.now()
      const before = (await trail.status()).size
      await lookAtMany(trail, 1, () => [toPersonId(newId()), 'user-1'])
      while (Number((await trail.published.newest())?.split('\n')[1] ?? 0) <= before) {
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      await trail.published.checkpoint()
      took.push(performance.now() - began)
    }
    await trail.close()
    figures.push({
      what: `look until published, ${what}: half within`,
      value: quantile(took, 0.5),
      unit: 'ms',
    })
  }
  return figures
}

export function viewerNumbered(number: number): Viewer {
  const who = { id: `user-${number}`, name: `User ${number}`, role: 'ward-coordinator' }
  const where = { organisation: 'mere-general', side: 'nhs', unit: 'Ward 6' }
  return { actor: { ...who, ...where, via: 'web' }, purpose: 'direct-care' }
}
