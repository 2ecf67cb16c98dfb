import { join } from 'node:path'
import type { Clock } from '../kernel/index.ts'
import { type Agreement, buildAgreement } from './agreement.ts'
import { checkText } from './check-text.ts'
import type { ClauseKind } from './clause.ts'
import { agreementKinds } from './kinds.ts'
import type { Side, Signatory } from './party-kinds.ts'
import { readAgreementFolder } from './read-folder.ts'
import { type CheckedSignature, checkSignature, readSignatures, sidesMissing } from './signature.ts'
import { sortFaults, type TextFault } from './text-fault.ts'
import type { TextFile } from './text-hash.ts'

/** A text with its signatures, read and checked; `agreement` only where nothing is wrong with the text. */
export type ReadAgreement = {
  readonly hash: string
  readonly files: readonly TextFile[]
  readonly signatureFiles: readonly TextFile[]
  /** the clauses and the signatures, by file and place */
  readonly faults: readonly TextFault[]
  readonly signatures: readonly CheckedSignature[]
  /** sides of which too few officers have signed this text, by id */
  readonly missing: readonly string[]
  readonly agreement?: Agreement
}

/**
 * Reads a folder. `kinds` are those of the other rooms; this room's own are always among them. Faults
 * carry the path by which an editor opens their file.
 */
export async function readAgreement(
  path: string,
  kinds: readonly ClauseKind[],
  clock: Clock,
): Promise<ReadAgreement & { readonly folder: string }> {
  const { folder, files, signatures, faults } = await readAgreementFolder(path)
  const read = readTexts({ files, signatures, faults }, kinds, clock)
  const placed = read.faults.map((fault) => ({ ...fault, file: join(folder, fault.file) }))
  return { folder, ...read, faults: placed }
}

export type Texts = {
  readonly files: readonly TextFile[]
  readonly signatures: readonly TextFile[]
  /** what could not be read as text at all */
  readonly faults?: readonly TextFault[]
}

export function readTexts(
  { files, signatures, faults = [] }: Texts,
  kinds: readonly ClauseKind[],
  clock: Clock,
): ReadAgreement {
  const all = [...agreementKinds, ...kinds]
  const checked = checkText(files, all, faults)
  const signed = readSignatures(signatures)
  const found = { hash: checked.hash, files, signatureFiles: signatures }
  const { compiled } = checked
  if (compiled === undefined) {
    const every = sortFaults([...checked.faults, ...signed.faults])
    return { ...found, faults: every, signatures: [], missing: [] }
  }
  const officers = compiled.table<Signatory>('signatory')
  const held = signed.signatures.map(({ signature }) =>
    checkSignature(signature, checked.hash, officers),
  )
  const [rule] = compiled.table<{ officersOfEachSide: number }>('signing')
  const missing = sidesMissing(compiled.table<Side>('side'), held, rule!.officersOfEachSide)
  const bad = signed.signatures.flatMap(({ file }, at) => badSignature(file, held[at]!))
  const good = held.filter(({ problem }) => problem === undefined)
  const agreement = buildAgreement({ checked, compiled, kinds: all, signatures: good, clock })
  const every = sortFaults([...signed.faults, ...bad])
  return { ...found, faults: every, signatures: held, missing, agreement }
}

/** A signature of this very text that does not hold is a fault; one of an earlier text is none. */
function badSignature(file: string, signature: CheckedSignature): TextFault[] {
  if (signature.problem === undefined || signature.other) return []
  const sentence = `The signature of ${signature.name} ${signature.problem}.`
  return [{ file, line: 1, column: 1, sentence }]
}
