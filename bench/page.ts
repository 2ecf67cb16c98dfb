import { besideFloor, inTurns, type Taken } from './parts/beside-floor.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import { personaPages } from './parts/persona-pages.ts'
import type { Asked } from './parts/served.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const CONNECTIONS = 8
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 3)
/**
 * A slow machine takes longer and does no more. A floor costs so little that fewer are less than the server's clock can
 * tell.
 */
const TIMES = { warm: 15, page: 12, floor: 250 }

/**
 * The first page of each persona and the page of a person for each, of a real server in a process of its own, through
 * real sessions: relationship facts, decision, durable look and the page. In turns with the floor: an answer of the
 * same size, with one indexed read and one commit, by a server that does nothing else.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const fillWith = (folder: string) => fill(folder, PEOPLE)
  const { figures, version } = await besideFloor('page', PEOPLE, fillWith, async (beside) => {
    const pages = await personaPages(beside.served, beside.people)
    const how = { times: TIMES, rounds: ROUNDS, connections: [CONNECTIONS] }
    return (await inTurns(beside, pages, how)).flatMap(figuresOf)
  })
  return {
    name: 'page',
    figures,
    sizes: { people: PEOPLE, connections: CONNECTIONS, 'times each': ROUNDS * TIMES.page },
    versions: { node: process.version, postgresql: version },
    seconds: (performance.now() - begun) / 1000,
  }
}

function figuresOf({ what, page, floor }: Taken): BenchResult['figures'] {
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  return [
    { what: `${what}: processor time`, value: cost(page), unit: 'µs' },
    { what: `${what}: of it PostgreSQL`, value: page.postgresql / page.count, unit: 'µs' },
    { what: `${what}: floor, processor time`, value: cost(floor), unit: 'µs' },
    { what: `${what}: against its floor`, value: cost(page) / cost(floor), unit: 'times' },
    { what: `${what}: statements`, value: page.statements / page.count, unit: 'each' },
    { what: `${what}: half within`, value: quantile(page.took, 0.5), unit: 'ms' },
    { what: `${what}: size`, value: page.bytes / page.count / 1000, unit: 'kB' },
  ]
}
