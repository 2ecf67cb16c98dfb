import { faultLine, readAgreement, type TextFault } from '../agreement/index.ts'
import { clockOf, Fault } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import { plural } from '../shell/index.ts'
import type { CliCommand } from './command.ts'

const usage = `concordat agreement check DIR [--json]

Reads the agreement in DIR: a folder of .yaml files with numbered clauses, or a place folder that holds
agreement/. Prints every fault as FILE:LINE:COLUMN SENTENCE, all of them in one go.

  --json   {ok, faults: [{file, line, column, clause, sentence}]}; clause is null where there is none

Exit code: 0 no fault, 1 at least one, 2 there is no such folder.`

export const command: CliCommand = {
  words: 'agreement check',
  summary: 'read the agreement and report every fault at its line and column',
  usage,
  options: {},
  async run({ positionals, json, settings, out, house = standing }) {
    const [dir] = positionals
    if (dir === undefined) {
      throw new Fault('one folder is needed', 'agreement check DIR', 'Give the agreement’s folder.')
    }
    const read = await readAgreement(dir, house.clauseKinds, clockOf(settings))
    const { faults } = read
    const ok = faults.length === 0
    if (json) {
      out(JSON.stringify({ ok, faults: faults.map(told) }))
      return ok ? 0 : 1
    }
    for (const fault of faults) out(faultLine(fault))
    out(ok ? goodNews(read) : plural(faults.length, 'fault'))
    return ok ? 0 : 1
  },
}

function goodNews({ agreement, hash }: Awaited<ReturnType<typeof readAgreement>>): string {
  const clauses = plural(agreement!.clauses.length, 'clause')
  const policies = plural(agreement!.policies.length, 'policy', 'policies')
  return `No fault: ${clauses}, ${policies}, ${hash}`
}

function told({ file, line, column, clause, sentence }: TextFault) {
  return { file, line, column, clause: clause ?? null, sentence }
}
