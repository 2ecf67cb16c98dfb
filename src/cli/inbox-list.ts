import { eachReceived, heldFault, sourceNamed } from '../intake/index.ts'
import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { itemGiven } from './item-given.ts'

export const command: CliCommand = {
  words: 'inbox list',
  summary: 'everything that a source ever sent, item by item',
  usage: `concordat inbox list --source S [--after ID]

Writes one item a line, as JSON, in the order in which they were taken in: the number that its sender gave it, where it
stood, whether it could be read, and whom it is about by our own id. It never says what an item says.

  --source S    the feed
  --after ID    only what was taken in after this item

Of a feed that no clause names, what waits in the inbox is listed, and that it does is said (exit code 1).

Each line: {id, hash, kind, control_id, place, verdict, person, received_at}; verdict is parsed, in-part or
quarantined.`,
  options: { source: { type: 'string' }, after: { type: 'string' } },
  async run({ values, settings, house, out, err }) {
    const named = textOption(values, 'source')
    if (named === undefined) {
      throw new Fault('no feed is named', '--source', 'Give one: concordat feed list.')
    }
    const after = textOption(values, 'after')
    if (after !== undefined) itemGiven(after, '--after')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const source = sourceNamed(place, named)
      let came = false
      await eachReceived(place, source, after, (received) => {
        came = true
        out(JSON.stringify(received))
      })
      const held = heldFault(place, source)
      if (held === undefined) return 0
      if (!came && after === undefined) {
        const what = 'nothing has come from this feed, and no clause names it'
        throw new Fault(what, named, 'See concordat feed list.', 1)
      }
      err(held.line)
      return 1
    } finally {
      await place.close()
    }
  },
}
