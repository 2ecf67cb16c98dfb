import {
  type Agreement,
  type ClauseChange,
  compareAgreements,
  faultLine,
  readAgreement,
} from '../agreement/index.ts'
import { type Clock, clockOf, Fault } from '../kernel/index.ts'
import { type House, house as standing } from '../rooms.ts'
import { formatList, plural } from '../shell/index.ts'
import type { CliCommand } from './command.ts'

const usage = `concordat agreement diff OLD NEW [--json]

Compares two texts of an agreement clause by clause, and says what changes for whom, from what the clauses
compile to. Where only the wording changes, it says that too.

  --json   {old, new, changes: [{change, number, was, heading, kind, whom, what, proposedBy}]}
           change: added, removed, changed, reworded or renumbered

Exit code: 0 compared, whether they differ or not; 1 one of them has faults; 2 there is no such folder.`

const WORDS: Record<ClauseChange['change'], string> = {
  added: 'new',
  removed: 'taken out',
  changed: 'changed',
  reworded: 'reworded',
  renumbered: 'renumbered',
}

export const command: CliCommand = {
  words: 'agreement diff',
  summary: 'two texts of an agreement: which clauses change, and what that changes for whom',
  usage,
  options: {},
  async run({ positionals, json, settings, out, err, house = standing }) {
    const [oldDir, newDir] = positionals
    if (oldDir === undefined || newDir === undefined) {
      throw new Fault(
        'two folders are needed',
        'agreement diff OLD NEW',
        'Give the old text and the new.',
      )
    }
    const by = { house, clock: clockOf(settings), err }
    const [old, now] = [await read(oldDir, by), await read(newDir, by)]
    if (old === undefined || now === undefined) return 1
    const changes = compareAgreements(old, now)
    if (json) {
      const told = changes.map(({ before: _, after: __, ...change }) => change)
      out(JSON.stringify({ old: old.hash, new: now.hash, changes: told }))
      return 0
    }
    if (changes.length === 0) {
      out(old.hash === now.hash ? 'The same text.' : 'No clause differs.')
      return 0
    }
    for (const change of changes) out(`${describe(change, now)}\n`)
    out(`${plural(changes.length, 'clause differs', 'clauses differ')}.`)
    return 0
  },
}

async function read(
  dir: string,
  { house, clock, err }: { house: House; clock: Clock; err(text: string): void },
): Promise<Agreement | undefined> {
  const { agreement, faults } = await readAgreement(dir, house.clauseKinds, clock)
  if (agreement !== undefined) return agreement
  for (const fault of faults) err(faultLine(fault))
  return undefined
}

function describe(change: ClauseChange, now: Agreement): string {
  const party = now.parties.find(({ id }) => id === change.proposedBy)?.name ?? change.proposedBy
  const whom = change.whom.length > 0 ? `\n  for     ${formatList(change.whom)}` : ''
  const what = change.what.map((sentence) => `\n  ${sentence}`).join('')
  const codes =
    change.codes === undefined
      ? ''
      : `\n  before  ${codesWords(change.codes.before)}\n  now     ${codesWords(change.codes.after)}`
  return `${change.number}  ${change.heading} (${WORDS[change.change]}, asked for by ${party})${whom}${what}${codes}`
}

function codesWords(codes: readonly string[]): string {
  return codes.length === 0 ? 'none' : codes.join(', ')
}
