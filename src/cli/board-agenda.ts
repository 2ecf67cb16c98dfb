import { agendaAsJson, readBoard } from '../board/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { formatDateTime } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'board agenda',
  summary: 'what a meeting talks about, and on what papers',
  usage: `concordat board agenda [MEETING] [--json]

The agenda of a meeting as everybody reads it; of the next one where none is named. A private item is there by the title
made for everybody, with when it opens; its papers are not. Items that wait for a chair say whose side has not agreed.

  --json   {meeting, body, at, items: [{id, title, private, opens_at, wants: [SIDE],
           papers: [{id, version, pages, published_at, sha256}]}]}`,
  options: {},
  async run({ positionals, settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const now = place.clock.now()
      const board = await readBoard(place)
      const told = agendaAsJson(board, place.agreement.current(), positionals[0], now)
      if (told === undefined) {
        throw new Fault(
          'there is no such meeting',
          'board agenda [MEETING]',
          'Give the id of a meeting, or none.',
        )
      }
      if (json) out(JSON.stringify(told))
      else {
        out(`${told.body}, ${formatDateTime(told.at, now)}  ${told.meeting}`)
        for (const { title, private: kept, wants, papers } of told.items) {
          const waits = wants.length === 0 ? '' : `, waits for ${wants.join(' and ')}`
          out(`  ${title}${kept ? ' (private)' : ''}${waits}; papers: ${papers.length}`)
        }
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
