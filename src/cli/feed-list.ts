import { join } from 'node:path'
import { feedsInNumbers, looseOf } from '../intake/index.ts'
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

Where files are put into a folder (CONCORDAT_DROP), those that lie where no feed takes them are named last.

  --json   {feeds: [{id, party, side, clause, every, last_arrived_at, late, items, quarantined}],
           loose: [{folder, files, names}]}`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const { dropFolder } = settings
      const [feeds, loose] = await Promise.all([feedsInNumbers(place), looseOf(dropFolder)])
      if (json) out(JSON.stringify({ feeds, loose }))
      for (const feed of json ? [] : feeds) {
        const { id, party, clause, items, quarantined, late, last_arrived_at } = feed
        const last = last_arrived_at === null ? 'nothing yet' : `last ${last_arrived_at}`
        const by = clause === null ? 'named by no clause' : `${party}, clause ${clause}`
        const counts = `${plural(items, 'item')}, ${formatCount(quarantined)} in quarantine`
        out(`${id.padEnd(24)} ${late ? 'LATE  ' : ''}${last}; ${counts} (${by})`)
      }
      if (!json && feeds.length === 0) out('The agreement names no feed, and nothing has come.')
      for (const { folder, names } of json ? [] : loose) {
        for (const name of names) out(`taken by no feed: ${join(dropFolder!, folder, name)}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
