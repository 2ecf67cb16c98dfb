import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
  type YAMLMap,
  YAMLParseError,
} from 'yaml'
import { remember, uncapital } from '../kernel/index.ts'
import type { ClausePath } from './clause.ts'
import { didYouMean, type Position, START, type TextFault } from './text-fault.ts'
import type { TextFile } from './text-hash.ts'

/** Cascades of one mistake are noise: the first faults of a file's form are enough to mend it. */
const FORM_FAULTS_MAX = 20
const DEPTH_MAX = 12
/** Of a text, of the one before and of a draft. */
const FILES_MAX = 100
const PART_FIELDS = ['part', 'heading', 'clauses']

export type Part = { readonly number: string; readonly heading: string; readonly file: string }

/** A clause as it stands in the file, before any kind has looked at it. */
export type RawClause = {
  readonly file: string
  readonly value: Readonly<Record<string, unknown>>
  /** where a value stands; the nearest thing around it where it is missing */
  place(path: ClausePath): Position
  /** where the name of a field stands */
  placeOfKey(path: ClausePath, key: string): Position
}

export type ParsedFile = {
  readonly part?: Part
  readonly clauses: readonly RawClause[]
  readonly faults: readonly TextFault[]
}

/** Reads one file of clauses: `part`, `heading` and `clauses`, written out, without anchors or tags. */
export function parseFile({ path, text }: TextFile): ParsedFile {
  return parsed(JSON.stringify([path, text]))
}

const parsed = remember(FILES_MAX, (key): ParsedFile => {
  const [path, text] = JSON.parse(key) as [string, string]
  const file = { path, text }
  const lines = new LineCounter()
  const reader = new FileReader(file.path, lines)
  const document = reader.only(readDocuments(file, lines))
  if (document === undefined) return reader.empty()
  return reader.part(document)
})

export type ParsedFields =
  | (Pick<RawClause, 'value' | 'place' | 'placeOfKey'> & { readonly file: string })
  | { readonly faults: readonly TextFault[] }

/** Reads a file that holds one group of fields, like a signature. */
export function parseFields(file: TextFile): ParsedFields {
  const lines = new LineCounter()
  const reader = new FileReader(file.path, lines)
  return reader.fields(readDocuments(file, lines))
}

function readDocuments(file: TextFile, lineCounter: LineCounter): Document.Parsed[] {
  const documents = parseAllDocuments(file.text, {
    lineCounter,
    stringKeys: true,
    // The parser compares each name with every other of its group: it is done below with a set.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return []
  for (const document of documents) noteTwice(document)
  return documents
}

/** A name that stands twice in one group is a fault of form, as the parser itself would say. */
function noteTwice(document: Document.Parsed): void {
  visit(document, {
    Map(_, { items }) {
      const names = new Set<string>()
      for (const { key } of items as Pair<Node, Node>[]) {
        const name = String(key)
        if (names.has(name)) {
          const at = offsetOf(key)
          document.errors.push(new YAMLParseError([at, at], 'DUPLICATE_KEY', name))
        }
        names.add(name)
      }
    },
  })
  document.errors.sort((a, b) => a.pos[0] - b.pos[0])
}

class FileReader {
  readonly #file: string
  readonly #lines: LineCounter
  readonly #faults: TextFault[] = []

  constructor(file: string, lines: LineCounter) {
    this.#file = file
    this.#lines = lines
  }

  empty(): ParsedFile {
    this.fault(0, 'The file is empty; a part has its number, a heading and clauses.')
    return { clauses: [], faults: this.#faults }
  }

  /** The one document of the file, its faults of form noted. */
  only([document, second]: readonly Document.Parsed[]): Document.Parsed | undefined {
    if (document !== undefined) this.form([...document.errors, ...document.warnings])
    if (second !== undefined) {
      this.fault(second.range[0], 'A second document starts here; put it into a file of its own.')
    }
    return document
  }

  fields(documents: readonly Document.Parsed[]): ParsedFields {
    const root = this.only(documents)?.contents
    if (this.#faults.length === 0 && !isMap(root)) {
      this.fault(offsetOf(root), 'The file must hold a group of fields.')
    }
    if (!isMap(root)) return { faults: this.#faults }
    const clause = this.#clause(root)
    return this.#faults.length > 0 ? { faults: this.#faults } : clause
  }

  fault(offset: number, sentence: string, clause?: string): void {
    this.#faults.push({ file: this.#file, ...this.#position(offset), clause, sentence })
  }

  form(errors: readonly YAMLError[]): void {
    for (const error of errors.slice(0, FORM_FAULTS_MAX))
      this.fault(error.pos[0], formSentence(error))
    const more = errors.length - FORM_FAULTS_MAX
    if (more > 0) {
      this.fault(
        errors[FORM_FAULTS_MAX]!.pos[0],
        `${more} more faults of form follow; mend these first.`,
      )
    }
  }

  part(document: Document.Parsed): ParsedFile {
    const root = document.contents
    // After an error of form the tree is a guess: nothing more is said about it.
    if (document.errors.length > 0) return { clauses: [], faults: this.#faults }
    if (!isMap(root)) {
      this.fault(offsetOf(root), 'A part starts with three fields: part, heading and clauses.')
      return { clauses: [], faults: this.#faults }
    }
    for (const pair of root.items as Pair<Node, Node>[]) {
      const key = String(pair.key)
      if (!PART_FIELDS.includes(key)) {
        const hint = didYouMean(key, PART_FIELDS)
        this.fault(offsetOf(pair.key), `A part has no field ${key}.${hint}`)
      }
    }
    const value = this.#plain(root, 0) as Record<string, unknown>
    const part = this.#head(root, value)
    return { part, clauses: this.#clauses(root), faults: this.#faults }
  }

  #head(root: YAMLMap, value: Record<string, unknown>): Part | undefined {
    const number = String(value.part ?? '')
    const heading = value.heading
    if (!/^[1-9]\d{0,2}$/.test(number)) {
      const at = offsetOf(root.get('part', true) ?? root)
      this.fault(at, 'The part needs its number in the field part: a whole number from 1.')
      return undefined
    }
    if (typeof heading !== 'string' || heading.trim() === '') {
      this.fault(offsetOf(root.get('heading', true) ?? root), `Part ${number} needs a heading.`)
      return undefined
    }
    return { number, heading: heading.trim(), file: this.#file }
  }

  #clauses(root: YAMLMap): RawClause[] {
    const list = root.get('clauses', true)
    if (!isSeq(list)) {
      this.fault(offsetOf(list ?? root), 'The field clauses must hold a list, each item a clause.')
      return []
    }
    const clauses: RawClause[] = []
    for (const item of list.items as Node[]) {
      if (isMap(item)) clauses.push(this.#clause(item))
      else this.fault(offsetOf(item), 'A clause is a group of fields: number, heading, kind, text.')
    }
    return clauses
  }

  #clause(node: YAMLMap): RawClause {
    const at = (found: Node | undefined) => this.#position(offsetOf(found ?? node))
    return {
      file: this.#file,
      value: this.#plain(node, 0) as Record<string, unknown>,
      place: (path) => at(nearest(node, path)),
      placeOfKey: (path, key) => {
        const around = nearest(node, path)
        const pairs = isMap(around) ? (around.items as Pair<Node, Node>[]) : []
        return at(pairs.find((pair) => String(pair.key) === key)?.key ?? around)
      },
    }
  }

  /** Plain values, after anchors, aliases and tags have been refused: what is signed stands written out. */
  #plain(node: unknown, depth: number): unknown {
    if (!isNode(node)) return null
    if (isAlias(node)) {
      this.fault(
        offsetOf(node),
        `*${node.source} points elsewhere; write it out, as people will sign it.`,
      )
      return null
    }
    if (node.anchor !== undefined) {
      this.fault(
        offsetOf(node),
        `The mark &${node.anchor} is not used in an agreement; take it out.`,
      )
    }
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) {
      this.fault(offsetOf(node), `The mark ${node.tag} is not used in an agreement; take it out.`)
    }
    if (isScalar(node)) return node.value
    if (depth === DEPTH_MAX) {
      this.fault(offsetOf(node), 'Fields are nested too deep here.')
      return null
    }
    if (isSeq(node)) return node.items.map((item) => this.#plain(item, depth + 1))
    const value: Record<string, unknown> = {}
    if (!isMap(node)) return value
    for (const pair of node.items as Pair<Node, Node>[]) {
      const content = this.#plain(pair.value, depth + 1)
      Object.defineProperty(value, String(pair.key), {
        value: content,
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return value
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset)
    return line === 0 ? START : { line, column: col }
  }
}

function nearest(node: Node, path: ClausePath): Node {
  let around = node
  for (const step of path) {
    const next: unknown = isMap(around) || isSeq(around) ? around.get(step, true) : undefined
    if (!isNode(next)) return around
    around = next
  }
  return around
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}

const FORM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    TAB_AS_INDENT: 'A tab stands where spaces must: indent with two spaces.',
    DUPLICATE_KEY: 'This field stands twice in the same group.',
    BAD_INDENT: 'The indentation does not fit what stands above.',
    BAD_SCALAR_START: 'Text that starts with ` or @ must be in quotes.',
    BLOCK_AS_IMPLICIT_KEY:
      'A colon followed by a space stands inside plain text: put the text in quotes.',
    MULTILINE_IMPLICIT_KEY: 'The name of a field must stand on one line.',
    MISSING_CHAR:
      'Something is not closed: a quote or a bracket, or a colon is missing after a name.',
    NON_STRING_KEY: 'The name of a field must be plain text.',
    TAG_RESOLVE_FAILED: 'Marks with an exclamation mark are not used in an agreement; take it out.',
    BAD_DIRECTIVE: 'Lines that start with % are not used in an agreement; take it out.',
    RESOURCE_EXHAUSTION: 'Fields are nested too deep here.',
  }),
)

function formSentence({ code, message }: YAMLError): string {
  return FORM.get(code) ?? `This cannot be read as YAML: ${uncapital(message)}.`
}
