import type { DataClassRow } from '../access/index.ts'
import type { ClassList } from './class-list.ts'
import type { DataClass } from './data-class.ts'
import { stringOf } from './fhir.ts'
import type { JsonObject, JsonValue } from './resource.ts'

/** The system of a list's codes that a source sends bare in one field of an event: `field:admittedFrom`. */
const FIELD = 'field:'

/** A bare code in a field of an event, as lists have it. */
export function codeInField(name: string, value: string): string {
  return `${FIELD}${name}|${value}`
}

/** Which class a code is in, by the lists that the text names. */
export type CodeRules = {
  /** of `SYSTEM|CODE` */
  find(codes: readonly string[]): DataClass | undefined
  findIn(content: JsonObject, text: string): DataClass | undefined
  /** quick: false where no field of an event has a bare code that is on a list */
  mayBeBare(detail: Readonly<Record<string, string>>): boolean
}

const CODE = '"code":"'
const CODE_IN_JSON = /(?:[^"\\]|\\.)+/y

/** The codes in JSON without spaces. */
function codesIn(text: string): string[] {
  const codes: string[] = []
  for (let at = text.indexOf(CODE); at >= 0; at = text.indexOf(CODE, at)) {
    at += CODE.length
    const end = text.indexOf('"', at)
    const code = text.slice(at, end)
    if (!code.includes('\\')) codes.push(code)
    else {
      CODE_IN_JSON.lastIndex = at
      codes.push(JSON.parse(`"${CODE_IN_JSON.exec(text)![0]}"`) as string)
    }
  }
  return codes
}

/** What a system of codes is called besides, as FHIR has it. */
const SAME_SYSTEM: ReadonlyMap<string, string> = new Map([
  ['urn:oid:2.16.840.1.113883.6.96', 'http://snomed.info/sct'],
  ['urn:oid:2.16.840.1.113883.6.3', 'http://hl7.org/fhir/sid/icd-10'],
])

/** A system goes by its address in any letter case, with an edition or a version behind it or without. */
function isSystem(system: string, listed: string): boolean {
  const fold = (one: string) =>
    one
      .trim()
      .toLowerCase()
      .replace(/^https:/, 'http:')
  const asked = SAME_SYSTEM.get(fold(system)) ?? fold(system)
  const own = fold(listed)
  return asked === own || asked.startsWith(`${own}/`) || asked.startsWith(`${own}|`)
}

type Listed = { readonly systems: ReadonlySet<string>; readonly dataClass: DataClass }

/**
 * A code whose system is not said is taken for that of the list, unless the list has it as the bare code of a field:
 * there the same digits mean something else elsewhere.
 */
export function codeRules(
  classes: readonly DataClassRow[],
  lists: ReadonlyMap<string, ClassList>,
): CodeRules {
  const listed = new Map<string, Listed[]>()
  const begun: (Listed & { begins: string })[] = []
  for (const { id: dataClass, holds } of classes) {
    for (const name of holds?.lists ?? []) {
      for (const [code, systems] of lists.get(name) ?? []) {
        if (code.endsWith('*')) begun.push({ begins: code.slice(0, -1), systems, dataClass })
        else listed.set(code, [...(listed.get(code) ?? []), { systems, dataClass }])
      }
    }
  }
  const isOf = (system: string) => (one: Listed) =>
    [...one.systems].some((own) =>
      system.trim() === '' ? !own.startsWith(FIELD) : isSystem(system, own),
    )
  const mayBe = (code: string) =>
    begun.length === 0 ? [] : begun.filter(({ begins }) => code.startsWith(begins))
  const classOf = (system: string, code: string) => {
    const own = code.trim()
    return [...(listed.get(own) ?? []), ...mayBe(own)].find(isOf(system))?.dataClass
  }
  const beginnings = begun.map(({ begins }) => begins)
  const anyOf = listed.size > FEW_CODES ? undefined : codesWritten([...listed.keys()], beginnings)
  const bare = bareFields(classes, lists)
  return {
    mayBeBare: (detail) => bare.some((name) => Object.hasOwn(detail, name)),
    find: (codes) =>
      codes
        .map((one) =>
          classOf(one.slice(0, one.lastIndexOf('|')), one.slice(one.lastIndexOf('|') + 1)),
        )
        .find((found) => found !== undefined),
    findIn(content, text) {
      if (listed.size + begun.length === 0) return undefined
      if (anyOf !== undefined && !text.includes('\\') && !anyOf.test(text)) return undefined
      for (const code of codesIn(text))
        if (listed.has(code.trim()) || mayBe(code.trim()).length > 0)
          return codedIn(content, classOf)
      return undefined
    },
  }
}

/** The fields of events of which some list has bare codes. */
function bareFields(
  classes: readonly DataClassRow[],
  lists: ReadonlyMap<string, ClassList>,
): string[] {
  const named = classes.flatMap(({ holds }) => holds?.lists ?? [])
  const systems = named.flatMap((name) => [...(lists.get(name)?.values() ?? [])])
  const fields = systems.flatMap((own) => [...own].filter((one) => one.startsWith(FIELD)))
  return [...new Set(fields)].map((one) => one.slice(FIELD.length))
}

/** Of so many one look says whether any stands in a text; of more each code that stands there is looked up. */
const FEW_CODES = 200

/** Finds one of these where JSON without escapes has it. */
function codesWritten(codes: readonly string[], beginnings: readonly string[]): RegExp {
  const whole = codes.map((code) => `${RegExp.escape(code)}\\s*"`)
  return new RegExp(
    `${CODE}\\s*(?:${[...whole, ...beginnings.map((one) => RegExp.escape(one))].join('|')})`,
  )
}

function codedIn(
  value: JsonValue,
  classOf: (system: string, code: string) => DataClass | undefined,
): DataClass | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { code, system } = value as JsonObject
  const own = typeof code === 'string' ? classOf(stringOf(system) ?? '', code) : undefined
  if (own !== undefined) return own
  for (const one of Object.values(value)) {
    const found = codedIn(one, classOf)
    if (found !== undefined) return found
  }
  return undefined
}
