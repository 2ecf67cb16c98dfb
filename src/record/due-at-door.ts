import type { PersonId, Viewer } from '../kernel/index.ts'
import { isAtDoor, OF_A_WEEK } from './care-visits.ts'
import { londonDay } from './known-event.ts'
import {
  lookAtOccurrences,
  type OccurrencesLook,
  type ShownOccurrence,
} from './look-at-occurrences.ts'
import type { RecordDeps } from './look-at-person.ts'

/** Who is to come to somebody's door, or has come. */
export type AtDoor = {
  /** when it is to begin: ISO, or the day alone where no time is told */
  at: string
  what: string
  /** of the provider or the organisation, as it is told */
  provider?: string
  providerId?: string
  organisation?: string
  /** whole numbers as text */
  minutes?: string
  carers?: string
  /** `planned` is still to come */
  status: ShownOccurrence['status']
  sources: readonly string[]
}

type DoorLook =
  | { outcome: 'allowed'; atDoor: readonly AtDoor[] }
  | Exclude<OccurrencesLook, { outcome: 'allowed' }>

/**
 * Who is due at somebody's door on a day, whoever sends them, in the order in which they come: of the classes that the
 * viewer may see. It is a look, written down before anything is shown.
 *
 * @param day YYYY-MM-DD, in London
 */
export async function lookAtDoor(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  day: string,
): Promise<DoorLook> {
  const what = `who is due at the door on ${day}`
  const look = await lookAtOccurrences(deps, viewer, personId, { what })
  if (look.outcome !== 'allowed') return look
  return { outcome: 'allowed', atDoor: atDoorOn(look.occurrences, day) }
}

/** Pure: of what happened or is planned, what is at the door on that day. */
function atDoorOn(occurrences: readonly ShownOccurrence[], day: string): AtDoor[] {
  // What tells of visits has the provider's number; whoever arranged them has its name.
  const names = new Map(
    occurrences.flatMap(({ providerId, provider }) =>
      providerId === undefined || provider === undefined ? [] : [[providerId, provider] as const],
    ),
  )
  return occurrences
    .filter((one) => isAtDoor({ ...one, detail: spanOf(one) }))
    .flatMap((one): AtDoor[] => {
      const at = one.planned ?? one.start
      if (at === undefined || londonDay(at) !== day) return []
      return [
        {
          at,
          what: one.label,
          provider: names.get(one.providerId ?? '') ?? one.organisationName,
          providerId: one.providerId,
          organisation: one.organisation,
          minutes: one.plannedMinutes ?? one.minutes,
          carers: one.carers,
          status: one.status,
          sources: one.sources,
        },
      ]
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

/** What is told of a week has an end, and a visit of one day has none that is another day. */
function spanOf({ kind, start, end }: ShownOccurrence): Record<string, string> {
  const week = kind === 'visit' && end !== undefined && londonDay(end) !== londonDay(start)
  return week ? { span: OF_A_WEEK } : {}
}
