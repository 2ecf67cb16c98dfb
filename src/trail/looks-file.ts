import { fromBase64 } from './check-note.ts'

/** The form of what a resident took home. Runs in browsers as it stands. */
export const LOOKS_FORMAT = 'concordat-looks/1'

export type LooksFile = {
  format: typeof LOOKS_FORMAT
  keys: string[]
  policy?: string
  checkpoint: string
  /** the entry that counted the looks when the file was made */
  count: string
  people: { person: string; looks: LooksStep[] }[]
  entries: LooksEntry[]
}
export type LooksStep = {
  number: number
  entry: string
  data: string
  previous: string | null
  /** where the look was a list: that this person stood on it, which says nothing of the others */
  part?: LooksPart
}
export type LooksPart = {
  place: number
  salt: string
  proof: string[]
  /** what proved that this person could be shown */
  because?: string
}
export type LooksEntry = {
  id: string
  index: number
  data: string
  proof: string[]
  text?: string
  salt?: string
  /** the entry that says that this one is withheld */
  withheld?: string
  /** the entry that says that this one was erased */
  erased?: string
}

/** The file, or in words what is wrong with its form. */
export function readLooksFile(value: unknown): LooksFile | string {
  const file = value as Partial<LooksFile> | null
  if (typeof file !== 'object' || file === null) return 'it is not JSON of the right form'
  if (file.format !== LOOKS_FORMAT) return `its format is not ${LOOKS_FORMAT}`
  const texts = [file.checkpoint, file.count].every((one) => typeof one === 'string')
  if (!texts || !isListOf(file.keys, (one) => typeof one === 'string')) return 'a part is missing'
  if (file.policy !== undefined && typeof file.policy !== 'string') return 'its policy is not text'
  if (!isListOf(file.people, isPerson)) return 'its people are not of the right form'
  return isListOf(file.entries, isEntry) ? (file as LooksFile) : 'an entry is not of the right form'
}

function isPerson(one: LooksFile['people'][number]): boolean {
  return typeof one?.person === 'string' && isListOf(one.looks, isStep)
}

function isStep({ number, entry, data, previous, part }: LooksStep): boolean {
  const numbered = Number.isSafeInteger(number) && number > 0
  const chained = isHash(data) && (previous === null || isHash(previous))
  return (
    numbered && typeof entry === 'string' && chained && (part === undefined || isPartOfList(part))
  )
}

function isPartOfList(part: LooksPart | null): boolean {
  if (typeof part !== 'object' || part === null) return false
  const { place, salt, proof, because } = part
  const placed = Number.isSafeInteger(place) && place >= 0
  const said = [salt, because ?? ''].every((one) => typeof one === 'string')
  return placed && said && isListOf(proof, isHash) && proof.length < 64
}

function isEntry({ id, index, data, proof, text, salt, withheld, erased }: LooksEntry): boolean {
  const texts = [text, salt, withheld, erased].every(
    (one) => one === undefined || typeof one === 'string',
  )
  const placed = Number.isSafeInteger(index) && index >= 0
  return (
    texts &&
    placed &&
    typeof id === 'string' &&
    isHash(data) &&
    isListOf(proof, isHash) &&
    proof.length < 64
  )
}

function isHash(text: unknown): boolean {
  return typeof text === 'string' && text.length === 44 && fromBase64(text)?.length === 32
}

function isListOf<T>(list: T[] | undefined, is: (one: T) => boolean): boolean {
  return (
    Array.isArray(list) &&
    list.every((one) => typeof one !== 'object' || one !== null) &&
    list.every(is)
  )
}
