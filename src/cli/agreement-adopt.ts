import { readAgreement } from '../agreement/index.ts'
import { clockOf, Fault, isRefusal } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { house as standing } from '../rooms.ts'
import type { CliCommand } from './command.ts'
import { operator } from './operator.ts'

const usage = `concordat agreement adopt DIR [--json]

Puts the agreement in DIR in effect in this place, if both sides have signed it, and on each side an officer
whom the agreement in effect lets sign. It takes effect at once, or on its first day where that is to
come; servers that run take it up without a restart. Adopting the same text again changes nothing.

  --json   {hash, title, version, adoptedAt, effectiveAt, already}

Exit code: 0 adopted, 1 refused, 2 there is no such folder.`

export const command: CliCommand = {
  words: 'agreement adopt',
  summary: 'put an agreement that both sides have signed in effect in this place',
  usage,
  options: {},
  async run({ positionals, json, settings, out, err, house = standing }) {
    const [dir] = positionals
    if (dir === undefined) {
      throw new Fault('one folder is needed', 'agreement adopt DIR', 'Give the agreement’s folder.')
    }
    const read = await readAgreement(dir, house.clauseKinds, clockOf(settings))
    const place = await openPlace(settings, { house })
    try {
      const input = { files: read.files, signatures: read.signatureFiles }
      const answer = await place.agreement.adopt({ actor: operator(), purpose: 'agreement' }, input)
      if (isRefusal(answer)) {
        err(`concordat: ${answer.sentence} (${dir}). ${answer.next ?? ''}`)
        return 1
      }
      const { title, version, effectiveAt, already } = answer
      if (json) out(JSON.stringify(answer))
      else if (already) out(`${title}, version ${version}, was adopted before: nothing changes.`)
      else out(`${title}, version ${version}, takes effect ${effectiveAt}.`)
      return 0
    } finally {
      await place.close()
    }
  },
}
