import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import { namedCommand } from '../trail/index.ts'
import { dropList, keepList, savedLists } from './queries-lists.ts'

export const KEEP_LIST = 'transfer.keep-list'
export const DROP_LIST = 'transfer.drop-list'
const READ = { action: 'transfer.read', does: 'see who is in hospital and what they wait for' }
/** More than fit on a line are found by nobody. */
const LISTS_MAX = 12
const NAME_MAX = 40
/** What is chosen of the list, as its address has it; nobody is named in it. */
const CHOSEN = /^(?:[a-z]+=[\w.%+*-]*(?:&|$))*$/

/** Somebody keeps what they have chosen of the list under a name: their own, and nobody else's. */
export const keepListCommand = namedCommand({
  name: KEEP_LIST,
  says: 'Keeps what somebody has chosen of the list under a name of theirs',
  label: 'Keep this list',
  brief: true,
  basis: READ,
  input: z.strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(NAME_MAX, `is longer than ${NAME_MAX} characters`)
      .meta({ label: 'Name', hint: 'Like: long waits on Ward 6' }),
    chosen: z
      .string()
      .max(1_000, 'is longer than 1,000 characters')
      .regex(CHOSEN, 'is not what an address of the list holds')
      .meta({ label: 'What is chosen', hidden: true }),
  }),
  refuses: ['too-many'],
  preview: () => 'Only you see it, above the list.',
  leads: ({ chosen }: { chosen: string }) => `/transfer${chosen === '' ? '' : `?${chosen}`}`,
  async run({ tx, viewer }, { name, chosen }) {
    const own = await savedLists(tx, viewer.actor.id)
    if (own.length >= LISTS_MAX && !own.some((one) => one.name === name)) {
      const next = 'Drop one that you do not use.'
      return refuse('too-many', `You keep ${LISTS_MAX} lists already.`, { next })
    }
    keepList(tx, { owner: viewer.actor.id, name, chosen })
    return { result: { name, chosen }, entry: { name, chosen } }
  },
})

export const dropListCommand = namedCommand({
  name: DROP_LIST,
  says: 'Drops a list that somebody kept under a name',
  label: 'Drop this list',
  brief: true,
  basis: READ,
  input: z.strictObject({
    name: z.string().max(NAME_MAX, 'is no list of yours').meta({ label: 'Name', hidden: true }),
  }),
  refuses: ['no-such-list'],
  preview: () => 'The people on it stay where they are: only the name goes.',
  leads: () => '/transfer',
  async run({ tx, viewer }, { name }) {
    const own = await savedLists(tx, viewer.actor.id)
    if (!own.some((one) => one.name === name)) {
      return refuse('no-such-list', 'You keep no list of this name.', { at: '/transfer' })
    }
    dropList(tx, { owner: viewer.actor.id, name })
    return { result: { name }, entry: { name } }
  },
})
