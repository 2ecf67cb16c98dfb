import { type Finding, type Issuer, right, type Settings, wanting } from '../kernel/index.ts'
import { providerFailure } from './provider-failure.ts'
import { CALLBACK_PATH, discoverIssuer } from './relying-party.ts'

/** Each provider of sign-in: whether it answers, calls itself what we call it, and does what is needed. */
export function examineIssuers({ issuers, mode, origin }: Settings): Promise<Finding[]> {
  if (issuers.length === 0) {
    return Promise.resolve(
      mode === 'live' ? [] : [right('sign-in', 'people sign in as somebody made up')],
    )
  }
  return Promise.all(issuers.map((issuer) => examineIssuer(issuer, origin)))
}

async function examineIssuer(issuer: Issuer, origin: string): Promise<Finding> {
  const about = 'sign-in'
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
      return wanting(about, `${named} lacks ${lacks.join(' and ')}`, 'Have it turned on there.')
    }
    return right(about, `${named} answers by its own name; it must know ${origin}${CALLBACK_PATH}`)
  } catch (error) {
    const { code } = providerFailure(error, issuer)
    return code === 'provider-not-itself'
      ? wanting(
          about,
          `what answers for ${named} calls itself something else`,
          'Write the issuer as its own description says it, letter by letter.',
        )
      : wanting(about, `${named} does not answer`, 'Look whether this machine may reach it.')
  }
}
