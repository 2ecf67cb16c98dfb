import { z } from 'zod'
import type { PowerRow } from './access/index.ts'
import { isMadeUpHistory } from './agreement/index.ts'
import {
  failedOfContent,
  isRefusal,
  newId,
  onTheStroke,
  type Refusal,
  refuse,
  type Viewer,
} from './kernel/index.ts'
import type { Place } from './main.ts'
import { type Done, inPlace, type NamedCommand } from './trail/index.ts'

/** deeper than any input is */
const DEPTH_MAX = 20
const CANNOT_BE_KEPT = 'Something in it cannot be kept as it is, so nothing was done.'
const LOOK_FOR =
  'Look for a character that cannot be seen, or for a number or a date that is too large, and try again.'

/** Where an input does not fit, and why, as a sentence without the input's own words. */
export type InputFault = { path: string; sentence: string }

export type Answer =
  | { ok: true; key: string; entry?: string; result: unknown }
  | { ok: false; key: string; refusal: RefusalSaid }
  | { ok: false; key: string; faults: InputFault[] }

export type RefusalSaid = {
  code: string
  sentence: string
  clause?: string
  next?: string
  at?: string
}

export type Call = {
  viewer: Viewer
  input: unknown
  /** without one a new one is made */
  key?: string
  dryRun?: boolean
  under?: string
  /** of the made-up history: whether it may be refused, because it is only tried or shows a refusal */
  mayBeRefused?: boolean
}

/**
 * Does something by its name: page, command line and HTTP come here, and give the same. How long a refusal takes tells
 * nothing of what was found.
 */
export async function callCommand(place: Place, name: string, call: Call): Promise<Answer> {
  const askedAt = performance.now()
  const answer = await doByName(place, name, call)
  if (answer.ok) return answer
  const code = 'refusal' in answer ? answer.refusal.code : 'faults'
  // What was said at an earlier start is not said again.
  const before = code === 'key-used'
  if (isMadeUpHistory(call.viewer.actor) && !call.mayBeRefused && !before) {
    place.madeUp.unsaid(name, whyNot(answer), code)
  }
  if ('refusal' in answer) await onTheStroke(askedAt)
  return answer
}

function whyNot(answer: Exclude<Answer, { ok: true }>): string {
  if ('refusal' in answer) return answer.refusal.sentence
  return answer.faults.map(({ path, sentence }) => `${path}: ${sentence}`).join(' ')
}

async function doByName(place: Place, name: string, call: Call): Promise<Answer> {
  const key = call.key ?? newId()
  const command = place.commands.find((one) => one.name === name)
  if (command === undefined) {
    return { ok: false, key, faults: [{ path: '', sentence: `There is no command ${name}.` }] }
  }
  const unkeepable = [...unkeepableIn(call.input, [])]
  if (unkeepable.length > 0) return { ok: false, key, faults: unkeepable }
  const input = command.input.safeParse(call.input, { reportInput: true })
  const issues = input.error?.issues.flatMap(faultsOf) ?? []
  const faults = [...issues, ...choiceFaults(command, call.input, place)]
  if (!input.success || faults.length > 0) return { ok: false, key, faults }
  const { viewer, dryRun, under } = call
  const run = { viewer, input: input.data, key, dryRun, under }
  const answer = await place.trail.done(inPlace(command, place), run).catch((error) => {
    if (!failedOfContent(error)) throw error
    // Nothing was done. Whether what was given is odd or the program is wrong, the log says of what it failed.
    place.log.error({ event: 'a command failed of what it was given', code: name, error })
    return refuse('cannot-be-kept', CANNOT_BE_KEPT, { next: LOOK_FOR })
  })
  if (isRefusal(answer)) return { ok: false, key, refusal: said(answer) }
  const { entry, result } = answer as Done<unknown>
  return { ok: true, key, ...(dryRun ? {} : { entry }), result: result ?? null }
}

/** What no field may hold, whatever its room says of it: the database has no text with it. */
function* unkeepableIn(value: unknown, path: readonly string[]): Generator<InputFault> {
  const at = path.join('.')
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    yield { path: at, sentence: 'It holds a character that cannot be kept.' }
  }
  if (typeof value !== 'object' || value === null) return
  if (path.length === DEPTH_MAX) yield { path: at, sentence: 'It is nested too deep.' }
  else for (const [name, one] of Object.entries(value)) yield* unkeepableIn(one, [...path, name])
}

/** Where a value is the place's own: a room, a feed; anything else is refused by name. */
function choiceFaults(
  { choices }: NamedCommand<Place>,
  input: unknown,
  place: Place,
): InputFault[] {
  if (choices === undefined || typeof input !== 'object') return []
  const given = new Map(Object.entries(input ?? {}))
  return Object.entries(choices(place)).flatMap(([path, known]) => {
    const value: unknown = given.get(path)
    if (typeof value !== 'string' || known.has(value)) return []
    return [{ path, sentence: `It must be one of ${[...known.keys()].join(', ')}.` }]
  })
}

function said({ code, sentence, clause, next, at }: Refusal): RefusalSaid {
  return {
    code,
    sentence,
    ...(clause === undefined ? {} : { clause }),
    ...(next ? { next } : {}),
    ...(at ? { at } : {}),
  }
}

function faultsOf(issue: z.core.$ZodIssue): InputFault[] {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      path: [path, name].filter(Boolean).join('.'),
      sentence: 'It has no such field.',
    }))
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  if (missing) return [{ path, sentence: 'It is missing.' }]
  if (issue.code === 'invalid_type') return [{ path, sentence: `It must be ${issue.expected}.` }]
  return [{ path, sentence: `It ${issue.message.replace(/\.$/, '')}.` }]
}

export type CommandSaid = {
  name: string
  room: string
  says: string
  input: unknown
  powers: { role: string; clause: string }[]
}

/** Every command, its input as JSON Schema, and whom the agreement in effect lets do it. */
export function describeCommands(place: Place, room?: string): CommandSaid[] {
  const powers = place.agreement.current()?.table<PowerRow>('power') ?? []
  return place.commands
    .map(({ name, says, input, basis, choices }) => {
      const action = typeof basis === 'string' ? undefined : basis.action
      return {
        name,
        room: name.split('.')[0]!,
        says,
        input: schemaOf(input, choices?.(place) ?? {}),
        powers: powers
          .filter(({ does }) => action !== undefined && does.includes(action))
          .map(({ role, clause }) => ({ role, clause })),
      }
    })
    .filter((one) => room === undefined || one.room === room)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function schemaOf(
  input: z.ZodType,
  choices: ReturnType<NonNullable<NamedCommand<Place>['choices']>>,
): unknown {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const own = new Map(Object.entries(choices))
  const properties = Object.entries(schema.properties ?? {}).map(([name, drawn]) => {
    const known = own.get(name)
    return [name, known ? { ...(drawn as object), enum: [...known.keys()] } : drawn]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}
