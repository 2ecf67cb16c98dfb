import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { openDatabases, openLog, readSettings, systemClock } from '../../src/kernel/index.ts'
import { openTrail } from '../../src/trail/index.ts'
import { type Running, runConcordat } from './processes.ts'
import { type Acknowledged, note, noteCall } from './trail-writer.ts'

/** What `trail-writer.ts` said was acknowledged, against what is there. */

export function count(writer: Running): number {
  return writer.said().split('\n').length - 1
}

/** A line that the kill cut off was not said. */
export function read(text: string): Acknowledged[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Acknowledged)
}

export async function check(
  t: TestContext,
  dataFolder: string,
  said: Acknowledged[],
): Promise<void> {
  const log = openLog('silent')
  const settings = readSettings({ CONCORDAT_DATA: dataFolder })
  const databases = await openDatabases(settings, log)
  try {
    const trail = await openTrail({ databases, clock: systemClock, log, settings })
    await trail.sequence()
    const owner = databases.owner.short
    const ids = async (text: string) =>
      new Set((await owner.query<{ id: string }>(text)).rows.map(({ id }) => id))
    const keys = await ids('select key as id from trail.command_key')
    const looks = await ids(
      "select person_id || ' ' || number || ' ' || entry_id as id from trail.look",
    )
    const lost = said.filter(({ key, person, number, entryId }) =>
      key === undefined ? !looks.has(`${person} ${number} ${entryId}`) : !keys.has(key),
    )
    assert.deepEqual(lost, [], 'acknowledged and not there')
    const { rows } = await owner.query(
      `select (select count(*)::int from trail.entry) - (select count(*)::int from trail.leaf) as unnumbered,
         (select count(*)::int from kernel.news where topic = 'fault')
           - (select count(*)::int from trail.command_key k join trail.entry e on e.id = k.entry_id
              where e.text like '%"command":"fault.%') as odd,
         (select count(*)::int from kernel.news where topic = 'fault.brief')
           - (select count(*)::int from trail.entry where text like '%"command":"fault.brief"%')
           as halves,
         (select count(*)::int from
           (select from trail.look group by person_id having max(number) <> count(*)) x) as gaps`,
    )
    assert.deepEqual(rows, [{ unnumbered: 0, odd: 0, halves: 0, gaps: 0 }])
    const again = said.find(({ key }) => key !== undefined)!
    const news = await owner.query("select from kernel.news where topic = 'fault'")
    await trail.run(note, noteCall(again.key!))
    const after = await owner.query("select from kernel.news where topic = 'fault'")
    assert.equal(after.rowCount, news.rowCount, 'the same key does nothing again')
    await trail.close()
    t.diagnostic(`${said.length} acknowledged, ${keys.size + looks.size} there`)
  } finally {
    await databases.close()
  }
  await verify(dataFolder)
}

export async function verify(dataFolder: string): Promise<void> {
  // No witness is set up here: nothing is changed in the log, and nobody outside vouches for it.
  await runConcordat(dataFolder, 'trail', 'verify', '--json').ended
  const { stdout, stderr } = await runConcordat(dataFolder, 'trail', 'verify', '--json').ended
  assert.equal(stderr, '')
  const { state, faults } = JSON.parse(stdout) as { state: string; faults: unknown[] }
  assert.deepEqual([state, faults.length], ['not confirmed', 1], stdout)
}
