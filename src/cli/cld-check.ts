import { checkReturn, wantingWords } from '../intake/index.ts'
import { clockOf, Fault, plural } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import type { CliCommand } from './command.ts'
import { openProgress } from './progress.ts'

/** Faults that are told on a terminal; with --json all are. */
const TOLD = 50

export const command: CliCommand = {
  words: 'cld check',
  summary: 'what is wrong with a return, row by row',
  usage: `concordat cld check FILE [--json]

Checks a return of Client Level Data by the department's conditions of each field and by its lists, as far as they are
published; the others are ours, and say so. Nothing of it is kept, and no value is quoted. It says which release the
file is, which time it covers by the department's sum, and what its services cost.

  --json   {release, rows, wanting, faults: [{row, line, column, rule, status, sentence}], more,
           fields: [{name, mandatory, valid, blank, invalid, missing, listed, asked, rule: {by, official, from}}],
           periods: [{council, start, end, events, derived: {start, end}}], costs: {services, costed, pence}};
           row and line are the file's, status is in the department's words, more are faults not told one by one

Exit code: 0 nothing is wrong, 1 something is, 2 the file cannot be read as a return.`,
  options: {},
  async run(call) {
    const { positionals, json, out, settings, house = standing } = call
    const [path] = positionals
    if (path === undefined) {
      throw new Fault('one file is checked at a time', 'cld check FILE', 'Name one file.')
    }
    const progress = openProgress(call, 'checking')
    const now = clockOf(settings).now()
    const report = await checkReturn(path, { now, kinds: house.fileKinds }).finally(() =>
      progress.end(),
    )
    if (json) out(JSON.stringify(report))
    else {
      for (const { row, line, sentence, status } of report.faults.slice(0, TOLD)) {
        out(`row ${row}, line ${line}  ${status}  ${sentence}`)
      }
      const left = report.faults.length + report.more - TOLD
      if (left > 0)
        out(`${plural(left, 'fault is', 'faults are')} not shown: see them with --json.`)
      for (const { start, end, derived } of report.periods) {
        const covers =
          derived === undefined ? '' : `; its events cover ${derived.start} to ${derived.end}`
        out(`It says that it covers ${start} to ${end}${covers}.`)
      }
      out(`${wantingWords(report)}.`)
    }
    return report.wanting === 0 ? 0 : 1
  },
}
