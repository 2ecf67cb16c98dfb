import type { Concern, Place } from '../room.ts'
import { formatDate } from '../shell/index.ts'
import type { Standing } from './agreement.ts'
import { historyConcerns } from './made-up-history.ts'

const AT = { href: '/agreement', verb: 'Read the agreement', action: 'public' }

/** That none is in effect, that it has run out, that somebody has tried to put in another. */
export function agreementConcerns({
  agreement,
  clock,
  madeUp,
}: Pick<Place, 'agreement' | 'clock' | 'madeUp'>): Concern[] {
  return [
    ...historyConcerns(madeUp.told()),
    ...standingConcerns(agreement.current()?.standing(), clock.now()),
    ...refusedAdoptions(agreement.faults()),
  ]
}

/** Pure. */
export function standingConcerns(standing: Standing | undefined, now: Date): Concern[] {
  if (standing === undefined) {
    const since = 'Nobody is shown anything about anybody until both sides have signed one.'
    return [{ what: 'No agreement is in effect', since, first: 'harm', at: AT }]
  }
  if (standing.stage === undefined) return []
  const since = `It ran until ${formatDate(standing.ends, now)}; what it allows ends step by step.`
  return [{ what: 'The agreement has run out', since, first: 'harm', at: AT }]
}

function refusedAdoptions(faults: readonly { what: string }[]): Concern[] {
  return faults.map(({ what }) => ({
    what: 'Somebody has put an agreement into the database that is not in effect',
    since: what,
    first: 'harm',
    at: AT,
  }))
}
