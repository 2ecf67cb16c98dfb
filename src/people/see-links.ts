import { z } from 'zod'
import { type PersonId, personIdField, refuse } from '../kernel/index.ts'
import { namedCommand } from '../trail/index.ts'
import { linksOf } from './links.ts'
import { DOUBTS_PATH } from './say-who.ts'

export const SEE_LINKS = 'people.see-links'

/**
 * By what each record of a person is taken for theirs, and how that came to be. It tells who knows somebody, which is
 * something of whoever it is about: that it was looked at is among their looks.
 */
export const seeLinks = namedCommand({
  name: SEE_LINKS,
  says: 'Sees by what records are taken for one person’s',
  label: 'See by what they are one person’s',
  basis: { action: SEE_LINKS, does: 'see by what records are taken for one person’s' },
  input: z.strictObject({ record: personIdField().meta({ label: 'Record', hidden: true }) }),
  refuses: ['no-such-record'],
  preview: () => 'That you look is written down, and whoever it is about can read it.',
  leads: () => DOUBTS_PATH,
  async run({ tx }, { record }) {
    const result = await linksOf(tx, record)
    if (result === undefined) return refuse('no-such-record', 'There is no such record.')
    const about: PersonId[] = result.members.map(({ person }) => person)
    return { result, entry: { record, members: about.length }, about }
  },
})
