import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  faultLine,
  type MadeUpOfficer,
  madeUpKey,
  readAgreement,
  type Signatory,
  signatureFile,
  signText,
} from '../../src/agreement/index.ts'
import { systemClock } from '../../src/kernel/index.ts'
import { clauseKinds } from '../../src/rooms.ts'

/**
 * Signs Southmere's agreement again after its text was changed, as its four officers. They do not
 * exist: their keys come from a phrase that is published (agreement/README.md), and live mode refuses them.
 *
 *   bin/run places/southmere/sign.ts
 */
const FOLDER = join(import.meta.dirname, 'agreement')

const OFFICERS: { key: MadeUpOfficer; signs: string; at: string }[] = [
  { key: 'nhs-1', signs: 'amara.nwosu', at: '2025-03-18T09:40:00Z' },
  { key: 'council-1', signs: 'helen.marlow', at: '2025-03-18T10:05:00Z' },
  { key: 'nhs-2', signs: 'peter.lindqvist', at: '2025-03-20T14:12:00Z' },
  { key: 'council-2', signs: 'rafiq.anwar', at: '2025-03-21T08:55:00Z' },
]

const kinds = clauseKinds
const { agreement, faults } = await readAgreement(FOLDER, kinds, systemClock)
if (agreement === undefined) {
  for (const fault of faults) process.stderr.write(`${faultLine(fault)}\n`)
  process.exitCode = 1
} else {
  const signatories = agreement.table<Signatory>('signatory', 'all')
  for (const { key, signs, at } of OFFICERS) {
    const officer = signatories.find(({ id }) => id === signs)
    if (officer === undefined) continue
    const file = signatureFile(signText(agreement.hash, officer, madeUpKey(key), new Date(at)))
    await mkdir(dirname(join(FOLDER, file.path)), { recursive: true })
    await writeFile(join(FOLDER, file.path), file.text)
    process.stdout.write(`${officer.name} signed ${agreement.hash}\n`)
  }
}
