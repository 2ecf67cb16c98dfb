import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { Fault, readTextFile } from '../kernel/index.ts'
import {
  type FeedReading,
  FIELD_PATH,
  fieldPath,
  type MessageReading,
  STANDARD_MESSAGES,
  STANDARD_READING,
} from './feed-reading.ts'
import { isCharset } from './hl7-text.ts'
import { issueWords } from './issue-words.ts'
import { firstLine, lineOf, writtenOut } from './yaml-place.ts'

/** Below the place's folder: a file for each source that is not read as the standard says, `SOURCE.yaml`. */
const FOLDER = 'readings'

const code = z.string().trim().min(1)
const path = z
  .string()
  .regex(FIELD_PATH, 'must be a field such as ZU1-2 or PV1-3.1')
  .transform(fieldPath)
const upper = code.transform((text) => text.toUpperCase())
const zone = z
  .string()
  .regex(/^(Europe\/London|UTC|[+-](0\d|1[0-4]):[0-5]\d)$/, 'must be Europe/London, UTC or +01:00')
  .transform(minutesOf)
const charset = z
  .string()
  .refine(isCharset, 'must be a character set that is read here, such as UNICODE UTF-8 or 8859/1')

const declared = z.strictObject({
  patients: code.optional(),
  /** whose numbers it gives out besides: authorities of messages, or addresses of systems */
  issues: z.array(code).min(1).optional(),
  /** addresses of the servers whose resources it passes on, its own first */
  servers: z
    .array(z.url({ protocol: /^https?$/ }))
    .min(1)
    .optional(),
  systems: z
    .record(code, z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be an address'))
    .optional(),
  messages: z
    .strictObject({
      charset: charset.optional(),
      zone: zone.optional(),
      sexes: z.record(upper, z.enum(['male', 'female', 'other', 'unknown'])).optional(),
      classes: z
        .record(upper, z.enum(['stay', 'attendance', 'contact', 'none', 'unsaid']))
        .optional(),
      unprotected: z.array(upper).optional(),
      numbers: z
        .strictObject({
          person: z.array(path).min(1).optional(),
          visit: z.array(path).min(1).optional(),
          authority: code.optional(),
        })
        .optional(),
      location: z
        .strictObject({
          ward: path,
          bay: path.optional(),
          bed: path.optional(),
          site: path.optional(),
          described: path.optional(),
        })
        .optional(),
      ready: z
        .strictObject({
          at: path.optional(),
          pathway: path.optional(),
          reason: path.optional(),
          criteria: path.optional(),
        })
        .optional(),
    })
    .optional(),
})

/**
 * How a source is read: as its file below the place's folder declares, else as the standard says.
 * @throws Fault where the file cannot be used, with its line and what to do
 */
export function feedReading(source: string, placeFolder: string | undefined): FeedReading {
  // The source may be any word: it is looked for among the files that are there, never made a path of.
  const name = filesIn(placeFolder).find((one) => one === `${source}.yaml`)
  if (name === undefined) return STANDARD_READING
  const file = join(placeFolder!, FOLDER, name)
  const state = stateOf(file)
  const before = remembered.get(file)
  // Messages that come one by one ask each time.
  if (before?.state === state) return before.reading
  const reading = readFile(file)
  remembered.set(file, { state, reading })
  return reading
}

const remembered = new Map<string, { state: string; reading: FeedReading }>()

/** Another one whenever somebody has written to one of them. */
export function readingsState(placeFolder: string | undefined): string {
  return filesIn(placeFolder)
    .map((name) => `${name} ${stateOf(join(placeFolder!, FOLDER, name))}`)
    .join(' ')
}

function stateOf(file: string): string {
  const { mtimeMs, size } = statSync(file)
  return `${mtimeMs} ${size}`
}

/** The sources for which a reading is declared. */
export function readingsDeclared(placeFolder: string | undefined): string[] {
  return filesIn(placeFolder).map((name) => name.slice(0, -'.yaml'.length))
}

/** Reads every declared reading of a place, so that a fault shows at its start and not at the first message. */
export function checkReadings(placeFolder: string): void {
  for (const file of filesIn(placeFolder)) readFile(join(placeFolder, FOLDER, file))
}

function filesIn(placeFolder: string | undefined): string[] {
  if (placeFolder === undefined) return []
  const folder = join(placeFolder, FOLDER)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => !name.startsWith('.') && name !== 'README.md')
  const stranger = names.find((name) => !name.endsWith('.yaml'))
  if (stranger !== undefined) {
    throw new Fault(
      'this is no declared reading: its name does not end in .yaml',
      join(folder, stranger),
      'Name it after its source, as in mere-general.yaml, or take it out.',
    )
  }
  return names.sort()
}

function readFile(file: string): FeedReading {
  const lines = new LineCounter()
  const document = parseDocument(readTextFile(file), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    throw unusable(`it is not YAML: ${firstLine(error.message)}`, file, error.linePos?.[0].line)
  }
  const parsed = declared.safeParse(plainOf(document, file))
  if (parsed.success) return readingOf(parsed.data)
  const issue = parsed.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0]! : undefined
  const at = unknown === undefined ? issue.path : [...issue.path, unknown]
  const why = unknown === undefined ? issueWords(issue) : 'is not a word that a reading knows'
  throw unusable(`${at.join('.') || 'it'} ${why}`, file, lineOf(document, lines, at))
}

/** Written out: one line of aliases can stand for more than any memory holds. */
function plainOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  const out = writtenOut(document)
  if (out === undefined) throw unusable('anchors and aliases are not used in it', file)
  return out
}

function unusable(what: string, file: string, line = 1): Fault {
  return new Fault(
    `a declared reading cannot be used: ${what}`,
    `${file}:${line}`,
    'Correct that line, or take the file out to have the feed read as the standard says.',
  )
}

function minutesOf(text: string): number | undefined {
  if (text === 'Europe/London') return undefined
  if (text === 'UTC') return 0
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))
  return text[0] === '-' ? -minutes : minutes
}

function readingOf({
  patients,
  issues,
  servers,
  systems = {},
  messages = {},
}: z.infer<typeof declared>): FeedReading {
  const {
    numbers = {},
    ready = {},
    location,
    sexes = {},
    classes = {},
    unprotected = [],
  } = messages
  const standard = STANDARD_MESSAGES
  const reading: MessageReading = {
    charset: messages.charset,
    zone: messages.zone,
    sexes: new Map([...standard.sexes, ...Object.entries(sexes)]),
    classes: new Map([...standard.classes, ...Object.entries(classes)]),
    unprotected: new Set([...standard.unprotected, ...unprotected]),
    personNumbers: numbers.person ?? standard.personNumbers,
    visitNumbers: numbers.visit ?? standard.visitNumbers,
    authority: numbers.authority ?? patients,
    location: location ?? standard.location,
    ready,
  }
  return {
    patients,
    systems,
    messages: reading,
    ...(issues === undefined ? {} : { issues }),
    ...(servers === undefined ? {} : { servers }),
  }
}
