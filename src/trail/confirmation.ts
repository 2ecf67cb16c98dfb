/**
 * How far a log is confirmed, and the one sentence for it: what the database, the published log, a
 * resident's bundle, the pages and the footer say is this. The browser uses this file as it is.
 */
export type Confirmation = {
  /** entries that the log holds */
  size: number
  /** the newest checkpoint that a witness of each side has confirmed */
  confirmed?: { size: number; at: Date }
  /** when the first entry after it was put into the log, where that is known */
  waitingSince?: Date
  /** the sides, or the witnesses, whose confirmation of the newest is missing */
  missing: readonly string[]
  /** nobody has to confirm this log */
  nobodyNeeded?: boolean
  withinSeconds: number
  clause?: string
}

/** No quorum within the time that was agreed: of what was written since, and also where nothing was. */
export function isLate(
  { confirmed, nobodyNeeded, withinSeconds }: Confirmation,
  now: Date,
): boolean {
  if (nobodyNeeded) return false
  return confirmed === undefined || secondsSince(confirmed.at, now) > withinSeconds
}

export function confirmationWords(state: Confirmation, now: Date): string {
  const { size, confirmed, nobodyNeeded, waitingSince } = state
  if (nobodyNeeded) {
    return 'No witness confirms this log: nobody but its keeper could tell if it was rewritten.'
  }
  if (confirmed === undefined) {
    return `Not confirmed: no witness of each side has signed the same checkpoint yet.${lacking(state)}`
  }
  const age = `${ageWords(secondsSince(confirmed.at, now))} ago`
  const by = `confirmed by a witness of each side, ${age}`
  const open = size - confirmed.size
  const waiting =
    waitingSince === undefined ? '' : `, for ${ageWords(secondsSince(waitingSince, now))}`
  const said =
    open <= 0
      ? `All ${count(size)} entries are ${by}.`
      : `The first ${count(confirmed.size)} of ${count(size)} entries are ${by}; ` +
        `${count(open)} ${open === 1 ? 'is' : 'are'} not yet confirmed${waiting}.`
  return isLate(state, now) ? `${said} ${lateWords(state)}` : said
}

/** Why a log whose confirmation is late is not in order, and who is missing. */
export function lateWords(state: Confirmation): string {
  const { clause, withinSeconds, confirmed } = state
  const agreed = clause === undefined ? 'At most' : `Clause ${clause} allows`
  const what = confirmed === undefined ? 'No quorum' : 'No quorum since'
  return `${what}: ${agreed} ${ageWords(withinSeconds)}.${lacking(state)}`
}

function lacking({ missing }: Confirmation): string {
  if (missing.length === 0) return ''
  const last = missing[missing.length - 1]!
  const names = missing.length === 1 ? last : `${missing.slice(0, -1).join(', ')} and ${last}`
  return ` Missing: ${names}.`
}

export function ageWords(seconds: number): string {
  if (seconds < 120) return `${Math.floor(Math.max(0, seconds))} s`
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 2 * 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${count(Math.floor(seconds / 86_400))} days`
}

/** Written here: what runs in a resident's browser imports nothing of this place. */
function count(number: number): string {
  return number.toLocaleString('en-GB')
}

function secondsSince(then: Date, now: Date): number {
  return Math.max(0, (now.getTime() - then.getTime()) / 1000)
}
