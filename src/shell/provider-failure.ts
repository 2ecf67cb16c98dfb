import { type Issuer, type Refusal, refuse } from '../kernel/index.ts'

/** Why a provider of sign-in has not vouched for somebody. */
export type WhyNotVouched =
  | 'provider-away'
  | 'provider-not-itself'
  | 'provider-refuses-us'
  | 'token-out-of-time'
  | 'not-let-in'
  | 'not-vouched-for'

const ACCOUNTS = 'tell whoever looks after accounts in your organisation'
const RUNNERS = 'Tell the people who run this place'

/**
 * What the person is told, by what went wrong between us and the provider; every word of it is ours. What the
 * provider wrote is neither shown nor logged: it may hold a token, or lead somebody astray.
 */
export function providerFailure(error: unknown, { label }: Issuer): Refusal<WhyNotVouched> {
  switch (kindOf(error)) {
    case 'provider-away':
      return refuse(
        'provider-away',
        `The service with which you sign in (${label}) does not answer.`,
        {
          next: `Nothing is wrong with your account. Try again in a minute; if it goes on, ${ACCOUNTS}.`,
        },
      )
    case 'provider-not-itself':
      return refuse(
        'provider-not-itself',
        `What answered for ${label} could not prove that it is the service which this place trusts.`,
        {
          next: `So nobody was signed in. ${RUNNERS} before you try again.`,
        },
      )
    case 'provider-refuses-us':
      return refuse(
        'provider-refuses-us',
        `The service with which you sign in (${label}) does not know this place.`,
        {
          next: `Nothing is wrong with your account. ${RUNNERS}: how it is registered there has to be put right.`,
        },
      )
    case 'token-out-of-time':
      return refuse(
        'token-out-of-time',
        'What the sign-in service said of you had run out when it came here.',
        {
          next: `Sign in again. If it goes on, a clock is wrong: ${RUNNERS.toLowerCase()}.`,
        },
      )
    case 'not-let-in':
      return refuse(
        'not-let-in',
        `You were not let in with ${label}, or you went back before the end.`,
        {
          next: `Sign in again. If you should be let in, ${ACCOUNTS}.`,
        },
      )
    default:
      return refuse('not-vouched-for', 'The sign-in service did not confirm who you are.', {
        next: `Sign in again. If it goes on, ${ACCOUNTS}.`,
      })
  }
}

/** By the codes of openid-client, and what a provider answers by the standard. */
const KINDS = new Map<string, WhyNotVouched>([
  ['OAUTH_TIMEOUT', 'provider-away'],
  ['OAUTH_ABORT', 'provider-away'],
  ['OAUTH_RESPONSE_IS_NOT_CONFORM', 'provider-away'],
  ['OAUTH_RESPONSE_IS_NOT_JSON', 'provider-away'],
  ['OAUTH_PARSE_ERROR', 'provider-away'],
  ['temporarily_unavailable', 'provider-away'],
  ['server_error', 'provider-away'],
  ['OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED', 'provider-not-itself'],
  ['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'provider-not-itself'],
  ['OAUTH_INVALID_RESPONSE', 'provider-not-itself'],
  ['OAUTH_KEY_SELECTION_FAILED', 'provider-not-itself'],
  ['OAUTH_UNSUPPORTED_OPERATION', 'provider-not-itself'],
  ['OAUTH_MISSING_SERVER_METADATA', 'provider-not-itself'],
  ['OAUTH_INVALID_SERVER_METADATA', 'provider-not-itself'],
  ['OAUTH_HTTP_REQUEST_FORBIDDEN', 'provider-not-itself'],
  ['OAUTH_JWT_TIMESTAMP_CHECK_FAILED', 'token-out-of-time'],
  ['invalid_client', 'provider-refuses-us'],
  ['unauthorized_client', 'provider-refuses-us'],
  ['invalid_scope', 'provider-refuses-us'],
  ['invalid_request', 'provider-refuses-us'],
  ['unsupported_response_type', 'provider-refuses-us'],
  ['access_denied', 'not-let-in'],
  ['login_required', 'not-let-in'],
  ['interaction_required', 'not-let-in'],
  ['account_selection_required', 'not-let-in'],
  ['consent_required', 'not-let-in'],
])

function kindOf(error: unknown): WhyNotVouched {
  if (!(error instanceof Error)) return 'not-vouched-for'
  const { code, error: answered } = error as Error & { code?: unknown; error?: unknown }
  const known = KINDS.get(String(answered)) ?? KINDS.get(String(code))
  if (known !== undefined) return known
  // Node says of every address that it cannot reach that the fetch failed.
  if (error instanceof TypeError && error.message === 'fetch failed') return 'provider-away'
  return error.cause instanceof Error ? kindOf(error.cause) : 'not-vouched-for'
}
