import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { openDatabases, openLog, readSettings, systemClock } from '../../src/kernel/index.ts'
import { openTrail } from '../../src/trail/index.ts'
import { serveLog } from '../../src/trail/serve-log.ts'
import { readWholeLog } from '../independent-verifier.ts'
import { count } from './acknowledged.ts'
import { randomBetween, runFile, temporary, until } from './processes.ts'

/**
 * A log of a hundred thousand entries that grows while what writes and numbers it is killed again and again: a
 * verifier that is not ours finds every entry, tile and signature right.
 */
const ENTRIES = Number(process.env.CONCORDAT_FAULT_ENTRIES ?? 100_000)
const KILLS = 5

test('a log that grew through kills is right for a verifier that is not ours', async (t) => {
  const dataFolder = temporary(t)
  let written = 0
  for (let kill = 0; written < ENTRIES; kill++) {
    const writer = runFile(dataFolder, 'test/faults/log-writer.ts', String(ENTRIES - written))
    await until(() => count(writer) > 0)
    if (kill < KILLS) {
      await sleep(randomBetween(300, 2_000))
      await writer.kill()
    } else await writer.ended
    written = await sizeOf(dataFolder)
  }
  const { databases, trail } = await open(dataFolder)
  const app = fastify()
  try {
    await trail.sequence()
    serveLog(app, trail.published)
    const fetched = async (path: string) => {
      const { statusCode, rawPayload } = await app.inject(`/trail/${path}`)
      assert.equal(statusCode, 200, path)
      return rawPayload
    }
    const vkeys = trail.published.keys.map(({ vkey }) => vkey)
    assert.ok((await readWholeLog(fetched, vkeys)).leaves.length >= ENTRIES)
  } finally {
    await app.close()
    await trail.close()
    await databases.close()
  }
})

async function open(dataFolder: string) {
  const log = openLog('silent')
  const settings = readSettings({ CONCORDAT_DATA: dataFolder })
  const databases = await openDatabases(settings, log)
  return { databases, trail: await openTrail({ databases, clock: systemClock, log, settings }) }
}

async function sizeOf(dataFolder: string): Promise<number> {
  const { databases, trail } = await open(dataFolder)
  await trail.sequence()
  const { size } = await trail.status()
  await trail.close()
  await databases.close()
  return size
}
