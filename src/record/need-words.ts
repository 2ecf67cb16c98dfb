import { capital, uncapital } from '../kernel/index.ts'
import type { Case } from './cases.ts'
import type { KnownEvent } from './known-event.ts'

/** What somebody needs, to follow 'waits for', and what is known of it. */
export type NeedWords = { what: string; why?: string }

const WAYS_HOME: ReadonlyMap<string, string> = new Map([
  ['0', 'the way home'],
  ['1', 'care at home'],
  ['2', 'a bed to recover in'],
  ['3', 'a care home'],
])

/** `care at home`, with the hospital's own reason where it gives one. */
export function wayHomeWords({ detail }: KnownEvent): NeedWords {
  const what = WAYS_HOME.get(detail.pathway ?? '') ?? 'the way home'
  // The way home is said already: a reason that repeats it is cut.
  const why = detail.delayReason?.replace(/^pathway \d:\s*|\s*\(pathway [^)]*\)$/gi, '')
  return { what, why: why && capital(why) }
}

/** In words that both sides use. */
export function needWords(one: Case): NeedWords {
  const event = one.event
  if (event?.status === 'active' && event.detail.next !== undefined) return listed(one.kind, event)
  switch (one.kind) {
    case 'way-home':
      return event === undefined ? { what: 'the way home' } : wayHomeWords(event)
    case 'service': {
      if (event?.status === 'active') return { what: 'support', why: `${event.label} under way` }
      const what = event?.detail.next === 'reablement' ? 'reablement' : 'support'
      return { what, why: event?.kind === 'request' ? asked(event) : event?.label }
    }
    case 'assessment':
      return {
        what: event?.status === 'active' ? 'an answer' : 'an assessment',
        why: event && asked(event),
      }
    case 'in-hospital':
      return { what: 'care again on leaving' }
    case 'left-hospital':
      return { what: 'out of hospital', why: event && stayWords(event) }
    case 'letter':
      return { what: one.letter?.what ?? 'a letter', why: `from ${one.letter?.from}` }
    case 'review':
      return { what: 'a review' }
    case 'placed':
      return { what: event?.label ?? 'our care' }
  }
}

/** `support` of `Waiting list: home care`, with why nothing has come of it yet. */
function listed(kind: Case['kind'], { label, detail }: KnownEvent): NeedWords {
  const what = kind === 'assessment' ? 'an assessment' : 'support'
  return { what, why: detail.reason === undefined ? label : `${label}: ${detail.reason}` }
}

/** `Mere General, Ward 6: Fall` */
function stayWords({ organisationName, unit, detail }: KnownEvent): string {
  const where = [organisationName, unit].filter((part) => part !== undefined).join(', ')
  return [where, detail.reason].filter((part) => part).join(': ')
}

/** `Request for support, on leaving hospital`; `Request for support: a stairlift` */
function asked({ label, detail }: KnownEvent): string {
  const route = detail.route ?? ''
  if (detail.reason !== undefined) return `${label}: ${detail.reason}`
  return route === '' ? label : `${label}, ${uncapital(route)}`
}
