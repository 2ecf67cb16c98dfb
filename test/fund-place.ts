import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Answer } from '../src/call-command.ts'
import { newId, type Viewer } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { type OpenedPlace, openTestPlace } from './open-place.ts'
import { viewer } from './written-here.ts'

/** Southmere with its funds and nobody in it. The day is in the year of `pool-2025-26`. */
export const FUND = 'pool-2025-26'
export const NHS = 'nhs-minimum-2025-26'
export const GRANT = 'council-grant-2025-26'
export const DFG = 'adaptations-grant-2025-26'
export const MORE = 'council-more-2025-26'

const finance = { role: 'finance-lead' }
export const IAN = of('ian.croft', { ...finance, organisation: 'southmere-icb', side: 'nhs' })
export const SUNITA = of('sunita.rao', {
  ...finance,
  organisation: 'southmere-council',
  side: 'council',
})
export const POOL = of('tessa.quill', {
  role: 'pool-manager',
  organisation: 'southmere-council',
  side: 'council',
})

function of(id: string, who: Parameters<typeof viewer>[1]): Viewer {
  return viewer(id, who, 'partnership')
}

export type FundPlace = OpenedPlace & {
  /** what a command answers, and nothing else */
  ask(who: Viewer, name: string, input: unknown, key?: string): Promise<Answer>
  /** the same for what must be done */
  done<R = Record<string, never>>(who: Viewer, name: string, input: unknown): Promise<R>
  /** the code and the words of a refusal of what must not be done */
  refused(
    who: Viewer,
    name: string,
    input: unknown,
  ): Promise<{ code: string; sentence: string; clause?: string }>
}

export async function openFundPlace(t: TestContext, at?: string): Promise<FundPlace> {
  const opened = await openTestPlace(t, at === undefined ? {} : { at })
  const ask: FundPlace['ask'] = (who, name, input, key = newId()) =>
    opened.place.call(`fund.${name}`, { viewer: who, input, key })
  return {
    ...opened,
    ask,
    async done<R>(who: Viewer, name: string, input: unknown) {
      const answer = await ask(who, name, input)
      assert.ok(answer.ok, JSON.stringify(answer))
      return answer.result as R
    },
    async refused(who, name, input) {
      const answer = await ask(who, name, input)
      assert.ok(!answer.ok && 'refusal' in answer, JSON.stringify(answer))
      return answer.refusal
    },
  }
}

/** What each partner has promised for the year, as its clause has it; and what schemes are to have of it. */
export async function setUp(
  place: Pick<FundPlace, 'place'>,
  schemes: readonly PlanLine[] = PLAN,
): Promise<void> {
  return setUpOnce(place.place, schemes)
}

/** The same in any place: its keys are always the same, so that it is done once. */
export async function setUpOnce(place: Place, schemes: readonly PlanLine[]): Promise<void> {
  const call = async (name: string, input: object) => {
    const answer = await place.call(`fund.${name}`, {
      viewer: SUNITA,
      input,
      key: `set up ${JSON.stringify(input)}`.slice(0, 200),
    })
    assert.ok(answer.ok, JSON.stringify(answer))
  }
  for (const [origin, pence] of PROMISED) {
    const [from, to] = [`${FUND}:contribution:${origin}`, `${FUND}:held:${origin}`]
    await call('transfer', { from, to, pence, reason: 'For the year', promised: true })
  }
  await call('set-plan', { reason: 'The plan', fund: FUND, schemes: schemes.map(planned) })
}

export const PROMISED = [
  [NHS, '2674700000'],
  [GRANT, '1290000000'],
  [DFG, '340000000'],
  [MORE, '240000000'],
] as const

export type PlanLine = readonly [
  id: string,
  activity: string,
  lines: readonly (readonly [string, string])[],
]

export const PLAN: readonly PlanLine[] = [
  [
    'home-care',
    'home-care',
    [
      [NHS, '1000000000'],
      [GRANT, '500000000'],
      [MORE, '240000000'],
    ],
  ],
  ['nurses', 'community-health', [[NHS, '1511020000']]],
  ['adapting', 'adaptations', [[DFG, '340000000']]],
  [
    'hub',
    'leaving-hospital',
    [
      [GRANT, '100000000'],
      [NHS, '163680000'],
    ],
  ],
]

export function planned([id, activity, lines]: PlanLine) {
  return { id, name: id, activity, lines: lines.map(([origin, pence]) => ({ origin, pence })) }
}
