import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { askingField } from './fields.ts'
import { askingCycle } from './message-kind.ts'
import { ASKING_REFUSALS, factsOnAsking, reply, type SaidInAsking } from './on-asking.ts'
import { PATHWAYS, wayWords } from './way-words.ts'

export const ASSESS = 'transfer.assess'

/** By whoever was asked; or, as a trusted assessment, by whoever asked, which then stands for both. */
export const assess = namedCommand({
  name: ASSESS,
  says: 'Says what an assessment found of somebody who leaves hospital',
  label: askingCycle.moves.assessment.label,
  basis: { action: ASSESS, does: 'say what an assessment found of somebody who leaves hospital' },
  input: z.strictObject({
    asking: askingField(),
    pathway: z.enum(PATHWAYS, 'is not a way home').meta({
      label: 'Which way home do they need?',
      words: Object.fromEntries(PATHWAYS.map((one) => [one, wayWords(one)!])),
    }),
  }),
  refuses: ASKING_REFUSALS,
  preview: () => 'Both of you read it. Whoever was asked need assess no more.',
  leads: ({ asking }: SaidInAsking) => `/transfer/asked/${asking}`,
  facts: (context, input, place: Place) => factsOnAsking(context, input, place),
  run: (context, { asking, pathway }, place: Place) =>
    reply(context, place, asking, ({ asker }, party) => ({
      kind: party === asker ? 'trusted-assessment' : 'assessment',
      pathway,
    })),
})
