import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { edit, SOUTHMERE, sign, southmereTexts } from '../src/agreement/testing.ts'

/** A folder of Southmere whose agreement is changed in places, each of which must be there, and signed again. */
export async function changedSouthmere(
  t: TestContext,
  ...changes: readonly (readonly [from: string, to: string])[]
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'concordat-changed-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const part of ['personas.yaml', 'agreement', 'lists', 'readings']) {
    cpSync(join(SOUTHMERE, part), join(folder, part), { recursive: true })
  }
  const texts = changes.reduce((all, [from, to]) => edit(all, from, to), await southmereTexts())
  const { files, signatures } = sign(texts)
  for (const { path, text } of files) write(join(folder, 'agreement', path), text)
  for (const { path, text } of signatures) write(join(folder, 'agreement', path), text)
  return folder
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
