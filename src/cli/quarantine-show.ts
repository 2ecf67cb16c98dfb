import { showQuarantined } from '../intake/index.ts'
import { Fault, formatCount } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { itemGiven } from './item-given.ts'

export const command: CliCommand = {
  words: 'quarantine show',
  summary: 'one item that could not be read',
  usage: `concordat quarantine show ID [--json]

Says of one item in quarantine where it came from, where it stood and why it could not be read. It never says what
the item says: for that, open the file.

  --json   {id, source, kind, file, place, reasonPlace, reason, receivedAt, replayedAt, bytes, kept}`,
  options: {},
  async run({ positionals, json, settings, house, out }) {
    const [id] = positionals
    if (id === undefined) {
      throw new Fault(
        'one item is needed',
        'quarantine show ID',
        'Take its number from quarantine list.',
      )
    }
    itemGiven(id, 'quarantine show ID')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const item = await showQuarantined(place.databases.care.short, id)
      if (item === undefined) {
        throw new Fault(
          `there is no item ${id} in quarantine`,
          'quarantine show',
          'See quarantine list.',
          1,
        )
      }
      if (json) {
        out(JSON.stringify(item))
        return 0
      }
      out(`Item ${item.id}, ${item.kind} from ${item.source}, arrived ${item.receivedAt}`)
      out(`Place    ${item.file === undefined ? '' : `${item.file}, `}${item.place}`)
      out(
        `Reason   ${item.reason}${item.reasonPlace === undefined ? '' : ` (${item.reasonPlace})`}`,
      )
      out(`Size     ${formatCount(item.bytes)} bytes${item.kept ? '' : ', too large to keep'}`)
      if (item.replayedAt !== undefined) out(`Read again, in vain, ${item.replayedAt}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
