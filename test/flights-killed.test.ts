import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { layServer } from '../src/kernel/testing-folder.ts'
import { check, read } from './faults/acknowledged.ts'
import { randomBetween, runFile, temporary, until } from './faults/processes.ts'

test('killed while commands are in flight: what was acknowledged is there, and nothing by half', async (t) => {
  const dataFolder = temporary(t)
  await layServer(dataFolder)
  const writer = runFile(dataFolder, 'test/faults/trail-writer.ts', 'flight')
  await until(() => writer.said().split('\n').length > 20)
  await sleep(randomBetween(0, 500))
  await check(t, dataFolder, read((await writer.kill()).stdout))
})
