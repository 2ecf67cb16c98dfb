import { isDeepStrictEqual } from 'node:util'
import type { Clock, Queryable } from '../kernel/index.ts'
import { type HeldTables, holdRows } from '../trail/index.ts'
import type { IncidentStep } from './incident.ts'
import { incidentInLog, MOVE_INCIDENT, OPEN_INCIDENT } from './move-incident.ts'
import { incidentSteps } from './queries-incidents.ts'

type Row = { readonly entryId: string; readonly step: IncidentStep }

/** Steps of incidents held to the log both ways: none is put in, changed or taken out without its showing. */
export function heldIncidents(db: Queryable, clock: Clock): HeldTables {
  return {
    commands: [OPEN_INCIDENT, MOVE_INCIDENT],
    async audit(entries, whole) {
      const rows = (await incidentSteps(db)).map((step): Row => ({ entryId: step.id, step }))
      return holdRows(rows, entries, { clock, whole }, RULE)
    },
  }
}

const RULE: Parameters<typeof holdRows<Row>>[3] = {
  learntAt: ({ step }) => step.at.getTime(),
  otherwise({ step }, entry) {
    const { by, at } = step
    const { name, organisation, side } = entry.actor ?? {}
    const same =
      entry.actorId === by.id &&
      isDeepStrictEqual([name, organisation, side], [by.name, by.organisation, by.side]) &&
      Date.parse(entry.at) === at.getTime() &&
      isDeepStrictEqual(incidentInLog(step), entry.says)
    return same ? undefined : 'the log says otherwise of it.'
  },
  called: ({ step }) => `A step of an incident (${step.step})`,
  of: 'the incidents',
}
