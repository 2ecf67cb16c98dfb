import { chooser, type Random } from './random.ts'
import type { Pathway } from './stay.ts'

/**
 * Who has to do the next thing. The national list names nobody, so this is ours: `hub` is the care transfer hub, where
 * hospital and council sit together; reablement is the council's in Southmere, rehabilitation beds are the NHS's.
 */
export type Holder = 'hospital' | 'hub' | 'council' | 'community' | 'family' | 'others'

export type DelayReason = {
  words: string
  family: string
  /** of those waiting after 7 days in hospital, per cent */
  share: number
  pathways: readonly Pathway[]
  holder: Holder
  /** nobody waits longer than so many days for this; assumption */
  longest?: number
}

const HOLDERS: ReadonlyMap<string, Holder> = new Map(
  Object.entries({
    H: 'hospital',
    U: 'hub',
    C: 'council',
    N: 'community',
    F: 'family',
    O: 'others',
  }),
)

/**
 * The 37 reasons of the acute discharge situation report (NHS England, specification in force since 27 May 2024), each
 * with its share of those who waited after 7 days in hospital, June 2024 to March 2025 (policy-2026 section 3). Spaces
 * around slashes are as in ordinary text; where the words name no pathway, ours stand: assumption. Columns: share,
 * pathways, who has to act, longest in days, words.
 */
const FAMILIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Hospital process': `
    5.3 0123 H 9 Awaiting therapy review of need for supported discharge
    3.6 0123 H 6 Awaiting medical review of need for supported discharge
    3.7 123 U 6 Awaiting referral to care transfer hub for supported discharge
    1.3 0123 H 3 Awaiting patient transport services
    1.7 01 H 2 Awaiting medicines to take home, discharge letter or other discharge documentation
    0.4 0123 H 13 Remaining in hospital due to infection prevention and control restrictions
    3.2 0 H 5 Awaiting formal decision to discharge (inc diagnostic test results)`,
    'Wellbeing concerns': `
    1.1 01 F - Patient/family/carer concerns over discharge readiness
    1.3 123 C - Ongoing safeguarding concern
    1.3 123 H 13 Awaiting determination of mental capacity
    1.5 01 F - Issues with discharge destination readiness`,
    'Care transfer hub process': `
    8.2 123 U 9 Waiting for confirmation of immediate care needs and pathway
    3.5 123 U 6 Awaiting necessary referrals by care transfer hub
    0.9 23 U - Awaiting confirmation of funding eligibility`,
    'Interface process': `
    3.9 1 C - Home based rehabilitation, reablement or recovery service arrangements still underway (Pathway 1)
    4.8 1 C - Other home-based social care service arrangements still underway (Pathway 1)
    0.4 1 N - Other home-based community health service arrangements still underway (Pathway 1)
    0.8 01 O - Housing provision arrangement for homelessness still underway (Pathway 0 or 1)
    5.9 2 N - Bed-based rehabilitation, reablement or recovery service arrangements still underway (Pathway 2)
    7.2 3 C - Residential/nursing home care arrangements still underway (Pathway 3)
    1.3 13 N - End of life care inc Fast-Track CHC arrangement still underway (Pathway 1 or 3)
    0.7 123 O - Further action requested by agreed provider
    0.3 0 O - Homeless with no recourse to public funds
    0.8 13 F - Self-funded care package arrangements still underway
    0.8 123 F - Patient/family/carer choice discussions on package still underway
    2.0 0123 O - Out of area discharge arrangements requested but not completed`,
    Capacity: `
    4.9 1 C - Home-based rehabilitation, reablement or recovery services not yet available (Pathway 1)
    2.7 1 C - Other home-based social care service not yet available (Pathway 1)
    1.6 1 N - Other home-based community health services not yet available (Pathway 1)
    0.6 01 O - Housing provision not yet available (Pathway 0 or 1)
    10.2 2 N - Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)
    0.6 2 N - Mental health admitted patient care not yet available (Pathway 2)
    8.7 3 C - Residential/nursing home care not yet available (Pathway 3)
    1.5 13 N - End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)
    0.9 13 O - Housing adaptations not yet completed (Pathway 1 or 3)
    1.8 123 N - Equipment and associated training not yet delivered (Pathway 1-3)
    0.7 0 C - Awaiting restart of existing social care arrangements (Pathway 0)`,
  }),
)

export const DELAY_REASONS: readonly DelayReason[] = [...FAMILIES].flatMap(([family, lines]) =>
  lines
    .trim()
    .split('\n')
    .map((line) => reasonOf(family, line.trim())),
)

const byWords = new Map(DELAY_REASONS.map((reason) => [reason.words, reason]))

/** Why somebody waits who is on that pathway: the published shares of the reasons that fit it. */
const chooseOnPathway = ([0, 1, 2, 3] as const).map((pathway) =>
  chooser(
    DELAY_REASONS.map(
      (reason) => [reason, reason.pathways.includes(pathway) ? reason.share : 0] as const,
    ),
  ),
)
/** Why somebody waits at any one moment. */
export const chooseReasonNow = chooser(DELAY_REASONS.map((reason) => [reason, reason.share]))

/** What is found out and asked for first, before one waits for the thing itself. */
const EARLY = DELAY_REASONS.filter(({ holder }) => holder === 'hub' || holder === 'hospital')

export function reasonOnPathway(random: Random, pathway: Pathway): DelayReason {
  return chooseOnPathway[pathway]!(random)
}

/** What somebody on that pathway waited for before, where one wait followed another. */
export function earlierReason(random: Random, pathway: Pathway): DelayReason {
  return random.pick(EARLY.filter(({ pathways }) => pathways.includes(pathway)))
}

/** @throws where the words are none of the 37: a slip of ours */
export function delayReason(words: string): DelayReason {
  const found = byWords.get(words)
  if (found === undefined) throw new Error(`there is no delay reason "${words}"`)
  return found
}

function reasonOf(family: string, line: string): DelayReason {
  const [share, pathways, holder, longest, ...words] = line.split(' ')
  return {
    words: words.join(' '),
    family,
    share: Number(share),
    pathways: [...pathways!].map((digit) => Number(digit) as Pathway),
    holder: HOLDERS.get(holder!)!,
    longest: longest === '-' ? undefined : Number(longest),
  }
}
