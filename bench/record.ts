import { signIn } from '../test/sign-in.ts'
import { besideFloor, inTurns, type Taken } from './parts/beside-floor.ts'
import { quantile } from './parts/figures.ts'
import { fill } from './parts/filled.ts'
import { addLooks } from './parts/looked-at.ts'
import { personaPages } from './parts/persona-pages.ts'
import type { Asked } from './parts/served.ts'
import type { BenchResult } from './run.ts'

const PEOPLE = Number(process.env.CONCORDAT_BENCH_PEOPLE ?? 10_000)
const ROUNDS = Number(process.env.CONCORDAT_BENCH_ROUNDS ?? 3)
const LOOKS = 500
const CONNECTIONS = [1, 16]
const TIMES = { warm: 20, page: 100, floor: 400 }
/** The person page of somebody in hospital and of somebody at home, what a resident reads of looks, and a list. */
const LIST = 'maya.lowe: first page'
const PAGES = ['priya.shah: person page', 'olive.marsden: person page']
const RESIDENT = 'martha.okello'

/**
 * How many a second, and within what time 99 of 100: the person page, a resident's list of 500 looks, and a list of a
 * hundred people, by one caller and by sixteen. In turns with the floor: an answer of the same size, with one indexed
 * read and one commit, by a server that does nothing else.
 */
export async function run(): Promise<BenchResult> {
  const begun = performance.now()
  const fillWith = async (folder: string) => {
    await fill(folder, PEOPLE)
    await addLooks(folder, RESIDENT, LOOKS)
  }
  const { figures, version } = await besideFloor('record', PEOPLE, fillWith, async (beside) => {
    const pages = await personaPages(beside.served, beside.people)
    const cookie = await signIn(beside.served.origin, RESIDENT)
    const own = { cookie, paths: ['/me?looks=1'], status: 200 }
    const asked = new Map([
      ...[...PAGES, LIST].map((what) => [what, pages.get(what)!] as const),
      [`${RESIDENT}: their own page, ${LOOKS} looks`, own] as const,
    ])
    const how = { times: TIMES, rounds: ROUNDS, connections: CONNECTIONS }
    return (await inTurns(beside, asked, how)).flatMap(figuresOf)
  })
  return {
    name: 'record',
    figures,
    sizes: { people: PEOPLE, 'looks of the resident': LOOKS, 'times each': ROUNDS * TIMES.page },
    versions: { node: process.version, postgresql: version },
    seconds: (performance.now() - begun) / 1000,
  }
}

function figuresOf({ what, connections, page, floor }: Taken): BenchResult['figures'] {
  const by = connections === 1 ? 'one caller' : `${connections} callers`
  const cost = ({ node, postgresql, count }: Asked) => (node + postgresql) / count
  return [
    { what: `${what}, ${by}`, value: page.count / page.seconds, unit: 'a second' },
    { what: `${what}, ${by}: floor`, value: floor.count / floor.seconds, unit: 'a second' },
    { what: `${what}, ${by}: 99 of 100 within`, value: quantile(page.took, 0.99), unit: 'ms' },
    { what: `${what}, ${by}: floor, the same`, value: quantile(floor.took, 0.99), unit: 'ms' },
    { what: `${what}, ${by}: processor time`, value: cost(page), unit: 'µs' },
    { what: `${what}, ${by}: against its floor`, value: cost(page) / cost(floor), unit: 'times' },
  ]
}
