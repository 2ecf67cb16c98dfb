import {
  type CheckedSignature,
  faultLine,
  type ReadAgreement,
  readAgreement,
} from '../agreement/index.ts'
import { clockOf, Fault } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import { formatList } from '../shell/index.ts'
import type { CliCommand } from './command.ts'

const usage = `concordat agreement verify DIR [--json]

Prints the hash of the agreement in DIR and who has signed it, and says whether officers of both sides have
signed that very text.

  --json   {ok, hash, signatures: [{officer, name, party, side, time, ok, problem}], missing, faults}
           missing: the sides of which too few officers have signed

Exit code: 0 both sides have signed; 1 not yet, or something is wrong with the text or a signature;
2 there is no such folder.`

export const command: CliCommand = {
  words: 'agreement verify',
  summary: 'who has signed the agreement, and whether both sides have',
  usage,
  options: {},
  async run({ positionals, json, settings, out, house = standing }) {
    const [dir] = positionals
    if (dir === undefined) {
      throw new Fault(
        'one folder is needed',
        'agreement verify DIR',
        'Give the agreement’s folder.',
      )
    }
    const read = await readAgreement(dir, house.clauseKinds, clockOf(settings))
    const { faults } = read
    const ok = read.agreement !== undefined && faults.length === 0 && read.missing.length === 0
    if (json) {
      const signatures = read.signatures.map(told)
      out(JSON.stringify({ ok, hash: read.hash, signatures, missing: read.missing, faults }))
      return ok ? 0 : 1
    }
    out(read.hash)
    for (const signature of read.signatures) out(line(signature))
    for (const fault of faults) out(faultLine(fault))
    out(conclusion(read, ok))
    return ok ? 0 : 1
  },
}

function told({ officer, name, party, side, time, problem }: CheckedSignature) {
  return { officer, name, party, side, time, ok: problem === undefined, problem: problem ?? null }
}

function line({ name, post, party, time, problem }: CheckedSignature): string {
  const who = [name, post, party].filter((word) => word !== '').join(', ')
  return problem === undefined ? `good  ${who}, ${time}` : `bad   ${who}: it ${problem}`
}

function conclusion({ agreement, missing }: ReadAgreement, ok: boolean): string {
  if (ok) return 'Both sides have signed this text.'
  if (agreement === undefined) return 'The text has faults, so no signature of it counts.'
  const sides = agreement.sides.filter(({ id }) => missing.includes(id)).map(({ name }) => name)
  return sides.length > 0
    ? `Still to sign: ${formatList(sides)}.`
    : 'Both sides have signed, and something is wrong all the same.'
}
