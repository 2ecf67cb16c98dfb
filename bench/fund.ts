import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { balancesAt } from '../src/fund/index.ts'
import { fillTransfers } from '../src/fund/testing.ts'
import { newId, openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { FUND, IAN, NHS, type PlanLine, setUpOnce } from '../test/fund-place.ts'
import { askLog } from '../test/fund-random.ts'
import { type Cost, costOf, cpuOf } from './parts/cost.ts'
import { CALLERS, type Figure } from './parts/figures.ts'
import type { BenchResult } from './run.ts'

const COMMANDS = Number(process.env.CONCORDAT_BENCH_COMMANDS ?? 4_000)
const TRANSFERS = Number(process.env.CONCORDAT_BENCH_TRANSFERS ?? 10_000_000)
const SCHEMES = 16
/** Transfers of one command. */
const TOGETHER = 500
const NOW = '2026-03-10T09:00:00Z'

/**
 * What a command on the books costs, durable and with its entry, on one account and on many; and what stood in one
 * account on a day in the past, in books with millions of transfers that were filled in directly.
 */
export async function run(): Promise<BenchResult> {
  const began = performance.now()
  const parent = join(import.meta.dirname, '../.data')
  mkdirSync(parent, { recursive: true })
  const dataFolder = mkdtempSync(join(parent, 'bench-fund-'))
  const settings = readSettings({ CONCORDAT_DATA: dataFolder, CONCORDAT_NOW: NOW })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    await setUpOnce(place, plan())
    const figures = [
      ...(await floorOfOne(place, dataFolder)),
      ...(await reserving(place, dataFolder, 'on one account', () => 0)),
      ...(await reserving(place, dataFolder, 'on many accounts', (at) => at % SCHEMES)),
      ...(await moving(place, dataFolder)),
      ...(await looking(place, dataFolder)),
    ]
    const sizes = { callers: CALLERS, commands: COMMANDS, transfers: TRANSFERS }
    const versions = { node: process.version }
    return { name: 'fund', figures, sizes, versions, seconds: (performance.now() - began) / 1000 }
  } finally {
    await place.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function plan(): PlanLine[] {
  return Array.from({ length: SCHEMES }, (_, at) => [
    `scheme-${at}`,
    'home-care',
    [[NHS, '100000000']],
  ])
}

async function reserving(
  place: Place,
  dataFolder: string,
  what: string,
  schemeOf: (at: number) => number,
): Promise<Figure[]> {
  const ask = askLog(place)
  let at = 0
  const cost = await costOf(async () => {
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (at < COMMANDS) {
          const wanted = {
            scheme: `scheme-${schemeOf(at++)}`,
            activity: 'home-care',
            reason: 'Bench',
          }
          const answer = await ask(
            IAN,
            'reserve',
            { ...wanted, pence: String(100 + at), origin: NHS },
            newId(),
          )
          if (!answer.ok) throw new Error(JSON.stringify(answer))
        }
      }),
    )
  }, dataFolder)
  return figuresOf(`set apart ${what}`, COMMANDS, cost)
}

/** What nothing durable costs less than: one row, committed by itself, by as many callers. */
async function floorOfOne(place: Place, dataFolder: string): Promise<Figure[]> {
  const { owner, care } = place.databases
  await owner.short.query('create table public.floor (pence bigint not null, reason text)')
  await owner.short.query('grant insert on public.floor to concordat_care')
  let at = 0
  const cost = await costOf(async () => {
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (at++ < COMMANDS)
          await care.short.query({
            name: 'floor',
            text: 'insert into public.floor values ($1, $2)',
            values: [at, 'Bench'],
          })
      }),
    )
  }, dataFolder)
  return figuresOf('floor: one row', COMMANDS, cost)
}

function figuresOf(what: string, count: number, cost: Cost): Figure[] {
  return [
    { what, value: count / cost.seconds, unit: '1/s' },
    { what: `${what}, CPU of both`, value: (cpuOf(cost) ?? Number.NaN) / count, unit: 'µs' },
    { what: `${what}, CPU of this process`, value: cost.node / count, unit: 'µs' },
  ]
}

/** Five hundred transfers of one command, all or none; beside five hundred rows of one statement. */
async function moving(place: Place, dataFolder: string): Promise<Figure[]> {
  const ask = askLog(place)
  const legOf = (at: number) => {
    const [from, to] = [at % SCHEMES, (at + 1) % SCHEMES]
    const account = (scheme: number) => `${FUND}:commitment:${NHS}:scheme-${scheme}`
    return { from: account(from), to: account(to), pence: '1' }
  }
  const batches = Math.ceil(COMMANDS / TOGETHER) * 4
  const moved = await costOf(async () => {
    for (let batch = 0; batch < batches; batch++) {
      const [head, ...also] = Array.from({ length: TOGETHER }, (_, at) => legOf(batch + at))
      const input = { ...head!, also, reason: 'Bench' }
      const answer = await ask(IAN, 'transfer', input, newId())
      if (!answer.ok) throw new Error(JSON.stringify(answer))
    }
  }, dataFolder)
  const { owner } = place.databases
  const floor = await costOf(async () => {
    for (let batch = 0; batch < batches; batch++)
      await owner.short.query(
        `insert into public.floor select n, 'Bench' from generate_series(1, ${TOGETHER}) n`,
      )
  }, dataFolder)
  const count = batches * TOGETHER
  return [
    ...figuresOf(`floor: rows in batches of ${TOGETHER}`, count, floor),
    ...figuresOf(`moved in batches of ${TOGETHER}`, count, moved),
  ]
}

async function looking(place: Place, dataFolder: string): Promise<Figure[]> {
  const account = await fillTransfers(place.databases.owner, FUND, TRANSFERS)
  const db = place.databases.care.short
  const times = 20
  const cost = await costOf(async () => {
    for (let at = 0; at < times; at++)
      await balancesAt(db, { account, at: `2025-0${4 + (at % 6)}-15` })
  }, dataFolder)
  const floor = await costOf(async () => {
    for (let at = 0; at < times; at++)
      await db.query('select sum(posted) from fund.transfer where debit = $1 and at <= $2', [
        account,
        `2025-0${4 + (at % 6)}-15`,
      ])
  }, dataFolder)
  return [
    {
      what: 'floor: one sum over one side of the account',
      value: (floor.seconds / times) * 1000,
      unit: 'ms',
    },
    { what: 'an account on a day in the past', value: (cost.seconds / times) * 1000, unit: 'ms' },
    {
      what: 'an account on a day in the past, CPU of both',
      value: (cpuOf(cost) ?? Number.NaN) / times,
      unit: 'µs',
    },
  ]
}
