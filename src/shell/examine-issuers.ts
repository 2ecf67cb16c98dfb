import { type Finding, type Issuer, right, type Settings, wanting } from '../kernel/index.ts'
import { providerFailure } from './provider-failure.ts'
import { CALLBACK_PATH, discoverIssuer } from './relying-party.ts'

const ABOUT = 'sign-in'

/** What the text of the agreement calls roles and parties. */
export type AgreedWords = { roles: readonly string[]; parties: readonly string[] }

/**
 * Each provider of sign-in: whether it answers, calls itself what we call it, does what is needed, and is translated
 * into words that the agreement has.
 */
export async function examineIssuers(
  { issuers, mode, origin }: Settings,
  agreed?: AgreedWords,
): Promise<Finding[]> {
  if (issuers.length === 0) {
    return mode === 'live' ? [] : [right(ABOUT, 'people sign in as somebody made up')]
  }
  const words =
    agreed === undefined ? [] : issuers.flatMap((issuer) => strangeWords(issuer, agreed))
  const answers = await Promise.all(issuers.map((issuer) => examineIssuer(issuer, origin)))
  return [...answers, ...words]
}

/** What somebody would be signed in as, and the agreement has never heard of. */
function strangeWords(issuer: Issuer, { roles, parties }: AgreedWords): Finding[] {
  const wanted = (one: string | undefined, all: Readonly<Record<string, string>> = {}) => [
    ...(one === undefined ? [] : [one]),
    ...Object.values(all),
  ]
  const strange = [
    ...wanted(issuer.role, issuer.roles).filter((role) => !roles.includes(role)),
    ...wanted(issuer.organisation, issuer.organisations).filter((one) => !parties.includes(one)),
  ]
  return [...new Set(strange)].map((word) =>
    wanting(
      ABOUT,
      `${issuer.id || 'the provider'} is translated into ${word}, which stands in no clause`,
      'Write the identifier as the clause of the role or party has it.',
    ),
  )
}

async function examineIssuer(issuer: Issuer, origin: string): Promise<Finding> {
  const named = `${issuer.issuer}${issuer.id === '' ? '' : ` (${issuer.id})`}`
  try {
    const server = (await discoverIssuer(issuer)).serverMetadata()
    const lacks = [
      ...(server.token_endpoint === undefined ? ['a token endpoint'] : []),
      ...(server.jwks_uri === undefined ? ['its keys (jwks_uri)'] : []),
      ...(server.response_types_supported?.includes('code') === false ? ['the code flow'] : []),
      ...(server.code_challenge_methods_supported?.includes('S256') === false
        ? ['PKCE (S256)']
        : []),
    ]
    if (lacks.length > 0) {
      return wanting(ABOUT, `${named} lacks ${lacks.join(' and ')}`, 'Have it turned on there.')
    }
    return right(ABOUT, `${named} answers by its own name; it must know ${origin}${CALLBACK_PATH}`)
  } catch (error) {
    const { code } = providerFailure(error, issuer)
    return code === 'provider-not-itself'
      ? wanting(
          ABOUT,
          `what answers for ${named} calls itself something else`,
          'Write the issuer as its own description says it, letter by letter.',
        )
      : wanting(ABOUT, `${named} does not answer`, 'Look whether this machine may reach it.')
  }
}
