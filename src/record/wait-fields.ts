import { z } from 'zod'
import { id, words } from '../agreement/index.ts'

/**
 * What proves that somebody waits for an organisation, as a relationship clause says it: the software names
 * no way home, no reason and no council.
 */
export const waitFields = z.strictObject({
  days: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .describe(
      'how many days after its outcome a request or an assessment proves that somebody waits',
    ),
  reviewAfterMonths: z
    .number()
    .int()
    .min(1)
    .max(120)
    .describe(
      'how many months after its last review long-term support is due for another; 12 unless it says so',
    )
    .optional(),
  ask: id(
    'the matter of the responsibility that says whom to ring about a request, an assessment or a review',
  ),
  leaving: id('the matter of the responsibility that says whom to ring about somebody in hospital'),
  needs: z
    .array(
      z.strictObject({
        party: id('the party that is needed'),
        pathways: z
          .array(z.string().regex(/^[0-3]$/, 'is not a pathway in quotes: ‘0’, ‘1’, ‘2’ or ‘3’'))
          .describe('the ways home that need it'),
        reasons: z
          .array(words('a reason for delay'))
          .describe('the reasons for delay that need it, as the hospital sends them'),
        postcodes: z
          .array(
            z
              .string()
              .regex(
                /^[A-Z]{1,2}(\d[A-Z\d]?( \d)?)?$/,
                'is not the beginning of a postcode, like ZM, ZM1 or ZM1 4',
              ),
          )
          .describe(
            'where the people live who are its own; left out where the agreement cannot say',
          )
          .optional(),
        hospitals: z
          .array(id('a hospital'))
          .describe('the hospitals whose patients are its own where nothing tells where they live')
          .optional(),
      }),
    )
    .describe('which ways home and reasons for delay need whom'),
})

export type WaitFields = z.infer<typeof waitFields>
