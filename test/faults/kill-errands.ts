import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Databases,
  migrate,
  openDatabases,
  openLog,
  ROLES,
  roomSchemas,
} from '../../src/kernel/index.ts'
import { layServer } from '../../src/kernel/testing-folder.ts'
import { type DiesAt, SUBSCRIBERS } from './errand-runner.ts'
import { randomBetween, runFile, temporary, until } from './processes.ts'

const RUNNER = 'test/faults/errand-runner.ts'
const POINTS: DiesAt[] = ['after-change', 'in-effect', 'in-command', 'in-timer', 'any-time']

/**
 * Kills a process between a change and what follows from it, in turn at each point at which it can be, then lets
 * another finish. Every subscriber must end as in a run that nobody disturbed, and nothing be done twice.
 */
export async function killErrands(t: TestContext, rounds: number): Promise<void> {
  const dataFolder = temporary(t)
  await layServer(dataFolder)
  const databases = await openDatabases({ dataFolder }, openLog('silent'))
  try {
    await killAndCompare(databases, dataFolder, rounds)
  } finally {
    // Before the folder goes: the server is in it.
    await databases.close()
  }
}

async function killAndCompare(
  { owner }: Databases,
  dataFolder: string,
  rounds: number,
): Promise<void> {
  await migrate(owner, roomSchemas())
  await owner.short.query(
    'create table public.effect (subscriber text, key text, times int, primary key (subscriber, key))',
  )
  await owner.short.query(`grant select, insert, update on public.effect to ${ROLES.care}`)
  const names = Array.from({ length: rounds }, (_, round) => `round${round}`)
  for (const [index, name] of names.entries()) {
    const at = POINTS[index % POINTS.length]!
    const running = runFile(dataFolder, RUNNER, name, at)
    if (at === 'any-time') {
      await until(() => running.said().includes('ready'))
      await sleep(randomBetween(0, 150))
      running.child.kill('SIGKILL')
    }
    const { signal, stderr } = await running.ended
    assert.equal(signal, 'SIGKILL', stderr)
  }
  // Sent again with their keys, so that what was killed before it was committed is there as well.
  const last = await runFile(dataFolder, RUNNER, names.join(','), 'never').ended
  assert.equal(last.status, 0, last.stderr)
  const calm = await runFile(
    dataFolder,
    RUNNER,
    names.map((name) => `calm-${name}`).join(','),
    'never',
  ).ended
  assert.equal(calm.status, 0, calm.stderr)

  const { rows } = await owner.short.query<{ subscriber: string; key: string; times: number }>(
    'select subscriber, key, times from public.effect order by subscriber, key',
  )
  const isCalm = ({ key }: { key: string }) => key.startsWith('calm-')
  const undisturbed = rows
    .filter(isCalm)
    .map((row) => ({ ...row, key: row.key.slice('calm-'.length) }))
  assert.deepEqual(
    rows.filter((row) => !isCalm(row)),
    undisturbed,
  )
  assert.equal(undisturbed.length, rounds * 3 * SUBSCRIBERS.length)
  assert.ok(rows.every(({ times }) => times === 1))
  const { rowCount } = await owner.short.query('select from kernel.errand')
  assert.equal(rowCount, 0)
}
