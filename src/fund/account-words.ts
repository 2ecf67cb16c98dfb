import type { Account } from './account.ts'
import type { Books } from './books.ts'

type Known = Pick<Books, 'rules' | 'schemes'>

/** What people call an account: `Home care, of the NHS minimum`. */
export function accountWords({ kind, origin, scheme, activity }: Account, known: Known): string {
  const from = originWords(origin, known)
  const whose = known.schemes.get(scheme)?.name ?? scheme
  switch (kind) {
    case 'contribution':
    case 'client-charge':
      return `What ${partyOf(origin, known)} pays in as ${from}`
    case 'held':
      return `What no scheme has of ${from}`
    case 'carried':
      return `What went between years of ${from}`
    case 'commitment':
      return `${whose}, of ${from}`
    case 'accrual':
      return `${whose}, accrued for ${activityWords(activity, known)}, of ${from}`
    case 'suspense':
      return `${whose}, paid while it is disputed who bears it, of ${from}`
    case 'spend':
      return `${whose}, spent on ${activityWords(activity, known)}, of ${from}`
  }
}

export function originWords(origin: string, { rules }: Pick<Books, 'rules'>): string {
  return rules.contributions.get(origin)?.name ?? origin
}

function partyOf(origin: string, { rules }: Pick<Books, 'rules'>): string {
  return rules.contributions.get(origin)?.payer ?? 'somebody'
}

/** In whatever fund it stands. */
function activityWords(activity: string, { rules }: Pick<Books, 'rules'>): string {
  for (const { activities } of rules.funds.values()) {
    const found = activities.get(activity)
    if (found !== undefined) return found.name.toLowerCase()
  }
  return activity
}
