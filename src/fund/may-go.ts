import { capital, formatPounds, type Pence, type Refusal, refuse } from '../kernel/index.ts'
import type { Activity, FundRule, Minimum, Rules } from './rules.ts'
import { activityNamed } from './rules.ts'

/** What a clause says of something that it lets be done: a minimum that may not be reached. */
export type Warning = { readonly clause: string; readonly says: string; readonly pence: string }

/** What of an origin has gone where: spent, reserved for it, or accrued; '' is another year. */
export type Used = { readonly origin: string; readonly activity: string; readonly pence: Pence }

export type NotThere = Refusal<'ring-fence' | 'no-clause'>

/** The activity that is meant, or why the fund does not pay for it, in the words of the clause. */
export function permittedActivity(fund: FundRule, said: string): Activity | NotThere {
  if (fund.permittedBy === undefined) {
    return refuse('no-clause', `No clause says what ${fund.name} may pay for.`)
  }
  const found = activityNamed(fund, said)
  if (found !== undefined) return found
  const clause = fund.permittedBy
  const what = said.trim().replaceAll('-', ' ')
  return refuse(
    'ring-fence',
    `${capital(what)} is not a permitted activity of this fund, clause ${clause}.`,
    { clause, next: 'Both sides would have to change that clause first.' },
  )
}

/** Why money of an origin may not pay for an activity, whatever there is of it; undefined where it may. */
export function fencedOff(rules: Rules, origin: string, activity: Activity): NotThere | undefined {
  const fence = rules.ringFences.find(
    ({ origins, activities }) => origins.has(origin) && !activities.has(activity.id),
  )
  if (fence === undefined) return undefined
  const name = rules.contributions.get(origin)?.name ?? origin
  return refuse(
    'ring-fence',
    `${name} may not pay for ${activity.name.toLowerCase()}, clause ${fence.clause}.`,
    { clause: fence.clause },
  )
}

/** What still may go elsewhere before a minimum cannot be reached any more; below nothing, it cannot. */
export function slackOf(
  minimum: Minimum,
  fund: FundRule,
  rules: Rules,
  used: readonly Used[],
): Pence {
  let slack = -minimum.pence
  for (const origin of minimum.origins) slack += rules.contributions.get(origin)?.pence ?? 0n
  for (const one of used) if (countsElsewhere(minimum, fund, one)) slack -= one.pence
  return slack
}

function countsElsewhere(
  minimum: Minimum,
  fund: FundRule,
  { origin, activity }: Omit<Used, 'pence'>,
): boolean {
  const area = fund.activities.get(activity)?.area
  return minimum.origins.has(origin) && (area === undefined || !minimum.areas.has(area))
}

/** The minimums that money of an origin would work against, so that what is used of it has to be known. */
export function minimumsAgainst(
  rules: Rules,
  fund: FundRule,
  { origin, activity }: Omit<Used, 'pence'>,
): Minimum[] {
  return rules.minimums.filter((minimum) => countsElsewhere(minimum, fund, { origin, activity }))
}

/** What is refused because a minimum could not be reached afterwards; or what it is told as a warning. */
export function heldToMinimums(
  rules: Rules,
  fund: FundRule,
  wanted: readonly Used[],
  used: readonly Used[],
): Warning[] | NotThere {
  const warnings: Warning[] = []
  const concerned = new Set(wanted.flatMap((one) => minimumsAgainst(rules, fund, one)))
  for (const minimum of concerned) {
    const left = slackOf(minimum, fund, rules, [...used, ...wanted])
    const { clause, name } = minimum
    if (left < 0n) {
      return refuse(
        'ring-fence',
        `${formatPounds(minimum.pence)} at least goes to ${name}, clause ${clause}: with this it would be ` +
          `${formatPounds(-left)} short, whatever else is done this year.`,
        { clause },
      )
    }
    if (left >= minimum.warnsBelow) continue
    const says =
      `Only ${formatPounds(left)} more may go elsewhere before ${formatPounds(minimum.pence)} for ` +
      `${name} cannot be reached, clause ${clause}.`
    warnings.push({ clause, says, pence: String(left) })
  }
  return warnings
}
