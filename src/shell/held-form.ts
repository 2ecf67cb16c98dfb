import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { capital, newId } from '../kernel/index.ts'
import { ABSOLUTE_MS } from './session.ts'

/**
 * What somebody had typed when their session was over. The database has it sealed, with whose it is; the key is in a
 * cookie of the browser that it was typed in. So it takes that browser and that person to read it.
 */
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Of one browser, and of one person: whoever leaves more than this behind has lost the oldest. */
export const HELD_MAX = 5
export const HELD_MS = ABSOLUTE_MS
/** Longer than what anybody types at one go. */
export const HELD_BYTES_MAX = 64 * 1024

export type HeldForm = {
  /** where it was sent */
  readonly path: string
  /** in their order; a name may come more than once */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What the browser holds of one: `id.key`. */
export type HeldKey = { readonly id: string; readonly key: string }

export function sealForm(form: HeldForm): { held: HeldKey; sealed: Buffer } {
  const [key, nonce] = [randomBytes(32), randomBytes(NONCE_BYTES)]
  const cipher = createCipheriv(CIPHER, key, nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(form), 'utf8'), cipher.final()])
  return {
    held: { id: newId(), key: key.toString('base64url') },
    sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]),
  }
}

/** Undefined where the key is another's, or something was changed. */
export function openForm({ key }: HeldKey, sealed: Buffer): HeldForm | undefined {
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES)
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
    const cipher = createDecipheriv(CIPHER, Buffer.from(key, 'base64url'), nonce)
    cipher.setAuthTag(tag)
    const text = cipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8')
    return JSON.parse(text + cipher.final('utf8')) as HeldForm
  } catch {
    return undefined
  }
}

const KEY = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/

export function readHeldKeys(cookie: string | undefined): HeldKey[] {
  return (cookie ?? '')
    .split('~')
    .slice(0, HELD_MAX)
    .flatMap((one) => {
      const [, id, key] = KEY.exec(one) ?? []
      return id === undefined || key === undefined ? [] : [{ id, key }]
    })
}

export function writeHeldKeys(keys: readonly HeldKey[]): string {
  return keys
    .slice(0, HELD_MAX)
    .map(({ id, key }) => `${id}.${key}`)
    .join('~')
}

/** As it was sent, without what proves where it came from and which button was pressed. */
export function heldFields(body: Readonly<Record<string, unknown>>): HeldForm['fields'] {
  return Object.entries(body)
    .filter(([name]) => !['_csrf', '_step', '_held'].includes(name))
    .flatMap(([name, value]) =>
      [value].flat().flatMap((one) => (typeof one === 'string' ? [[name, one] as const] : [])),
    )
}

const UNSEEN = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|)$/

/** What of it a person typed, in words: ids, and where to go afterwards, are not for reading. */
export function typedWords({ fields }: HeldForm): { what: string; typed: string }[] {
  return fields
    .filter(([name, value]) => !/^(_|(then|return|seen)$)/.test(name) && !UNSEEN.test(value))
    .map(([name, typed]) => {
      const words = name.replaceAll(/[-_.]+/g, ' ').trim()
      return { what: capital(words), typed }
    })
}
