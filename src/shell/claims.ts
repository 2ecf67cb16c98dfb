import { type Actor, type Issuer, isRefusal, type Refusal, refuse } from '../kernel/index.ts'

/** Longer than any name; shorter than a mischief. */
const CLAIM_LENGTH_MAX = 200
/** Nobody holds more posts than this; a provider that says so is mistaken. */
const ROLES_MAX = 20

export type Claims = Readonly<Record<string, unknown>>

/** What the agreement in effect knows. */
export type KnownRoles = {
  role(role: string): string | undefined
  /** parties whose staff may hold a role; empty for people who act for nobody but themselves */
  heldAt(role: string): readonly string[] | undefined
  partner(organisation: string): { label: string; side: string } | undefined
}

/** A post as the provider says it: role, for whom, where. */
type Post = { role?: string; organisation?: string; unit?: string }

/**
 * Who the provider says this is: one actor for each role that the agreement lets them hold where they say, in the
 * provider's order; or why nobody with these claims can be let in.
 */
export function actorsOf(claims: Claims, issuer: Issuer, known: KnownRoles): Actor[] | Refusal {
  const subject = textOf(claims, 'sub')
  if (subject === undefined) return noSubject()
  const refused = wrongClaim(claims, issuer) ?? missingProof(claims, issuer)
  if (refused !== undefined) return refused
  const posts = postsOf(claims, issuer)
  if (posts.every(({ role }) => role === undefined)) return noRole()
  const nhsNumber = textOf(claims, issuer.claims.nhsNumber)
  if (nhsNumber !== undefined && !/^\d{10}$/.test(nhsNumber)) return badNumber()
  const name = textOf(claims, issuer.claims.name) ?? subject
  // Two providers may both know a `1`: whose it is, is part of who it is.
  const id = issuer.id === '' ? subject : `${issuer.id}:${subject}`
  const answers = posts.map((post) => actorFor({ id, name, nhsNumber }, post, known))
  const actors = answers.filter((one): one is Actor => !isRefusal(one))
  return actors.length > 0 ? actors : answers.find(isRefusal)!
}

const ONE = 'one piece of text'
const ROLES = 'text, a list of texts, or a list of roles with where each is held'
const PARTIES = 'text or a list of texts'

/** A claim that is there in another form than it must have is never taken for one that is not there. */
function wrongClaim(claims: Claims, { claims: names, role, organisation }: Issuer) {
  const isOne = (value: unknown) => value === undefined || value === null || isWord(value)
  const isList = (value: unknown, isItem: (item: unknown) => boolean) =>
    isOne(value) || (Array.isArray(value) && value.every(isItem))
  const wrong = [
    ...[names.name, names.unit, names.nhsNumber].map((name) => ({ name, form: ONE, holds: isOne })),
    ...(organisation === undefined
      ? [{ name: names.organisation, form: PARTIES, holds: (one: unknown) => isList(one, isWord) }]
      : []),
    ...(role === undefined
      ? [
          {
            name: names.role,
            form: ROLES,
            holds: (one: unknown) =>
              isPost(one) || isList(one, (item) => isWord(item) || isPost(item)),
          },
        ]
      : []),
  ].find(({ name, holds }) => !holds(valueAt(claims, name)))
  if (wrong === undefined) return undefined
  return refuse(
    'wrong-claim',
    `The sign-in service said something about you (“${wrong.name}”) in a form that cannot be read.`,
    { next: `${ASK} They need to know that it must be ${wrong.form}.` },
  )
}

/** What the place wants to see proved, such as that an identity was checked in person. */
function missingProof(claims: Claims, { requires = {} }: Issuer): Refusal | undefined {
  const missing = Object.entries(requires).find(([name, value]) => valueAt(claims, name) !== value)
  if (missing === undefined) return undefined
  return refuse(
    'not-proved-enough',
    'You have signed in, but not in the way that proves well enough who you are.',
    {
      next: 'Prove who you are to your sign-in service, or ask whoever looks after accounts there.',
    },
  )
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= CLAIM_LENGTH_MAX
}

function isPost(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { role, organisation, unit } = value as Record<string, unknown>
  return isWord(role) && [organisation, unit].every((one) => one === undefined || isWord(one))
}

function actorFor(
  person: { id: string; name: string; nhsNumber?: string },
  { role, organisation = '', unit }: Post,
  known: KnownRoles,
): Actor | Refusal {
  if (role === undefined) return noRole()
  const roleName = known.role(role)
  if (roleName === undefined) return unknownRole(role)
  const partner = known.partner(organisation)
  const heldAt = known.heldAt(role) ?? []
  // Who acts for themselves belongs to no partner; whoever else acts for one that the role's clause names.
  if (heldAt.length === 0) {
    if (person.nhsNumber === undefined && partner === undefined) return unknownOrganisation()
  } else if (partner === undefined) return unknownOrganisation()
  else if (!heldAt.includes(organisation)) return notHeldThere(roleName, partner.label)
  return {
    ...person,
    role,
    organisation,
    // From the agreement, not from the provider: which side a partner is on is agreed, not claimed.
    side: partner?.side ?? '',
    ...(unit === undefined ? {} : { unit }),
    via: 'web',
  }
}

/** One role or several; several as words, or each with where it is held. */
function postsOf(claims: Claims, issuer: Issuer): Post[] {
  const { claims: names } = issuer
  const unit = textOf(claims, names.unit)
  const organisations: (string | undefined)[] =
    issuer.organisation === undefined
      ? listOf(valueAt(claims, names.organisation)).map((one) => mapped(one, issuer.organisations))
      : [issuer.organisation]
  const everywhere = organisations.length === 0 ? [undefined] : organisations
  const said = issuer.role === undefined ? listOf(valueAt(claims, names.role)) : [issuer.role]
  const posts = said.slice(0, ROLES_MAX).flatMap((one): Post[] => {
    if (typeof one === 'object' && one !== null) {
      const own = one as Record<string, unknown>
      const organisation = mapped(own.organisation, issuer.organisations) ?? issuer.organisation
      return [{ role: roleOf(own.role, issuer), organisation, unit: textIn(own.unit) ?? unit }]
    }
    const role = roleOf(one, issuer)
    return everywhere.map((organisation) => ({ role, organisation, unit }))
  })
  const keys = posts.map((post) => JSON.stringify([post.role, post.organisation, post.unit]))
  return posts.filter((_, at) => keys.indexOf(keys[at]!) === at)
}

function roleOf(value: unknown, issuer: Issuer): string | undefined {
  return issuer.role ?? mapped(value, issuer.roles)
}

/** A provider's word in the agreement's; a word that is not in its list is none. */
function mapped(
  value: unknown,
  list: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const text = textIn(value)
  if (text === undefined || list === undefined) return text
  return Object.hasOwn(list, text) ? list[text] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** `realm_access.roles` leads into an object, where no claim is called that as a whole. */
function valueAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  let value: unknown = claims
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value
}

function textOf(claims: Claims, name: string): string | undefined {
  return textIn(valueAt(claims, name))
}

function textIn(value: unknown): string | undefined {
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

function notHeldThere(role: string, organisation: string): Refusal {
  return refuse(
    'role-not-held-there',
    `By the agreement in effect nobody is ${role} at ${organisation}.`,
    { next: ASK },
  )
}

function badNumber(): Refusal {
  return refuse('bad-nhs-number', 'The sign-in service gave an NHS number that is not one.', {
    next: ASK,
  })
}
