import { z } from 'zod'
import {
  type Clause,
  type ClauseKind,
  type ClausePath,
  type ClauseSet,
  clauseSet,
  compareNumbers,
} from './clause.ts'
import { type CompiledText, compileText } from './compile-text.ts'
import { day, id, words } from './field.ts'
import { fieldFaults } from './field-fault.ts'
import { type Part, parseFile, type RawClause } from './parse-file.ts'
import { didYouMean, type Position, START, sortFaults, type TextFault } from './text-fault.ts'
import { type TextFile, textHash } from './text-hash.ts'

/** A text as read: good through and through where it has no faults, and only then compiled. */
export type CheckedText = {
  readonly hash: string
  readonly files: readonly TextFile[]
  readonly parts: readonly Part[]
  readonly clauses: ClauseSet
  readonly faults: readonly TextFault[]
  readonly compiled?: CompiledText
}

const NUMBER = /^[1-9]\d{0,2}(\.[1-9]\d{0,2}){1,2}$/

/** What every clause has, whatever its kind. */
const head = z.object({
  number: z
    .string()
    .regex(NUMBER, 'is not a clause number in quotes, like ‘4.2’')
    .describe('its number in quotes, like ‘4.2’'),
  heading: words('what it is about, in a few words'),
  text: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(4000, 'is longer than 4,000 characters')
    .describe('the plain wording that people sign'),
  kind: id('which kind of clause it is'),
  proposedBy: id('the party that asked for it'),
  takesEffect: day('the first day on which it holds'),
})
const HEAD_FIELDS = Object.keys(head.shape)

/** Reads, checks and compiles a text. Every fault is reported at once, where it stands. */
export function checkText(
  files: readonly TextFile[],
  kinds: readonly ClauseKind[],
  found: readonly TextFault[] = [],
): CheckedText {
  return new Checker(files, kinds, found).check()
}

type Entry = {
  readonly raw: RawClause
  readonly kind?: ClauseKind
  clause?: Clause
  number?: string
}

class Checker {
  readonly #files: readonly TextFile[]
  readonly #kinds: Map<string, ClauseKind>
  readonly #faults: TextFault[]
  readonly #parts: Part[] = []
  readonly #entries: Entry[] = []
  readonly #byClause = new Map<Clause, Entry>()
  #readable: boolean

  constructor(
    files: readonly TextFile[],
    kinds: readonly ClauseKind[],
    found: readonly TextFault[],
  ) {
    this.#files = files
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]))
    this.#faults = [...found]
    this.#readable = !found.some(({ file }) => /\.ya?ml$/.test(file))
  }

  check(): CheckedText {
    for (const file of this.#files) this.#readFile(file)
    this.#refuseTwice()
    const clauses = this.#clauseSet()
    // While a file cannot be read, what it declares is unknown: the others would look wrong for nothing.
    if (this.#readable) {
      for (const clause of clauses.all) this.#checkClause(clause, clauses)
      this.#checkText(clauses)
    }
    const compiled = this.#faults.length === 0 ? this.#compile(clauses) : undefined
    return {
      hash: textHash(this.#files),
      files: this.#files,
      parts: this.#parts.sort((a, b) => compareNumbers(a.number, b.number)),
      clauses,
      faults: sortFaults(this.#faults),
      ...(this.#faults.length === 0 && compiled !== undefined ? { compiled } : {}),
    }
  }

  #readFile(file: TextFile): void {
    const { part, clauses, faults } = parseFile(file)
    this.#faults.push(...faults)
    if (clauses.length === 0 && faults.length > 0) this.#readable = false
    if (part !== undefined) {
      const same = this.#parts.find(({ number }) => number === part.number)
      if (same === undefined) this.#parts.push(part)
      else this.#say(file.path, START, `Part ${part.number} stands in ${same.file} already.`)
    }
    for (const raw of clauses) this.#readClause(raw, part)
  }

  #readClause(raw: RawClause, part: Part | undefined): void {
    const named = raw.value.kind
    const kind = typeof named === 'string' ? this.#kinds.get(named) : undefined
    const entry: Entry = { raw, kind, number: numberOf(raw) }
    this.#entries.push(entry)
    const before = this.#faults.length
    const own = Object.fromEntries(
      Object.entries(raw.value).filter(([field]) => !HEAD_FIELDS.includes(field)),
    )
    const heading = fieldFaults(head, raw.value, 'numbered')
    if ('faults' in heading) this.#sayFields(entry, heading.faults)
    if (typeof named === 'string' && kind === undefined) {
      const hint = didYouMean(named, this.#kinds.keys())
      this.#sayAt(entry, ['kind'], `There is no kind of clause called ${named}.${hint}`)
    }
    const fields = kind && fieldFaults(kind.schema, own, kind.words[0])
    if (fields && 'faults' in fields) this.#sayFields(entry, fields.faults)
    if (part !== undefined && entry.number && !entry.number.startsWith(`${part.number}.`)) {
      const must = `its number must begin with ${part.number}`
      const sentence = `Clause ${entry.number} stands in part ${part.number}; ${must}.`
      this.#sayAt(entry, ['number'], sentence)
    }
    if (this.#faults.length > before || !kind || !fields || !('fields' in heading)) return
    const { number, text, ...rest } = heading.fields as z.infer<typeof head>
    const clause: Clause = {
      ...rest,
      number,
      text: text.trim(),
      file: raw.file,
      fields: (fields as { fields: Record<string, unknown> }).fields,
    }
    entry.clause = clause
    this.#byClause.set(clause, entry)
  }

  /** Numbers are unique in the text, ids within their kind; the later one is the fault. */
  #refuseTwice(): void {
    const numbers = new Map<string, Entry>()
    const ids = new Map<string, Entry>()
    for (const entry of this.#entries) {
      const { number } = entry
      if (number !== undefined) {
        const first = numbers.get(number)
        if (first === undefined) numbers.set(number, entry)
        else this.#sayAt(entry, ['number'], `Clause ${number} stands already ${where(first)}.`)
      }
      const declared = declaredId(entry)
      if (declared === undefined) continue
      const key = `${entry.kind!.kind} ${declared}`
      const first = ids.get(key)
      if (first === undefined) ids.set(key, entry)
      else {
        const sentence = `The ${entry.kind!.words[0]} ${declared} is declared already ${where(first)}.`
        this.#sayAt(entry, [entry.kind!.declares!], sentence)
      }
    }
  }

  /** The good clauses; what the others declare is known too, so that one fault is not reported as many. */
  #clauseSet(): ClauseSet {
    const good = this.#entries.flatMap(({ clause }) => (clause ? [clause] : []))
    const idFields = new Map(
      [...this.#kinds.values()].flatMap(({ kind, declares }) =>
        declares === undefined ? [] : [[kind, declares] as const],
      ),
    )
    return clauseSet(good, idFields, {
      ids: this.#entries.flatMap((entry) => {
        const declared = declaredId(entry)
        return declared === undefined ? [] : [`${entry.kind!.kind} ${declared}`]
      }),
      kinds: this.#entries.flatMap(({ raw }) => [String(raw.value.kind)]),
    })
  }

  #checkClause(clause: Clause, all: ClauseSet): void {
    const entry = this.#byClause.get(clause)!
    const proposer = { kind: 'party', id: clause.proposedBy, path: ['proposedBy'] }
    const known = new Map<string, string[]>()
    for (const { kind, id: named, path } of [proposer, ...(entry.kind!.refers?.(clause) ?? [])]) {
      if (all.declares(kind, named)) continue
      const ids = known.get(kind) ?? this.#idsOf(kind)
      known.set(kind, ids)
      const word = this.#kinds.get(kind)?.words[0] ?? kind
      const sentence = `No clause declares the ${word} ${named}.${didYouMean(named, ids)}`
      this.#sayAt(entry, path, sentence)
    }
    for (const { kind, id: named, path } of entry.kind!.refers?.(clause) ?? []) {
      const needed = all.find(kind, named)
      if (needed === undefined || needed.takesEffect <= clause.takesEffect) continue
      const sentence = `Clause ${needed.number}, which this needs, takes effect later: ${needed.takesEffect}.`
      this.#sayAt(entry, path, sentence)
    }
    for (const { path, sentence } of entry.kind!.check?.(clause, all) ?? []) {
      this.#sayAt(entry, path, sentence)
    }
  }

  #checkText(all: ClauseSet): void {
    if (this.#files.length === 0) return
    for (const kind of this.#kinds.values()) {
      for (const { clause, path, sentence } of kind.checkText?.(all) ?? []) {
        const entry = this.#entries.find(({ number }) => number === clause)
        if (entry !== undefined && clause !== undefined) this.#sayAt(entry, path ?? [], sentence)
        else this.#say(this.#files[0]!.path, START, sentence)
      }
    }
  }

  #compile(clauses: ClauseSet): CompiledText | undefined {
    const compiled = compileText(clauses, [...this.#kinds.values()])
    for (const { clause, sentence } of compiled.faults) {
      const entry = this.#entries.find(({ number }) => number === clause)
      if (entry !== undefined) this.#sayAt(entry, [], sentence)
      else this.#say(this.#files[0]!.path, START, sentence)
    }
    return compiled.text
  }

  #idsOf(kind: string): string[] {
    return this.#entries.flatMap((entry) =>
      entry.kind?.kind === kind ? [declaredId(entry) ?? []].flat() : [],
    )
  }

  #sayFields(
    entry: Entry,
    faults: readonly { path: ClausePath; key?: string; sentence: string }[],
  ): void {
    for (const { path, key, sentence } of faults) {
      const at = key === undefined ? entry.raw.place(path) : entry.raw.placeOfKey(path, key)
      this.#say(entry.raw.file, at, sentence, entry.number)
    }
  }

  #sayAt(entry: Entry, path: ClausePath, sentence: string): void {
    this.#say(entry.raw.file, entry.raw.place(path), sentence, entry.number)
  }

  #say(file: string, at: Position, sentence: string, clause?: string): void {
    this.#faults.push({ file, line: at.line, column: at.column, clause, sentence })
  }
}

function numberOf(raw: RawClause): string | undefined {
  const { number } = raw.value
  return typeof number === 'string' && NUMBER.test(number) ? number : undefined
}

function declaredId({ raw, kind }: Entry): string | undefined {
  const value = kind?.declares === undefined ? undefined : raw.value[kind.declares]
  return typeof value === 'string' ? value : undefined
}

function where({ raw }: Entry): string {
  return `in ${raw.file}, line ${raw.place(['number']).line}`
}
