import { loadReference } from '../intake/index.ts'
import { Fault, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'reference load',
  summary: 'take in the place’s areas and postcodes',
  usage: `concordat reference load FILE… [--json]

Takes tables as CSV: areas (lsoa, name, district_code, district, deprivation_decile; where there are such, the side on
which each lies, and map_x and map_y, its square on a map) and postcodes (postcode, lsoa). Which a file is shows from
its headings. What is said anew replaces what was said before; then the area of everybody who may be counted is looked
up again. The made-up place does this on its first start.

  --json   {areas, postcodes}

Exit code: 0 done, 2 a file could not be read: nothing of any is kept.`,
  options: {},
  async run({ positionals, settings, house, json, out }) {
    if (positionals.length === 0) {
      throw new Fault('no file was named', 'reference load FILE…', 'Name a table.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const viewer = { actor: operator(), purpose: '' }
      const loaded = await loadReference(place, positionals, viewer)
      const { areas, postcodes } = loaded
      if (json) out(JSON.stringify(loaded))
      else out(`${plural(areas, 'area')}, ${plural(postcodes, 'postcode')}.`)
      return 0
    } finally {
      await place.close()
    }
  },
}
