import { feedsInNumbers } from '../intake/index.ts'
import { formatCount, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'feed list',
  summary: 'who sends what, and whether it comes',
  usage: `concordat feed list [--json]

Lists every feed that the agreement names, and every other source that has sent something: when something new last came
of it, whether it is late by its clause, how many items were taken and how many could not be read.

  --json   {feeds: [{id, party, side, clause, every, last_arrived_at, late, items, quarantined}]}`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const feeds = await feedsInNumbers(place)
      if (json) out(JSON.stringify({ feeds }))
      for (const feed of json ? [] : feeds) {
        const { id, party, clause, items, quarantined, late, last_arrived_at } = feed
        const last = last_arrived_at === null ? 'nothing yet' : `last ${last_arrived_at}`
        const by = clause === null ? 'named by no clause' : `${party}, clause ${clause}`
        const counts = `${plural(items, 'item')}, ${formatCount(quarantined)} in quarantine`
        out(`${id.padEnd(24)} ${late ? 'LATE  ' : ''}${last}; ${counts} (${by})`)
      }
      if (!json && feeds.length === 0) out('The agreement names no feed, and nothing has come.')
      return 0
    } finally {
      await place.close()
    }
  },
}
