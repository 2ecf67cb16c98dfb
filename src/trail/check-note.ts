/**
 * Signed checkpoints, read without us: what the page that a resident opens in a browser needs of signed-note,
 * tlog-checkpoint and tlog-cosignature. Only the standard library of browsers is used.
 */
export type OpenedHead = {
  origin: string
  size: number
  root: Uint8Array
  /** when each known key signed it */
  signedAt: Map<string, Date>
}

type KnownKey = {
  vkey: string
  name: string
  id: string
  kind: number
  bytes: Uint8Array<ArrayBuffer>
}

/** A head that the log has signed, or in words why it is none. Signatures of unknown keys are passed over. */
export async function openHead(
  note: string,
  logVkey: string,
  witnesses: readonly string[],
): Promise<OpenedHead | string> {
  const cut = note.lastIndexOf('\n\n')
  const text = note.slice(0, cut + 1)
  const [origin, digits, base64] = text.split('\n')
  const root = fromBase64(base64 ?? '')
  if (cut < 0 || !origin || !/^(0|[1-9]\d{0,15})$/.test(digits ?? '') || root?.length !== 32)
    return 'is not a checkpoint'
  const keys = [logVkey, ...witnesses].flatMap((vkey) => readVkey(vkey) ?? [])
  const signedAt = new Map<string, Date>()
  let byLog = false
  for (const line of note
    .slice(cut + 2)
    .split('\n')
    .filter(Boolean)) {
    const [dash, name, packed, ...rest] = line.split(' ')
    const bytes = fromBase64(packed ?? '')
    if (dash !== '\u2014' || bytes === undefined || bytes.length < 5 || rest.length > 0)
      return 'is not a signed note'
    const key = keys.find((one) => one.name === name && one.id === toHex(bytes.subarray(0, 4)))
    if (key === undefined) continue
    const at = await signatureTime(text, key, bytes.subarray(4))
    if (at === undefined) return `carries a false signature of ${name}`
    if (key.vkey === logVkey) byLog = true
    else signedAt.set(key.vkey, at)
  }
  if (!byLog) return 'is not signed by the log'
  if (origin !== logVkey.split('+')[0]) return `is of another log, ${origin}`
  return { origin, size: Number(digits), root, signedAt }
}

/** Undefined where the signature is false. A log's has no time: then any is as good. */
async function signatureTime(
  text: string,
  key: KnownKey,
  signature: Uint8Array<ArrayBuffer>,
): Promise<Date | undefined> {
  const encoder = new TextEncoder()
  if (key.kind === 1)
    return (await isSigned(key, signature, encoder.encode(text))) ? new Date(0) : undefined
  if (signature.length !== 72) return undefined
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
  const said = encoder.encode(`cosignature/v1\ntime ${seconds}\n${text}`)
  const held = await isSigned(key, signature.slice(8), said)
  return held ? new Date(seconds * 1000) : undefined
}

async function isSigned(
  key: KnownKey,
  signature: Uint8Array<ArrayBuffer>,
  said: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', key.bytes, { name: 'Ed25519' }, false, ['verify'])
  return subtle.verify({ name: 'Ed25519' }, imported, signature, said)
}

/** Keys of a log and of Ed25519 witnesses; browsers know no others. */
function readVkey(vkey: string): KnownKey | undefined {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey)
  const typed = match ? fromBase64(match[3]!) : undefined
  if (typed?.length !== 33 || (typed[0] !== 1 && typed[0] !== 4)) return undefined
  return { vkey, name: match![1]!, id: match![2]!, kind: typed[0], bytes: typed.slice(1) }
}

/** Standard base64 in its one right spelling, or undefined. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text)
    if (btoa(binary) !== text) return undefined
    return Uint8Array.from(binary, (one) => one.charCodeAt(0))
  } catch {
    return undefined
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
