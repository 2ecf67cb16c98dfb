import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog, readSettings, systemClock } from '../kernel/index.ts'
import { signCheckpoint } from './checkpoint.ts'
import { examineWitnesses } from './examine-witnesses.ts'
import { makeSigner } from './note.ts'
import { openLogKey } from './place-keys.ts'
import { startWitness } from './serve-witness.ts'
import { EMPTY_ROOT } from './tree.ts'
import { writeAddCheckpoint } from './witness.ts'

test('a witness is right when it has confirmed this log with the key that the settings name', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'witnesses-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const settings = readSettings({ CONCORDAT_DATA: join(folder, 'data') })
  const log = openLogKey(settings)
  const files = { keyFile: join(folder, 'w.key'), stateFile: join(folder, 'w.json') }
  const parts = { port: 0, name: 'a.example/w', clock: systemClock, log: openLog('silent') }
  const witness = await startWitness({ ...files, ...parts, logs: [log.verifier] })
  const said = async (vkey = witness.vkey, url = witness.url) => {
    const witnesses = [{ vkey, url, side: 'nhs' }]
    const [found] = await examineWitnesses({ ...settings, witnesses })
    return `${found!.found}: ${found!.says}`
  }
  assert.match(await said(), /^wanting: nhs’s witness at .* has confirmed nothing of this log yet$/)
  const note = signCheckpoint({ origin: settings.logName, size: 0, root: EMPTY_ROOT }, log)
  const body = writeAddCheckpoint({ oldSize: 0, proof: [], note })
  await fetch(`${witness.url}/add-checkpoint`, { method: 'POST', body })
  assert.match(await said(), /^right: nhs’s witness at .* has confirmed 0 entries$/)
  const other = makeSigner('b.example/w', 'witness').verifier.vkey
  assert.match(await said(other), /^wanting: .* signs with another key than the one that is named$/)
  assert.match(await said('nonsense'), /^wanting: .* is not the key of a witness$/)
  await witness.close()
  assert.match(await said(), /^wanting: .* does not answer$/)
})
