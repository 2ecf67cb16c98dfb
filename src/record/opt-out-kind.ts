import { z } from 'zod'
import { type Agreement, type ClauseSet, clauseKind, ids, references } from '../agreement/index.ts'
import { formatList } from '../shell/index.ts'

/** Where somebody says that what is known of them is for their own care alone, and how the software learns of it. */
const OPT_OUTS = {
  national: 'the national data opt-out',
  'type-1': 'an objection at their practice (a type 1 opt-out)',
  here: 'an objection that was written down here',
} as const
type OptOut = keyof typeof OPT_OUTS

export type OptOutRow = {
  readonly of: OptOut
  /** the feeds by which it is learnt, where a clause has to say so */
  readonly toldBy?: readonly string[]
  readonly purposes: readonly string[]
  readonly clause: string
}

/** Anybody could write its code into a record: whose word counts is for the clause to say. */
const CODED: OptOut = 'type-1'
const KNOWN = Object.keys(OPT_OUTS) as [OptOut, ...OptOut[]]

/** For which purposes opting out holds: for whatever opens nobody's record, and never against somebody's care. */
export const optOutKind = clauseKind({
  kind: 'opt-out',
  room: 'record',
  words: ['opt-out', 'opt-outs'],
  declares: 'of',
  runs: KNOWN.map((id) => ({
    id,
    what: `Whoever has made ${OPT_OUTS[id]} is in nothing that is counted`,
    always: true as const,
  })),
  schema: z.strictObject({
    of: z.enum(KNOWN, `is none of ${KNOWN.join(', ')}`).describe('which opt-out it is'),
    purposes: ids('the purposes for which it holds').min(1),
    toldBy: ids('the feeds whose word of it counts').min(1).optional(),
  }),
  refers: ({ fields }) => [
    ...references('purpose', fields.purposes, 'purposes'),
    ...references('feed', fields.toldBy, 'toldBy'),
  ],
  check({ fields }, all) {
    const counted = countedFor(all)
    const unsaid = fields.of === CODED && fields.toldBy === undefined
    const sentence = 'It does not say whose word of it counts: add toldBy, with the feeds.'
    const faults = unsaid ? [{ path: [], sentence }] : []
    const wrong = fields.purposes.flatMap((purpose, at) =>
      all.find('purpose', purpose) === undefined || counted.includes(purpose)
        ? []
        : [
            {
              path: ['purposes', at],
              sentence: `Opting out does not hold for ${purpose}: records are opened for it.`,
            },
          ],
    )
    return [...faults, ...wrong]
  },
  checkText(all) {
    const rows = all.of<{ of: OptOut; purposes: string[] }>('opt-out')
    return KNOWN.flatMap((of) => {
      const held = new Set(
        rows.filter(({ fields }) => fields.of === of).flatMap(({ fields }) => fields.purposes),
      )
      const missing = countedFor(all).filter((purpose) => !held.has(purpose))
      if (missing.length === 0) return []
      const lacks = `The text does not say that ${OPT_OUTS[of]} holds for ${formatList(missing)}`
      return [{ sentence: `${lacks}, and it does: add a clause of kind opt-out.` }]
    })
  },
  compile: ({ fields }) => ({ rows: { 'opt-out': [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<OptOutRow>('opt-out')
    const known = compiled.table<{ id: string; name: string }>('purpose')
    const feeds = compiled.table<{ id: string; name: string }>('feed')
    const feedName = (id: string) => feeds.find((one) => one.id === id)?.name ?? id
    const purposes = row!.purposes.map((id) => known.find((one) => one.id === id)?.name ?? id)
    return [
      `Whoever has made ${OPT_OUTS[row!.of]} is left out of everything that is counted`,
      `for ${formatList(purposes)}, from the day on which it is known here.`,
      ...(row!.toldBy ? [`Only ${formatList(row!.toldBy.map(feedName))} can say so.`] : []),
      'It changes nothing about their care.',
    ].join(' ')
  },
  switchesOn: (_, compiled) => [
    `holds for ${formatList(compiled.rows<OptOutRow>('opt-out')[0]!.purposes)}`,
  ],
  concerns: () => ['residents'],
})

/** The feeds by whose word somebody objects at their practice, by the agreement in effect. */
export function objectionFeeds(agreement: Agreement | undefined): readonly string[] {
  const rows = agreement?.table<OptOutRow>('opt-out') ?? []
  return rows.filter(({ of }) => of === CODED).flatMap(({ toldBy = [] }) => toldBy)
}

/** A clause by which somebody opts out: under it the opt-outs are tested. */
export function optOutClause(agreement: Agreement | undefined): string | undefined {
  return agreement?.table<OptOutRow>('opt-out')[0]?.clause
}

/** The clause by which an objection that is made here holds. */
export function hereClause(agreement: Agreement | undefined): string | undefined {
  return agreement?.table<OptOutRow>('opt-out').find(({ of }) => of === 'here')?.clause
}

/** Purposes for which no record is opened: all that can be done for them is to count. What is prohibited is none. */
function countedFor(all: ClauseSet): string[] {
  return all
    .of<{ id: string; reaches: string[] }>('purpose')
    .filter(({ fields }) => fields.reaches.length === 0 && !all.declares('prohibition', fields.id))
    .map(({ fields }) => fields.id)
}
