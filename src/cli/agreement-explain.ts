import { type ClauseCodes, faultLine, readAgreement } from '../agreement/index.ts'
import { capital, clockOf, Fault } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import type { CliCommand } from './command.ts'

const usage = `concordat agreement explain DIR [--cedar] [--json]

Prints what the agreement in DIR makes the software do, clause by clause, in plain English. The reading
is made from the policies and tables that the clauses compile to, never from their wording: sign only
where wording and reading say the same.

  --cedar   prints under each clause the policies that it compiles to
  --json    {hash, title, version, clauses: [{number, heading, kind, reading, codes, cedar}]}

Exit code: 0 done, 1 the agreement has faults (see agreement check), 2 there is no such folder.`

export const command: CliCommand = {
  words: 'agreement explain',
  summary: 'what the agreement makes the software do, in plain English',
  usage,
  options: { cedar: { type: 'boolean' } },
  async run({ values, positionals, json, settings, out, err, house = standing }) {
    const [dir] = positionals
    if (dir === undefined) {
      throw new Fault(
        'one folder is needed',
        'agreement explain DIR',
        'Give the agreement’s folder.',
      )
    }
    const { agreement, faults } = await readAgreement(dir, house.clauseKinds, clockOf(settings))
    if (agreement === undefined) {
      for (const fault of faults) err(faultLine(fault))
      return 1
    }
    const { hash, title, version } = agreement
    const clauses = agreement.clauses.map(({ number, heading, kind }) => ({
      number,
      heading,
      kind,
      reading: agreement.reading(number),
      codes: agreement.codes(number),
      cedar: agreement.policies.filter(({ clause }) => clause === number).map(({ text }) => text),
    }))
    if (json) {
      out(JSON.stringify({ hash, title, version, clauses }))
      return 0
    }
    out(`${title}, version ${version}\n${hash}`)
    let part = ''
    for (const clause of clauses) {
      const [number] = clause.number.split('.')
      if (number !== part) {
        part = number!
        const heading = agreement.parts.find((one) => one.number === part)?.heading
        out(`\n${part}  ${heading}`.toUpperCase())
      }
      out(`\n${clause.number}  ${clause.heading}\n${wrapped(readWithCodes(clause))}`)
      if (values.cedar === true) for (const text of clause.cedar) out(`\n${indented(text)}`)
    }
    return 0
  },
}

/** Whoever signs must see which codes and keys they sign: they stand after the reading, as codes. */
function readWithCodes({ reading, codes }: { reading: string; codes?: ClauseCodes }): string {
  return codes === undefined
    ? reading
    : `${reading} ${capital(codes.are)}: ${codes.codes.join(', ')}.`
}

const COLUMNS = 96
const INDENT = '      '

function wrapped(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > COLUMNS - INDENT.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one) => INDENT + one).join('\n')
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => INDENT + line)
    .join('\n')
}
