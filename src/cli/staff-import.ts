import { agreedNames } from '../access/index.ts'
import { loadStaffList } from '../intake/index.ts'
import { Fault, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { operator } from './operator.ts'

export const command: CliCommand = {
  words: 'staff import',
  summary: 'take in who works for a party, as keyed hashes',
  usage: `concordat staff import FILE --party PARTY [--json]

Takes a table with the headings account, given, family, birth_date, nhs_number, address_line_1, postcode, team: who
works for a party that a clause of kind staff-list names. It takes the place of what the party gave before. Only keyed
hashes are kept, and they are compared with whoever is looked at; account is what somebody signs in with. What is
not known may be left empty; where no team is given, whoever works for the same party is a colleague.

  --party PARTY   a partner of the agreement
  --json          {party, people}

Exit code: 0 done, 1 no clause lets the party, 2 the file could not be read: nothing of it is kept.`,
  options: { party: { type: 'string' } },
  async run({ positionals, values, settings, house, json, out }) {
    const [path, ...others] = positionals
    if (path === undefined || others.length > 0) {
      throw new Fault('one staff list is taken at a time', 'staff import FILE', 'Name one.')
    }
    const party = textOption(values, 'party')
    if (!party) throw new Fault('no party was named', '--party', 'Give --party PARTY.')
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const viewer = { actor: operator(), purpose: '' }
      const taken = await loadStaffList(place, path, { party, viewer })
      if (json) out(JSON.stringify(taken))
      else {
        const name = agreedNames(place.agreement.current()).party(party)
        out(`${plural(taken.people, 'member of staff', 'members of staff')} of ${name}.`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
