import { z } from 'zod'
import { isRefusal, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { stayField } from './fields.ts'
import { SIGN_IDS, signWords } from './need.ts'
import { noticeRule } from './notice-kind.ts'
import { ASKING_REFUSALS, type SaidInAsking, send } from './on-asking.ts'
import { factsOnStay, type OnStay, onStay } from './on-stay.ts'

export const NOTIFY = 'transfer.notify'

export const notify = namedCommand({
  name: NOTIFY,
  says: 'Gives whoever has somebody as their own early notice that they are in hospital',
  label: 'Give early notice',
  basis: { action: NOTIFY, does: 'give early notice of somebody in hospital' },
  input: z.strictObject({
    stay: stayField(),
    signs: z
      .array(z.enum(SIGN_IDS, 'is not a sign that is known here'))
      .min(1, 'says nothing: say what makes it due')
      .meta({
        label: 'What makes it due?',
        words: Object.fromEntries(SIGN_IDS.map((sign) => [sign, signWords(sign)])),
      }),
  }),
  refuses: [...ASKING_REFUSALS, 'no-such-stay', 'no-council', 'told-already'],
  preview: () =>
    'Their council is told that they are in hospital, and why it may be needed. Nothing is asked of it yet.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, signs }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const to = councilToTell(on)
    if (isRefusal(to)) return to
    const from = context.viewer.actor.organisation
    return send(context, on, { kind: 'early-notice', from, to, signs })
  },
})

/** Whom early notice of a stay is for; a refusal where nobody knows, or it was given already. */
export function councilToTell({
  agreement,
  read,
}: OnStay): string | Refusal<'no-clause' | 'no-council' | 'told-already' | 'closed'> {
  if (noticeRule(agreement) === undefined) return noNoticeClause()
  if (read.stay.state === 'left') {
    return refuse('closed', 'They have left the hospital: it is too late for early notice.')
  }
  const [council, ...others] = read.places.councils
  if (council === undefined || others.length > 0) {
    const sentence = 'Nobody can tell which council is theirs, so none can be told.'
    return refuse('no-council', sentence, {
      next: 'Ask them where they live, and ring that council.',
    })
  }
  const told = read.askings.some(({ asked, state, messages: [first] }) => {
    return asked === council && state === 'told' && first!.kind === 'early-notice'
  })
  if (!told) return council
  return refuse('told-already', 'Their council has been sent early notice of this stay already.')
}

export function noNoticeClause(): Refusal<'no-clause'> {
  return refuse('no-clause', 'No clause says what partners tell and ask each other.')
}
