import { type Actor, type Refusal, refuse } from '../kernel/index.ts'

/**
 * Where the provider's ID token says what. `sub` and `name` are standard; the others are asked of the
 * place's provider under these names. A provider that calls them otherwise maps them on its side;
 * names that can be set per place come when a place needs them.
 */
const CLAIM = {
  name: 'name',
  role: 'role',
  organisation: 'organisation',
  unit: 'unit',
  nhsNumber: 'nhs_number',
} as const

/** Longer than any name; shorter than a mischief. */
const CLAIM_LENGTH_MAX = 200

export type Claims = Readonly<Record<string, unknown>>

/** Who the provider says this is, or why nobody with these claims can be let in. */
export function actorOf(
  claims: Claims,
  known: {
    role(role: string): string | undefined
    partner(organisation: string): { side: string } | undefined
  },
): Actor | Refusal {
  const id = textOf(claims, 'sub')
  const role = textOf(claims, CLAIM.role)
  const organisation = textOf(claims, CLAIM.organisation)
  if (id === undefined) return noSubject()
  if (role === undefined) return noRole()
  if (known.role(role) === undefined) return unknownRole(role)
  const nhsNumber = textOf(claims, CLAIM.nhsNumber)
  if (nhsNumber !== undefined && !/^\d{10}$/.test(nhsNumber)) return badNumber()
  // A resident belongs to no partner; whoever is not a resident acts for one that has signed.
  const partner = known.partner(organisation ?? '')
  if (nhsNumber === undefined && partner === undefined) {
    return unknownOrganisation()
  }
  return {
    id,
    name: textOf(claims, CLAIM.name) ?? id,
    role,
    organisation: organisation ?? '',
    // From the agreement, not from the provider: which side a partner is on is agreed, not claimed.
    side: partner?.side ?? '',
    unit: textOf(claims, CLAIM.unit),
    nhsNumber,
    via: 'web',
  }
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = claims[name]
  if (typeof value !== 'string' || value.length > CLAIM_LENGTH_MAX) return undefined
  const trimmed = value.trim()
  return trimmed === '' ? undefined : trimmed
}

const ASK = 'Ask whoever looks after accounts in your organisation.'

function noSubject(): Refusal {
  return refuse('no-subject', 'The sign-in service did not say who you are.', { next: ASK })
}

function noRole(): Refusal {
  return refuse('no-role', 'The sign-in service did not say what your role is.', { next: ASK })
}

function unknownRole(role: string): Refusal {
  return refuse('unknown-role', `The agreement in effect has no role called “${role}”.`, {
    next: ASK,
  })
}

function unknownOrganisation(): Refusal {
  return refuse(
    'unknown-organisation',
    'The organisation that you sign in for is not a partner in the agreement in effect.',
    { next: ASK },
  )
}

function badNumber(): Refusal {
  return refuse('bad-nhs-number', 'The sign-in service gave an NHS number that is not one.', {
    next: ASK,
  })
}
