import { z } from 'zod'
import { newId, type PersonId, personIdField, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDate } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { type Acting, factOf } from './act-on-dispute.ts'
import type { Agreement } from './agreement.ts'
import { disputedRooms, statement } from './dispute-words.ts'
import { holderWords, ladderOf, noLadder } from './may-act.ts'
import { insertDispute, insertFact, readOpenAbout } from './queries-disputes.ts'

export type NewDispute = {
  readonly room: string
  /** what the room calls the thing; a thing has one open dispute at most */
  readonly key: string
  /** the thing in a few words that name nobody */
  readonly about: string
  /** the source person whom it is about */
  readonly personId?: PersonId
  /** what the side that opens it says */
  readonly says: string
  /** what stands meanwhile, where it is not what the ladder says */
  readonly interim?: string
}

export type OpenedDispute = { readonly id: string; readonly step: string; readonly holder: string }

const REFUSES = ['no-clause', 'not-yours', 'stale'] as const

/**
 * Opens a dispute inside the command of any room, in its transaction, for the side of whoever acts. `stale` where
 * the thing has an open one already, `no-clause` where the agreement has no ladder.
 */
export async function openDispute(
  { tx, viewer, now, announce, entryId }: Acting,
  agreement: Agreement | undefined,
  { says, ...input }: NewDispute,
): Promise<OpenedDispute | Refusal<(typeof REFUSES)[number]>> {
  const ladder = ladderOf(agreement)
  if (agreement === undefined || ladder === undefined) return noLadder()
  const { actor } = viewer
  if (!agreement.sides.some(({ id }) => id === actor.side)) {
    const sentence = 'Only whoever acts for one of the two sides opens a dispute.'
    return refuse('not-yours', sentence, { clause: ladder.clause })
  }
  const id = newId(now.getTime())
  if (!(await insertDispute(tx, { id, ...input }, now))) {
    const first = await readOpenAbout(tx, input.room, input.key)
    return openAlready(first?.facts[0]?.at ?? now, now, first?.id, ladder.clause)
  }
  await insertFact(tx, id, 1, { actor: actor.id, entryId }, factOf('open', viewer, now, says))
  await announce('dispute', id)
  const [step] = ladder.steps
  return { id, step: step!.name, holder: holderWords(agreement, step!) }
}

function openAlready(
  openedAt: Date,
  now: Date,
  id: string | undefined,
  clause: string,
): Refusal<'stale'> {
  const sentence = `A dispute about this was opened on ${formatDate(openedAt, now)} and is not settled.`
  const next = 'Read it, and say there what your side says.'
  return refuse('stale', sentence, {
    clause,
    next,
    ...(id === undefined ? {} : { at: `/disputes/${id}` }),
  })
}

export const openDisputeCommand = namedCommand({
  name: 'agreement.open-dispute',
  says: 'Opens a dispute about a thing of any room',
  brief: true,
  basis: { action: 'agreement.open-dispute', does: 'open a dispute' },
  input: z.strictObject({
    room: z.string().max(60).meta({ label: 'Where it belongs', hidden: true }),
    key: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .meta({ label: 'What it is called there', hint: 'Its number or its name', hidden: true }),
    about: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .meta({ label: 'What it is about', hint: 'In a few words that name nobody' }),
    person: personIdField().optional().meta({ label: 'The person whom it is about', hidden: true }),
    says: statement('What your side says', 'The other side reads it. Name nobody.'),
    interim: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(600, 'is longer than 600 characters')
      .optional()
      .meta({
        label: 'What stands until it is settled',
        hint: 'Left empty, what the agreement says for all disputes',
        rows: 3,
      }),
  }),
  refuses: REFUSES,
  choices: (place: Place) => ({ room: disputedRooms(place) }),
  preview: ({ step, holder }: OpenedDispute) =>
    `A dispute is opened. It goes to ${step} first: ${holder} of both sides can settle it. ` +
    'The other side sees what you wrote; everybody sees that there is a dispute, and not what it says.',
  leads: ({ id }: OpenedDispute) => `/disputes/${id}`,
  async run(context, { person, ...input }, place: Place) {
    const agreement = place.agreement.current()
    const opened = await openDispute(context, agreement, { ...input, personId: person })
    if ('refused' in opened) return opened
    const { says, ...of } = input
    const at = context.now.toISOString()
    return {
      result: opened,
      entry: { dispute: opened.id, number: 1, act: 'open', at, ...of, words: says },
      about: person === undefined ? [] : [person],
    }
  },
})
