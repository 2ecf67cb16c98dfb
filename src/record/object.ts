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

export const objectCommand = namedCommand({
  name: 'record.object',
  says: 'Writes down that somebody does not want to be counted for planning and research',
  label: 'Object to being counted',
  basis: OBJECT,
  input: z.strictObject({ person: personField() }),
  refuses: OBJECTION_REFUSES,
  preview: ({ own }: SaidOfCounting) =>
    own
      ? 'From now on nothing that is known about you is in what is counted. Your care does not change.'
      : 'From now on nothing that is known about this person is in what is counted. Their care does not change, ' +
        'and they read that it was written down, and by whom.',
  facts: async (context, { person }, place: Place) =>
    factsOn(await objectionGround(context, place, person)),
  run: (context, { person }, place: Place) =>
    sayOfCounting(context, place, { person, objects: true }),
})
