import { plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { partitionHash } from '../people/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'people partition',
  summary: 'who is who, as one hash that is equal for equal facts',
  usage: `concordat people partition [--json]

Says of how many records how many people are made here, and hashes which are whose: equal records, decisions and version
of matching have an equal hash, in whatever order they came. It says nothing of anybody.

  --json   {identities, persons, model, sha256}; model is null where no version of matching is in effect. Hashed is a
           line for each person, the ids of their records in order between spaces; the lines are in order`,
  options: {},
  async run({ settings, house, json, out }) {
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const found = await partitionHash(place.databases.care.short)
      const records = plural(found.persons, 'record is', 'records are')
      if (json) out(JSON.stringify(found))
      else out(`${records} of ${plural(found.identities, 'person', 'people')}: ${found.sha256}`)
      return 0
    } finally {
      await place.close()
    }
  },
}
