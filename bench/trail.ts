import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Databases,
  joinEmbeddedServer,
  migrate,
  newId,
  openEmbedded,
  openLog,
  roomSchemas,
  systemActor,
  systemClock,
  toPersonId,
} from '../src/kernel/index.ts'
import { append, emptyEdge, rootOf } from '../src/trail/edge.ts'
import { writeEntry } from '../src/trail/entry.ts'
import { type Command, openTrail, type Trail, verifyPlace } from '../src/trail/index.ts'
import { copyEntries } from '../src/trail/queries.ts'
import { insertTiles } from '../src/trail/queries-log.ts'
import { TreeReader } from '../src/trail/read-tree.ts'
import type { FullTile } from '../src/trail/tile.ts'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  type NodeReader,
  sha256,
  verifyConsistency,
  verifyInclusion,
} from '../src/trail/tree.ts'
import { CALLERS, type Figure, perSecond, quantile, timed, together } from './parts/figures.ts'
import { floors, measureAway, measureBundle, measureDay, viewerNumbered } from './parts/looks.ts'
import type { BenchResult } from './run.ts'

/**
 * What the trail costs: entries as single commits and in batches, looks, numbering, proofs in a log of a
 * million, and checking it all. On a database of its own, with the disk synced at every commit.
 */
const BATCH = 500
const BACKLOG = 120_000
const PEOPLE = 10_000
const MILLION = 1_000_000
const PROOFS = 1_000

const note: Command<string, string> = {
  basis: 'public',
  name: 'bench.note',
  run: async (_, text) => ({ result: text, entry: { text } }),
}

export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-trail-'))
  const server = await joinEmbeddedServer(dataFolder)
  try {
    const { figures, version } = await withDatabase(server.connection, 'growing', (databases) =>
      measureGrowing(databases, dataFolder),
    )
    const { figures: proofs } = await withDatabase(server.connection, 'million', measureProofs)
    const away = await withDatabase(server.connection, 'away', (databases) =>
      measureAway(databases, join(dataFolder, 'away')),
    )
    return {
      name: 'trail',
      figures: [...figures, ...proofs, ...away],
      sizes: { callers: CALLERS, people: PEOPLE, 'entries in the log of proofs': MILLION },
      versions: { node: process.version, postgresql: version },
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    await server.leave()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

async function withDatabase<T>(
  connection: Parameters<typeof openEmbedded>[0],
  name: string,
  work: (databases: Databases) => Promise<T>,
): Promise<T> {
  const databases = await openEmbedded(connection, name, openLog('silent'), async () => {})
  try {
    await migrate(databases.owner, roomSchemas())
    return await work(databases)
  } finally {
    await databases.close()
  }
}

async function measureGrowing(databases: Databases, dataFolder: string) {
  const settings = { dataFolder, logName: 'bench.example/trail', witnesses: [] as never[] }
  const trail = await openTrail({ databases, clock: systemClock, log: openLog('silent'), settings })
  const { rows } = await databases.care.short.query<{ server_version: string }>(
    'show server_version',
  )
  trail.start()
  const figures = [
    ...(await measureCommands(trail)),
    ...(await measureLooks(trail)),
    ...(await measureBatches(databases, trail)),
  ]
  await trail.close()
  figures.push(await measureNumbering(databases, trail))
  const place = { trail, databases, clock: systemClock, settings }
  const entries = (await trail.status()).size
  const began = performance.now()
  const { faults } = await verifyPlace(place as unknown as Parameters<typeof verifyPlace>[0])
  if (faults.some(({ entry }) => entry !== '')) throw new Error('the log is not in order')
  figures.push(perSecond('entries checked by trail verify', entries, performance.now() - began))
  figures.push(...(await measureDay(databases, trail, settings)))
  figures.push(...(await measureBundle(databases, trail)))
  figures.push(...(await floors(databases)))
  return { figures, version: rows[0]!.server_version }
}

/** The whole command: key, entry and commit, numbered and signed in the background meanwhile. */
async function measureCommands(trail: Trail): Promise<Figure[]> {
  const viewer = { actor: systemActor('bench'), purpose: 'governance' }
  return timed('entries as single commits, 32 callers', async () => {
    await trail.run(note, { viewer, input: 'a look at the cost of one commit', key: newId() })
  })
}

async function measureLooks(trail: Trail): Promise<Figure[]> {
  const people = Array.from({ length: PEOPLE }, () => [newId(), newId()].map(toPersonId))
  let at = 0
  return timed('looks, each durable before its answer, 32 callers', async () => {
    at++
    const identity = people[(at * 7919) % PEOPLE]!
    const look = { identity, what: 'person page', outcome: 'allowed', clause: '4.2' } as const
    await trail.look(viewerNumbered(at % 500), [look])
  })
}

/** From nothing to signed: inserted 500 a transaction, numbered, in the tree, under a checkpoint. */
async function measureBatches(databases: Databases, trail: Trail): Promise<Figure[]> {
  const before = (await trail.status()).size
  const began = performance.now()
  let written = 0
  await together(4, async () => {
    const entries = Array.from({ length: BATCH }, (_, at) =>
      writeEntry('command', new Date(), { command: 'bench.batch', entry: { item: at } }),
    )
    await databases.care.copying((tx) => copyEntries(tx, entries))
    written += BATCH
  })
  await trail.sequence()
  const figure = perSecond(
    'entries in batches of 500, until signed',
    written,
    performance.now() - began,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  if ((await trail.status()).size < before + written) throw new Error('entries were lost')
  return [figure]
}

async function measureNumbering(databases: Databases, trail: Trail): Promise<Figure> {
  for (let written = 0; written < BACKLOG; written += 5_000) {
    const entries = Array.from({ length: 5_000 }, () =>
      writeEntry('command', new Date(), { command: 'bench.backlog' }),
    )
    await databases.care.copying((tx) => copyEntries(tx, entries))
  }
  const began = performance.now()
  await trail.sequence()
  return perSecond('entries numbered and signed from a backlog', BACKLOG, performance.now() - began)
}

async function measureProofs(databases: Databases): Promise<{ figures: Figure[] }> {
  const root = await plantMillion(databases)
  const kept = new TreeReader(databases.care.short)
  const figures: Figure[] = []
  const index = (at: number) => (at * 611_953) % MILLION
  const included = async (reader: TreeReader, at: number) => {
    const proof = await reader.compute(MILLION, (node) => inclusionProof(index(at), MILLION, node))
    const place = { index: index(at), size: MILLION, leaf: leafHash(dataOf(index(at))) }
    if (!verifyInclusion(place, proof, root)) throw new Error('a proof does not hold')
  }
  const grown = async (reader: TreeReader, at: number) => {
    const grow = (node: NodeReader) => consistencyProof(1 + index(at), MILLION, node)
    await reader.compute(MILLION, grow)
  }
  for (const [what, prove] of [
    ['inclusion proof', included],
    ['consistency proof', grown],
  ] as const) {
    const cold = () => new TreeReader(databases.care.short)
    figures.push(
      ...(await spread(`${what} among a million, nothing kept in memory`, (at) =>
        prove(cold(), at),
      )),
    )
    figures.push(
      ...(await spread(`${what} among a million, upper tiles kept in memory`, (at) =>
        prove(kept, at),
      )),
    )
  }
  const old = await kept.compute(MILLION, (node) => consistencyProof(MILLION, MILLION, node))
  if (!verifyConsistency({ size: MILLION, root }, { size: MILLION, root }, old))
    throw new Error('no')
  return { figures }
}

/** The leaves and tiles of a million entries, without the entries: proofs need nothing else. */
async function plantMillion({ owner, log }: Databases): Promise<Buffer> {
  await owner.short.query(
    `insert into trail.leaf (index, entry_id, data)
     select i, gen_random_uuid(), sha256(i::text::bytea) from generate_series(0, ${MILLION - 1}) i`,
  )
  const edge = emptyEdge()
  let filled: FullTile[] = []
  for (let index = 0; index < MILLION; index++) {
    filled.push(...append(edge, leafHash(dataOf(index))))
    if (filled.length >= 500 || index === MILLION - 1) {
      await insertTiles(log.short, filled)
      filled = []
    }
  }
  await owner.short.query('vacuum analyze trail.leaf, trail.tile')
  return rootOf(edge)
}

function dataOf(index: number): Buffer {
  return sha256(Buffer.from(String(index)))
}

async function spread(what: string, once: (at: number) => Promise<void>): Promise<Figure[]> {
  const took: number[] = []
  for (let at = 0; at < PROOFS; at++) {
    const start = performance.now()
    await once(at)
    took.push(performance.now() - start)
  }
  return [
    { what: `${what}: half within`, value: quantile(took, 0.5), unit: 'ms' },
    { what: `${what}: 99 of 100 within`, value: quantile(took, 0.99), unit: 'ms' },
  ]
}
