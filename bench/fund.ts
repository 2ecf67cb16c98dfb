import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { balancesAt } from '../src/fund/index.ts'
import { fillTransfers } from '../src/fund/testing.ts'
import { newId, openLog, readSettings } from '../src/kernel/index.ts'
import { openPlace, type Place } from '../src/main.ts'
import { FUND, IAN, NHS, type PlanLine, setUpOnce } from '../test/fund-place.ts'
import { askLog } from '../test/fund-random.ts'
import { costOf, cpuOf } from './parts/cost.ts'
import { CALLERS, type Figure } from './parts/figures.ts'
import type { BenchResult } from './run.ts'

const COMMANDS = Number(process.env.CONCORDAT_BENCH_COMMANDS ?? 4_000)
const TRANSFERS = Number(process.env.CONCORDAT_BENCH_TRANSFERS ?? 10_000_000)
const SCHEMES = 16
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
      ...(await reserving(place, dataFolder, 'on one account', () => 0)),
      ...(await reserving(place, dataFolder, 'on many accounts', (at) => at % SCHEMES)),
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
  return [
    { what: `set apart ${what}`, value: COMMANDS / cost.seconds, unit: '1/s' },
    {
      what: `set apart ${what}, CPU of both`,
      value: (cpuOf(cost) ?? Number.NaN) / COMMANDS,
      unit: 'µs',
    },
    { what: `set apart ${what}, CPU of this process`, value: cost.node / COMMANDS, unit: 'µs' },
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
  return [
    { what: 'an account on a day in the past', value: (cost.seconds / times) * 1000, unit: 'ms' },
    {
      what: 'an account on a day in the past, CPU of both',
      value: (cpuOf(cost) ?? Number.NaN) / times,
      unit: 'µs',
    },
  ]
}
