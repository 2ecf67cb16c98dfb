import { z } from 'zod'
import { isRefusal, mayBeDay, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDate } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { meetingsToCome } from './board.ts'
import { bodyChoices } from './call-meeting.ts'
import { clearDays } from './clear-days.ts'
import { ITEM_KINDS, type NewFact, type Privacy } from './fact.ts'
import { given, idField, mayBeText, textField } from './fields.ts'
import { dayOf } from './item.ts'
import { BOARD_REFUSALS, lacks, type Opened, openBoard } from './open-board.ts'
import { tellingWords } from './private-title.ts'

export const PROPOSE_ITEM = 'board.propose-item'

type Proposed = { readonly item: string; readonly says: string }

/** What keeps an item back: the same fields where it is proposed and where a chair asks for it later. */
export const privacyFields = {
  paragraph: mayBeText('Under which paragraph is it private?', 20, {
    hint: 'Left empty, everybody reads it',
  }),
  test: mayBeText('Why is it better for the public that it is kept back?', 2_000, { rows: 3 }),
  opensOn: mayBeDay('On which day does it open?', 'By itself, at the start of that day'),
  opensWhen: z
    .enum(['decided', 'minutes-approved'])
    .optional()
    .meta({
      label: 'Or when?',
      words: { decided: 'When it is decided', 'minutes-approved': 'When the minutes are approved' },
    }),
}

export const proposeItem = namedCommand({
  name: PROPOSE_ITEM,
  says: 'Proposes an item for a meeting',
  label: 'Propose it',
  basis: { action: PROPOSE_ITEM, does: 'propose an item for a meeting' },
  input: z.strictObject({
    body: z.string().max(60).meta({ label: 'Which body?' }),
    meeting: idField('Meeting').optional(),
    title: textField('What is it called?', 200, {
      hint: 'Everybody reads this, also of a private item',
    }),
    kind: z.enum(ITEM_KINDS).meta({
      label: 'What is asked of the meeting?',
      words: { decision: 'To decide', discussion: 'To talk about it', 'to-note': 'To note it' },
    }),
    what: mayBeText('What is it about?', 2_000, { rows: 4 }),
    concerns: z.string().max(60).optional().meta({
      label: 'Whose affairs does it touch?',
      hint: 'Whoever has an interest there is out by themselves',
    }),
    urgent: mayBeText('Why can it not wait?', 1_000, {
      hint: 'Only where the clear days have run out: both chairs must give a reason',
      rows: 3,
    }),
    ...privacyFields,
    privateTitle: mayBeText('What members call it', 200, { hint: 'Of a private item' }),
  }),
  refuses: [...BOARD_REFUSALS, 'too-late', 'not-private'],
  choices: (place: Place) => ({ body: bodyChoices(place), concerns: partyChoices(place) }),
  preview: ({ says }: Proposed) => says,
  leads: ({ item }: Proposed) => `/board/items/${item}`,
  async run(context, input, place: Place) {
    const { meeting: wanted, title, kind, what, concerns, urgent, privateTitle } = input
    const opened = (await openBoard(context, place)).in(input.body)
    if (isRefusal(opened)) return opened
    const { board, body, seat, today } = opened
    const not = lacks('speaker', seat, body)
    if (not !== undefined) return not
    const coming = meetingsToCome(board, body.id, context.now)
    const meeting =
      wanted === undefined ? nextInTime(coming, opened, urgent) : board.meetings.get(wanted)
    if (wanted !== undefined && (meeting === undefined || meeting.body !== body.id)) {
      return refuse('no-such-meeting', `${body.name} has no such meeting.`, { at: '/board' })
    }
    if (meeting !== undefined && meeting.state !== 'called') {
      return refuse('closed', 'That meeting has begun already, so nothing is added to its agenda.')
    }
    if (meeting !== undefined && urgent === undefined) {
      const left = clearDays(today, dayOf(meeting), body.counts)
      if (left < body.clearDays) {
        return refuse(
          'too-late',
          `Only ${left} clear days are left before it, and ${body.name} gives ${body.clearDays}.`,
          {
            clause: body.clause,
            next: 'Take the next meeting, or say why it cannot wait: both chairs must.',
          },
        )
      }
    }
    const kept = privacyIn(input, opened)
    if (isRefusal(kept)) return kept
    const item = newId(context.now.getTime())
    const of = { item, ...(meeting === undefined ? {} : { meeting: meeting.id }) }
    const says = given({
      title,
      kind,
      what,
      urgent,
      privateTitle,
      private: kept,
      concerns: concerns === undefined ? [] : [concerns],
    })
    const facts: NewFact[] = [{ act: 'propose', ...of, says }]
    if (seat.chair) facts.push({ act: 'agree', ...of, says: given({ urgent }) })
    const when =
      meeting === undefined
        ? 'a meeting that is still to be called'
        : `the meeting on ${formatDate(meeting.on, context.now)}`
    const waits = seat.chair ? 'the other chair' : 'both chairs'
    const words = `It is meant for ${when}, and waits for ${waits} where both sides and everybody see it.`
    return opened.say({ item, says: `${words}${titleWarning(says)}` }, facts)
  },
})

function titleWarning(says: Parameters<typeof tellingWords>[0]): string {
  const telling = tellingWords(says)
  if (telling.length === 0) return ''
  const words = telling.join('”, “')
  return ` Everybody reads “${words}” in its title, which stands in what is private too: take other words.`
}

/** The next meeting that leaves the clear days; the very next where it is urgent. */
function nextInTime(
  coming: ReturnType<typeof meetingsToCome>,
  { body, today }: Opened,
  urgent: string | undefined,
) {
  if (urgent !== undefined) return coming[0]
  return coming.find((one) => clearDays(today, dayOf(one), body.counts) >= body.clearDays)
}

type Asked = {
  readonly paragraph?: string | undefined
  readonly test?: string | undefined
  readonly opensOn?: string | undefined
  readonly opensWhen?: Privacy['opensWhen'] | undefined
}

/** What keeps it back; undefined where nothing is asked; why it cannot be kept back like that. */
export function privacyIn(
  { paragraph, test, opensOn, opensWhen }: Asked,
  { body: { publicity }, today }: Pick<Opened, 'body' | 'today'>,
) {
  if (paragraph === undefined) return undefined
  const { clause, exempt } = publicity
  if (!exempt.some((one) => one.paragraph === paragraph)) {
    const known = exempt.map((one) => `${one.paragraph} (${one.about})`).join(', ')
    return refuse('not-private', `Clause ${clause} has no paragraph ${paragraph}.`, {
      clause,
      next: `It has ${known}.`,
    })
  }
  if (test === undefined) {
    return refuse('not-private', 'Nothing is private without the test of the public interest.', {
      clause,
      next: 'Say why it is better for the public that it is kept back.',
    })
  }
  if (opensOn === undefined && opensWhen === undefined) {
    return refuse('not-private', 'Nothing is private for ever.', {
      clause,
      next: 'Give the day or the event on which it opens by itself.',
    })
  }
  if (opensOn !== undefined && opensOn <= today) {
    return refuse('not-private', `It would have opened on ${opensOn} already.`, { clause })
  }
  return given({ paragraph, test, opensOn, opensWhen }) as Privacy
}

export function partyChoices({ agreement }: Pick<Place, 'agreement'>): ReadonlyMap<string, string> {
  return new Map(agreement.current()?.parties.map(({ id, name }) => [id, name]) ?? [])
}
