import { BADGE_RULES, type Rehearsal, rehearse } from '../intake/index.ts'
import { clockOf, Fault, formatCount } from '../kernel/index.ts'
import { house as standing } from '../rooms.ts'
import { type CliCommand, textOption } from './command.ts'
import { openProgress } from './progress.ts'

/** Different faults of a file that are told on a terminal; with --json all are. */
const TOLD = 20

export const command: CliCommand = {
  words: 'feed certify',
  summary: 'rehearse files, and keep nothing of them',
  usage: `concordat feed certify FILE… --kind K [--source ID] [--mapping FILE] [--json]

Reads files as they would be read if they were sent, and says how much of them could be used and what is wrong with the
rest. Nothing is kept, and no database is asked. Of a return it says all that cld check says, each fault once.

${BADGE_RULES}

  --kind K      what the files should be, as load calls it: hl7v2, fhir-bundle, cld-csv
  --source ID   whose they are, where the place declares how they are read
  --mapping F   how the source's own tables are read, in place of mappings/ID.yaml of the place's folder
  --json        {files: [{path, kind, read, usable, faults: [{rule, sentence, count, first: {row, line, column}}],
                badge, because}], badge, thresholds}

Exit code: 0 pass or warn, 1 fail, 2 a file cannot be taken as a whole.`,
  options: { kind: { type: 'string' }, source: { type: 'string' }, mapping: { type: 'string' } },
  async run(call) {
    const { positionals: files, values, json, out, settings, house = standing } = call
    const kind = textOption(values, 'kind')
    if (files.length === 0 || kind === undefined) {
      const remedy = 'Name at least one file, and what it should be.'
      throw new Fault('it was not said what to rehearse', 'feed certify FILE… --kind K', remedy)
    }
    const source = textOption(values, 'source')
    const place = { settings, fileKinds: house.fileKinds, clock: clockOf(settings) }
    const progress = openProgress(call, 'rehearsing')
    const mapping = textOption(values, 'mapping')
    const asked = { kind, ...(source && { source }), ...(mapping && { mapping }) }
    const rehearsed = await rehearse(place, files, asked).finally(() => progress.end())
    if (json) {
      const told = rehearsed.files.map(({ report: _, ...file }) => file)
      out(JSON.stringify({ files: told, badge: rehearsed.badge, thresholds: BADGE_RULES }))
    } else print(out, rehearsed)
    if (rehearsed.files.some((file) => file.kind === 'unreadable')) return 2
    return rehearsed.badge === 'fail' ? 1 : 0
  },
}

function print(out: (line: string) => void, { files, badge }: Rehearsal): void {
  for (const { path, read, usable, faults, because, ...file } of files) {
    const why = because.length === 0 ? '' : `: ${because.join('; ')}`
    out(`${path}: ${file.badge}. ${formatCount(usable)} of ${formatCount(read)} can be read${why}`)
    for (const { sentence, count, first } of faults.slice(0, TOLD)) {
      const { row, line, column } = first
      const where = [
        row && `row ${row}`,
        line && `line ${line}`,
        column && !sentence.includes(column) && `column "${column}"`,
      ]
        .filter(Boolean)
        .join(', ')
      out(`  ${formatCount(count)} ×  ${sentence}${where === '' ? '' : `; first in ${where}`}`)
    }
  }
  out(badge)
}
