import { z } from 'zod'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { factsOn } from './note-ground.ts'
import { personField } from './note-words.ts'
import {
  OBJECT,
  OBJECTION_REFUSES,
  objectionGround,
  type SaidOfCounting,
  sayOfCounting,
} from './objection.ts'

export const takeBackObjection = namedCommand({
  name: 'record.take-back-objection',
  says: 'Writes down that somebody no longer objects to being counted',
  label: 'Take the objection back',
  basis: OBJECT,
  input: z.strictObject({ person: personField() }),
  refuses: OBJECTION_REFUSES,
  preview: ({ own }: SaidOfCounting) =>
    own
      ? 'From now on you may be counted again, unless you have opted out with the NHS or at your practice.'
      : 'From now on this person may be counted again, unless they have opted out with the NHS or at their practice. ' +
        'They read that it was taken back, and by whom.',
  facts: async (context, { person }, place: Place) =>
    factsOn(await objectionGround(context, place, person)),
  run: (context, { person }, place: Place) =>
    sayOfCounting(context, place, { person, objects: false }),
})
