import { lifeCycle } from '../kernel/index.ts'

/** By law a breach is reported to the commissioner so soon after it was found (UK GDPR, article 33). */
const REPORT_HOURS = 72
const HOUR_MS = 3_600_000

/** What may be done with an incident. That it need not be reported is a finding of its own, with its reason. */
export const incidentCycle = lifeCycle({
  thing: 'This incident',
  states: {
    found: 'is found and not contained',
    contained: 'is contained, and nobody has said whether it has to be reported',
    reported: 'is reported',
    'not-reported': 'need not be reported',
    closed: 'is closed',
  },
  first: 'found',
  moves: {
    contain: {
      from: { found: 'contained' },
      needs: [],
      label: 'Say how it was contained',
      closed: 'it is contained already',
    },
    report: {
      from: { found: 'reported', contained: 'reported' },
      needs: [],
      label: 'Say that it was reported',
      closed: 'it is said already whether it was reported',
    },
    spare: {
      from: { contained: 'not-reported' },
      needs: [],
      label: 'Say why it need not be reported',
      closed: 'it has to be contained first, and nobody may have reported it',
    },
    close: {
      from: { reported: 'closed', 'not-reported': 'closed' },
      needs: [],
      label: 'Close it',
      closed: 'it has to be reported first, or the reason written down why it need not be',
    },
  },
})
export type IncidentState = keyof typeof incidentCycle.states
export type IncidentMove = keyof typeof incidentCycle.moves

export type IncidentStep = {
  readonly id: string
  readonly incident: string
  readonly step: IncidentState
  /** when it was so */
  readonly happenedAt: Date
  /** when it was said here */
  readonly at: Date
  readonly by: { id: string; name: string; organisation: string; side: string }
  /** how many people's records it is about, as far as it is known */
  readonly people?: number
  readonly words: string
}

export type Incident = {
  readonly id: string
  readonly state: IncidentState
  readonly steps: readonly IncidentStep[]
  /** by when it has to be reported: 72 hours after it was found, by law */
  readonly reportBy: Date
  /** the clock: it runs, it was kept, or it was not */
  readonly clock: 'runs' | 'late' | 'kept' | 'kept-late'
}

/** Pure: where an incident stands, from its steps in the order in which they were said. */
export function incidentOf(steps: readonly IncidentStep[], now: Date): Incident {
  const [found] = steps
  if (found === undefined) throw new TypeError('an incident begins with being found')
  const reportBy = new Date(found.happenedAt.getTime() + REPORT_HOURS * HOUR_MS)
  const said = steps.find(({ step }) => step === 'reported' || step === 'not-reported')
  const last = (said?.step === 'reported' ? said.happenedAt : said?.at) ?? now
  const inTime = last <= reportBy
  const clock = said === undefined ? (inTime ? 'runs' : 'late') : inTime ? 'kept' : 'kept-late'
  return { id: found.incident, state: steps.at(-1)!.step, steps, reportBy, clock }
}
