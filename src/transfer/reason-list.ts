import { foldReason as fold } from '../record/index.ts'
import { isTaskKind, type TaskKind } from './task-kind.ts'

/** One reason of the national returns for somebody who could leave and has not. */
export type Reason = {
  readonly words: string
  /** the family that the return puts it in; the older list has none */
  readonly family?: string
  /** the task that it opens */
  readonly task: TaskKind
  /** the first and the last day on which the return asked for it, YYYY-MM-DD; without a last one it asks for it now */
  readonly from: string
  readonly to?: string
}

/**
 * The 37 reasons of the acute discharge situation report, in five families: NHS England, technical specification of
 * 30 April 2024, in force since 27 May 2024 (domain/policy-2026.md, section 3). The list names nobody who has to act.
 * Beside each, the task that it opens here.
 */
const CURRENT: readonly (readonly [family: string, lines: string])[] = [
  [
    'Hospital process',
    `therapy-review Awaiting therapy review of need for supported discharge
    medical-review Awaiting medical review of need for supported discharge
    hub-referral Awaiting referral to care transfer hub for supported discharge
    transport Awaiting patient transport services
    medicines Awaiting medicines to take home, discharge letter or other discharge documentation
    infection-control Remaining in hospital due to infection prevention and control restrictions
    decision-to-leave Awaiting formal decision to discharge (inc diagnostic test results)`,
  ],
  [
    'Wellbeing concerns',
    `family-concern Patient /family/carer concerns over discharge readiness
    safeguarding Ongoing safeguarding concern
    mental-capacity Awaiting determination of mental capacity
    home-ready Issues with discharge destination readiness`,
  ],
  [
    'Care transfer hub process',
    `needs-and-pathway Waiting for confirmation of immediate care needs and pathway
    referrals Awaiting necessary referrals by care transfer hub
    funding Awaiting confirmation of funding eligibility`,
  ],
  [
    'Interface process',
    `reablement Home based rehabilitation, reablement or recovery service arrangements still underway (Pathway 1)
    home-care Other home-based social care service arrangements still underway (Pathway 1)
    community-care Other home-based community health service arrangements still underway (Pathway 1)
    housing Housing provision arrangement for homelessness still underway (Pathway 0 or 1)
    recovery-bed Bed-based rehabilitation, reablement or recovery service arrangements still underway (Pathway 2)
    care-home Residential/nursing home care arrangements still underway (Pathway 3)
    fast-track End of life care inc Fast-Track CHC arrangement still underway (Pathway 1 or 3)
    provider-action Further action requested by agreed provider
    housing Homeless with no recourse to public funds
    self-funded-care Self-funded care package arrangements still underway
    family-choice Patient/family/carer choice discussions on package still underway
    out-of-area Out of area discharge arrangements requested but not completed`,
  ],
  [
    'Capacity',
    `reablement Home-based rehabilitation, reablement or recovery services not yet available (Pathway 1)
    home-care Other home-based social care service not yet available (Pathway 1)
    community-care Other home-based community health services not yet available (Pathway 1)
    housing Housing provision not yet available (Pathway 0 or 1)
    recovery-bed Bed-based rehabilitation, reablement or recovery services not yet available (Pathway 2)
    mental-health-bed Mental health admitted patient care not yet available (Pathway 2)
    care-home Residential/nursing home care not yet available (Pathway 3)
    fast-track End of life care inc Fast-Track CHC not yet available (Pathway 1 or 3)
    adaptations Housing adaptations not yet completed (Pathway 1 or 3)
    equipment Equipment and associated training not yet delivered (Pathway 1-3)
    restart-care Awaiting restart of existing social care arrangements (Pathway 0)`,
  ],
]

/**
 * The 18 reasons of the same return before that, from the specification of 27 May 2022 on, as an analysis of it has
 * them (domain/fund-and-measures.md, section 7.2; the words are shortened there).
 */
const OLDER = `
    medicines Medical decision or intervention, including the discharge summary
    equipment Community equipment or adaptations
    hub-referral Confirmation by the hub or single point that the referral was received and actioned
    decision-to-leave Diagnostic test
    medicines Medicines to take home
    hub-referral Referral to the community single point of access
    therapy-review Therapy decision
    transport Transport
    decision-to-leave Declared not to meet the criteria, then met them again on the same day
    housing Homeless, no recourse to public funds, or no place to go to
    family-choice Individual or family not in agreement with the plan
    needs-and-pathway No plan
    reablement Pathway 1: resource for the start of care at home
    recovery-bed Pathway 2: bed-based rehabilitation
    care-home Pathway 3: residential or nursing bed that is likely to be permanent
    infection-control Infection control
    out-of-area Repatriation or transfer to another acute hospital
    safeguarding Safeguarding or the Court of Protection`

const CURRENT_FROM = '2024-05-27'
const OLDER_FROM = '2022-05-27'
const OLDER_TO = '2024-05-26'

export const REASONS: readonly Reason[] = [
  ...CURRENT.flatMap(([family, lines]) =>
    linesOf(lines).map((line) => ({ ...line, family, from: CURRENT_FROM })),
  ),
  ...linesOf(OLDER).map((line) => ({ ...line, from: OLDER_FROM, to: OLDER_TO })),
]

/** As the national file writes them: a family, and what stands between it and the words where that is not ` – `. */
const BETWEEN: ReadonlyMap<string, string> = new Map([
  ['Awaiting medical review of need for supported discharge', ' - '],
  ['Issues with discharge destination readiness', ' - '],
  ['Awaiting necessary referrals by care transfer hub', '– '],
])

/** The label by which the national file has a reason. */
export function labelOf({ family, words }: Pick<Reason, 'family' | 'words'>): string {
  return family === undefined ? words : `${family}${BETWEEN.get(words) ?? ' – '}${words}`
}

const byWords = new Map(REASONS.map((reason) => [fold(reason.words), reason]))

/** Whatever spaces, dashes and lost characters it comes with; undefined for words that are on neither list. */
export function reasonOf(words: string): Reason | undefined {
  return byWords.get(fold(words))
}

function linesOf(lines: string): { task: TaskKind; words: string }[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [, task, words] = /^\s*(\S+) (.+)$/.exec(line)!
      if (!isTaskKind(task!)) throw new Error(`there is no task ${task}`)
      return { task, words: words! }
    })
}
