import { createHash } from 'node:crypto'

/** A file of the agreement: path inside its folder with forward slashes, text with LF line ends. */
export type TextFile = { readonly path: string; readonly text: string }

const FORMAT = 'concordat agreement text 1\n'

/**
 * What people sign: SHA-256 over the files in the order of their paths' bytes, each as its path, a
 * line feed, the number of its bytes in decimal, a line feed and the bytes. Line ends are LF before
 * they are counted, so that a checkout with CRLF has the same hash. Returns `sha256:` and 64 hex digits.
 */
export function textHash(files: readonly TextFile[]): string {
  const hash = createHash('sha256').update(FORMAT)
  for (const { path, text } of [...files].sort(byPath)) {
    const bytes = Buffer.from(normaliseLines(text))
    hash.update(`${path.normalize('NFC')}\n${bytes.length}\n`).update(bytes)
  }
  return `sha256:${hash.digest('hex')}`
}

export function normaliseLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

export function byPath(a: TextFile, b: TextFile): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
}
