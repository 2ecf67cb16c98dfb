import { randomBytes } from 'node:crypto'

/** A new value for each response: without it no script or style element of the page runs. */
export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/** Headers that every answer carries, whatever it is. `https` is the public address's scheme. */
export function securityHeaders(nonce: string, https: boolean): Record<string, string> {
  return {
    'content-security-policy': contentPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    // Meaningless over plain http, which is for localhost only.
    ...(https && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
