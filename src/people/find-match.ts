import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import { namedCommand } from '../trail/index.ts'
import { FIELDS } from './match-field.ts'
import { askedRecord, matchOne } from './match-one.ts'
import { CALLED } from './match-words.ts'

export const FIND_MATCH = 'people.match'
const MOST = 100
const LONGEST = 1_000

const said = (label: string) =>
  z.string().max(LONGEST, `is longer than ${LONGEST} characters`).optional().meta({ label })
const record = {
  ...Object.fromEntries(FIELDS.map(({ name }) => [name, said(CALLED.get(name) ?? name)])),
  other_names: said('Other names'),
}

/** Asks who may be somebody of whom a record is at hand. Each who is told has it among their looks. */
export const findMatch = namedCommand({
  name: FIND_MATCH,
  says: 'Asks whose records may be of somebody',
  label: 'Find who it may be',
  basis: { action: FIND_MATCH, does: 'ask whose records may be of somebody' },
  input: z.strictObject({
    ...record,
    limit: z.int().min(1).max(MOST).default(10).meta({ label: 'How many' }),
  }),
  refuses: ['no-version'],
  preview: () => 'What you ask is written down, and whoever is found can read that you asked.',
  leads: () => '/people/doubts',
  async run({ tx }, { limit, ...record }) {
    const says = new Map(
      Object.entries(record).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, text] as const],
      ),
    )
    const found = await matchOne(tx, askedRecord(says), { limit })
    if (found === undefined) {
      return refuse('no-version', 'Nothing says yet how alike records of one person are.', {
        next: 'A version of the model has to be learnt, and adopted by each side.',
      })
    }
    const about = found.candidates.map(({ person }) => person)
    return { result: found, entry: { model: found.model, found: about.length }, about }
  },
})
