import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog, readSettings } from '../../src/kernel/index.ts'
import { layServer } from '../../src/kernel/testing-folder.ts'
import { openPlace } from '../../src/main.ts'
import { booksAreRight } from '../fund-random.ts'
import { randomBetween, runFile, temporary } from './processes.ts'

/** The money of the books runs out in the end, and then little is done in a life: it ends after a while. */
const LIFE_MS = 20_000

/** Kills who writes in the books, again and again: what was acknowledged is there, and all of it balances. */
export async function killBooks(
  t: TestContext,
  { rounds, each }: { rounds: number; each: number },
): Promise<void> {
  const dataFolder = temporary(t)
  await layServer(dataFolder)
  const said: string[] = []
  for (let round = 0; round < rounds; round++) {
    const writer = runFile(dataFolder, 'test/faults/fund-writer.ts', String(round + 1))
    const lines = () => writer.said().split('\n').length
    const began = performance.now()
    const isOver = () => lines() >= each || (lines() > 1 && performance.now() - began > LIFE_MS)
    while (!isOver() && writer.child.exitCode === null) await sleep(10)
    await sleep(randomBetween(0, 200))
    const { stdout, stderr } = await writer.kill()
    assert.equal(stderr, '')
    // A line that the kill cut off was not said.
    said.push(...stdout.slice(0, stdout.lastIndexOf('\n')).split('\n').filter(Boolean))
  }
  const settings = readSettings({
    CONCORDAT_DATA: dataFolder,
    CONCORDAT_NOW: '2026-03-10T10:00:00Z',
  })
  const place = await openPlace(settings, { log: openLog('silent') })
  try {
    const transfers = await booksAreRight(place)
    const { rows } = await place.databases.care.short.query<{ key: string }>(
      'select distinct key from fund.transfer',
    )
    const there = new Set(rows.map(({ key }) => key))
    assert.deepEqual(
      said.filter((key) => !there.has(key)).slice(0, 5),
      [],
      'acknowledged and not there',
    )
    t.diagnostic(`${said.length} acknowledged in ${rounds} lives, ${transfers} transfers`)
  } finally {
    await place.close()
  }
}
