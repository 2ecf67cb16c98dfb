import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { isOver } from './asking.ts'
import { passed } from './correction.ts'
import { holderField, kindField, stayField, timeField } from './fields.ts'
import { NEED_CHOICES, NEED_IDS } from './need.ts'
import { noticeRule } from './notice-kind.ts'
import { noNoticeClause } from './notify.ts'
import { ASKING_REFUSALS, type SaidInAsking, send } from './on-asking.ts'
import { factsOnStay, onStay } from './on-stay.ts'

export const REFER = 'transfer.refer'

export const refer = namedCommand({
  name: REFER,
  says: 'Asks another party for something that somebody needs to leave hospital',
  label: 'Ask somebody for it',
  basis: { action: REFER, does: 'ask another party for what somebody needs to leave hospital' },
  input: z.strictObject({
    stay: stayField(),
    task: kindField(),
    to: holderField('Who is asked?', 'They read what is needed, and of whom only when they may'),
    needs: z
      .array(z.enum(NEED_IDS, 'is not a need that is known here'))
      .optional()
      .meta({ label: 'What do they need?', words: NEED_CHOICES }),
    on: timeField('For when?', 'Like 10/3/2026 14:30; left empty, as soon as it can be'),
  }),
  choices: ({ agreement }: Place) => {
    const parties = agreement.current()?.parties ?? []
    return { to: new Map(parties.map(({ id, name }) => [id, name] as const)) }
  },
  refuses: [...ASKING_REFUSALS, 'no-such-stay', 'yourself', 'asked-already'],
  preview: () =>
    'It is yours until it is proved that they have it. From then on it is theirs, and their time to answer runs.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, task, to, needs = [], on: when }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { rule, read, agreement } = on
    if (noticeRule(agreement) === undefined) return noNoticeClause()
    const from = context.viewer.actor.organisation
    if (to === from) {
      const next = 'Say that it must happen, and that you hold it.'
      return refuse('yourself', 'Nobody asks themselves.', { next, at: `/transfer/${stay}` })
    }
    if (!agreement.parties.some(({ id }) => id === to)) {
      return refuse('no-party', `${to} is not, or no longer, in the agreement: it cannot be asked.`)
    }
    if (read.stay.state === 'left') {
      return refuse('closed', 'They have left the hospital, so nothing more is asked.')
    }
    const past = passed(when, context.now)
    if (past !== undefined) return past
    const before = read.askings.find((one) => one.asked === to && one.what === task && !isOver(one))
    if (before !== undefined) {
      return refuse('asked-already', `${rule.nameOf(to)} has been asked for this already.`, {
        next: 'See what they answered.',
        at: `/transfer/asked/${before.id}`,
      })
    }
    const need = [...new Set(needs)].sort()
    const more = when === undefined ? {} : { on: when }
    return send(context, on, { kind: 'referral', from, to, what: task, needs: need, ...more })
  },
})
