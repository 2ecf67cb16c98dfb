import { differencesIn } from '../fund/index.ts'
import { Fault, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'fund diff',
  summary: 'what somebody changed by hand in a return that was made here',
  usage: `concordat fund diff FILE.xlsx [--json]

Holds a return that comes back against the one that was made, cell by cell. A sum that is what its own cells come to
follows from them, and is no difference of its own.

  --json   {return, cells: [{sheet, cell, ours, theirs}]}

Exits 0 whether it differs or not.`,
  options: {},
  async run({ positionals, settings, json, out, house }) {
    const [file] = positionals
    if (file === undefined) {
      throw new Fault(
        'no file is named',
        'fund diff FILE.xlsx',
        'Name a return that was made here.',
      )
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { made, cells } = await differencesIn(place.databases.care.short, file)
      if (json) out(JSON.stringify({ return: made.id, cells }))
      for (const { sheet, cell, ours, theirs } of json ? [] : cells)
        out(`${sheet}!${cell}  ours: ${ours || 'empty'}  theirs: ${theirs || 'empty'}`)
      if (!json)
        out(
          cells.length === 0
            ? 'No cell differs.'
            : `${plural(cells.length, 'cell differs', 'cells differ')}.`,
        )
      return 0
    } finally {
      await place.close()
    }
  },
}
