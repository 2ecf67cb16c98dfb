import { z } from 'zod'
import { isRefusal, refuse } from '../kernel/index.ts'
import { readPersons } from '../people/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { receiverOf } from './asking.ts'
import { holderField, stayField } from './fields.ts'
import { handoverRule } from './handover-kind.ts'
import { noticeRule } from './notice-kind.ts'
import { noNoticeClause } from './notify.ts'
import { ASKING_REFUSALS, type SaidInAsking, send } from './on-asking.ts'
import { factsOnStay, onStay } from './on-stay.ts'

export const SEND_PACK = 'transfer.send-pack'

export const sendPack = namedCommand({
  name: SEND_PACK,
  says: 'Sends whoever receives somebody from hospital what their role may see of them',
  label: 'Send the transfer pack',
  basis: {
    action: SEND_PACK,
    does: 'send whoever receives somebody what their role may see of them',
  },
  input: z.strictObject({
    stay: stayField(),
    to: holderField('To whom?', 'Whoever takes them, or their practice'),
  }),
  choices: ({ agreement }: Place) => {
    const current = agreement.current()
    const sorts = (handoverRule(current)?.packs ?? []).map(({ to }) => to)
    const parties = (current?.parties ?? []).filter(({ kind }) => sorts.includes(kind))
    return { to: new Map(parties.map(({ id, name }) => [id, name] as const)) }
  },
  refuses: [...ASKING_REFUSALS, 'no-such-stay', 'not-theirs'],
  preview: () =>
    'They read it as what is known changes. What a class that is not theirs keeps is left out, and that it is said.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, to }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { agreement, read, rule } = on
    if (noticeRule(agreement) === undefined) return noNoticeClause()
    const party = agreement.parties.find(({ id }) => id === to)
    if (party === undefined) {
      return refuse(
        'no-party',
        `${to} is not, or no longer, in the agreement: nothing can be sent to it.`,
      )
    }
    const persons = await readPersons(context.tx, read.members)
    const isPractice = persons.some(({ gpPractice }) =>
      party.codes.includes(gpPractice?.code ?? ''),
    )
    if (receiverOf(read.askings)?.asked !== to && !isPractice) {
      const why = 'no offer of theirs was accepted, and they are not its patient'
      const sentence = `${rule.nameOf(to)} does not receive them: ${why}.`
      return refuse('not-theirs', sentence, { next: 'Ask it first, and accept its offer.' })
    }
    const from = context.viewer.actor.organisation
    return send(context, on, { kind: 'pack', from, to })
  },
})
