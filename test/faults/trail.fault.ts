import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, count, read } from './acknowledged.ts'
import { postmaster, randomBetween, runFile, temporary, until } from './processes.ts'
import type { Acknowledged } from './trail-writer.ts'

/**
 * What was acknowledged is there, once, numbered and proved, whatever was killed while many wrote: the
 * process that writes and numbers, or the database under it.
 */
const ROUNDS = Number(process.env.CONCORDAT_FAULT_ROUNDS ?? 6)
const WRITER = 'test/faults/trail-writer.ts'

test('a process killed while it writes and numbers loses nothing that it acknowledged', async (t) => {
  const dataFolder = temporary(t)
  const acknowledged: Acknowledged[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const writer = runFile(dataFolder, WRITER, String(round))
    await until(() => writer.said() !== '')
    await sleep(randomBetween(50, 1_500))
    acknowledged.push(...read((await writer.kill()).stdout))
    await check(t, dataFolder, acknowledged)
  }
})

test('a database killed under load comes back with all that was acknowledged', async (t) => {
  const dataFolder = temporary(t)
  const writer = runFile(dataFolder, WRITER, 'w')
  for (let round = 0; round < ROUNDS; round++) {
    const before = count(writer)
    await until(() => count(writer) > before + 50)
    await sleep(randomBetween(50, 1_000))
    process.kill(postmaster(dataFolder), 'SIGKILL')
  }
  const before = count(writer)
  await until(() => count(writer) > before + 50)
  await check(t, dataFolder, read((await writer.kill()).stdout))
})

test('two processes that write and number at once share one log', async (t) => {
  const dataFolder = temporary(t)
  const acknowledged: Acknowledged[] = []
  const survivor = runFile(dataFolder, WRITER, 'survivor')
  await until(() => count(survivor) > 0)
  for (let round = 0; round < ROUNDS; round++) {
    const writer = runFile(dataFolder, WRITER, `killed${round}`)
    await until(() => count(writer) > 0)
    await sleep(randomBetween(50, 800))
    acknowledged.push(...read((await writer.kill()).stdout))
  }
  const before = count(survivor)
  await until(() => count(survivor) > before + 20)
  acknowledged.push(...read((await survivor.kill()).stdout))
  await check(t, dataFolder, acknowledged)
})
