import { createHash } from 'node:crypto'
import { makePack } from '../board/index.ts'
import { Fault, isRefusal } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { writeWhole } from './write-whole.ts'

export const command: CliCommand = {
  words: 'board pack',
  summary: 'all papers of a meeting as one file that needs no connection',
  usage: `concordat board pack MEETING --out FILE.html [--as USER] [--json]

Writes the agenda, what is known of each item, every paper with its pages and the files of papers into one file, which
is read on a phone or printed without a connection. It has what its reader may have: what is private is left out for
whoever may not read it. Without --as it is the pack as everybody reads it.

${ACTING_USAGE}
  --out FILE         where it is written
  --json             {meeting, items, papers, pages, bytes, sha256}

Exits 1 where it is refused.`,
  options: { ...ACTING_OPTIONS, out: { type: 'string' } },
  async run(call) {
    const { positionals, values, settings, json, out } = call
    const file = textOption(values, 'out')
    if (file === undefined) throw new Fault('no file was named', '--out', 'Give --out FILE.html.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = textOption(values, 'as') ? viewerActing(call, place.agreement) : undefined
      const [meeting = ''] = positionals
      const made = await makePack(place, viewer, meeting)
      if (isRefusal(made)) {
        out(json ? JSON.stringify({ refusal: made }) : made.sentence)
        return 1
      }
      const bytes = Buffer.from(made.html)
      await writeWhole(file, bytes)
      const told = {
        ...{ meeting, items: made.items, papers: made.papers.length, pages: made.last },
        ...{ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      }
      if (json) out(JSON.stringify(told))
      else out(`${plural(told.papers, 'paper')}, ${plural(told.pages, 'page')}: ${file}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
