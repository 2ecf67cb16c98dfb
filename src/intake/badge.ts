import { plural } from '../kernel/index.ts'

/** How a feed, or a file of it, stands: the same three words for every partner. */
export type Badge = 'pass' | 'warn' | 'fail'

/** What a badge rests on. */
export type Judged = {
  /** items that came */
  readonly sent: number
  /** those of them that could be read */
  readonly usable: number
  readonly fields: readonly JudgedField[]
}

export type JudgedField = {
  readonly name: string
  /** items in which the field is asked for, and those of them in which it is blank */
  readonly mandatory: number
  readonly missing: number
  readonly valid: number
  readonly invalid: number
  /** whether the rule is one that somebody other than us has published: an unofficial one fails nobody */
  readonly official: boolean
}

export type Judgement = { readonly badge: Badge; readonly because: readonly string[] }

/** In a hundred items. They are ours: no clause and no department has set them. */
const USABLE_WARN = 99
const USABLE_FAIL = 95
const FIELD_WARN = 95

/** What the badges mean, for whoever reads one. */
export const BADGE_RULES = [
  `Pass: at least ${USABLE_WARN} of 100 items can be read, and of no field with an official rule`,
  `more than ${100 - FIELD_WARN} of 100 are blank or invalid.`,
  `Fail: fewer than ${USABLE_FAIL} of 100 can be read, or nothing came.`,
  'Warn: what is between the two.',
].join(' ')

export function judge({ sent, usable, fields }: Judged): Judgement {
  if (sent === 0) return { badge: 'fail', because: ['nothing came'] }
  const lost = sent - usable
  const unread = `${plural(lost, 'item', 'items')} of ${sent} cannot be read`
  if (usable * 100 < sent * USABLE_FAIL) return { badge: 'fail', because: [unread] }
  const because = [
    ...(usable * 100 < sent * USABLE_WARN ? [unread] : []),
    ...fields.filter(isPoor).map(({ name, missing, invalid, mandatory }) => {
      const asked = Math.max(mandatory, missing + invalid)
      return `${name} is blank or invalid in ${missing + invalid} of ${asked}`
    }),
  ]
  return { badge: because.length === 0 ? 'pass' : 'warn', because }
}

function isPoor({ mandatory, missing, valid, invalid, official }: JudgedField): boolean {
  const told = Math.max(mandatory, valid + invalid)
  return official && told > 0 && (missing + invalid) * 100 > told * (100 - FIELD_WARN)
}

/** Of several, the worst. */
export function worstOf(badges: readonly Badge[]): Badge {
  if (badges.includes('fail') || badges.length === 0) return 'fail'
  return badges.includes('warn') ? 'warn' : 'pass'
}
