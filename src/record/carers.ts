import { classOfResource } from './data-class.ts'
import { listOf, nameOf, objectOf, periodOf, stringOf, wordsOf } from './fhir.ts'
import { phoneWords } from './identity-view.ts'
import type { KnownResource, NowItem } from './now.ts'
import type { JsonObject } from './resource.ts'
import type { Sources } from './sources.ts'

/**
 * Family and carers. The same name from two sources is one of them: a practice knows the daughter's
 * number, the council knows that she cares 20 hours a week.
 */
export function carersOf(resources: readonly KnownResource[], sources: Sources): NowItem[] {
  const found = new Map<string, Carer>()
  for (const { type, source, content, learntAt } of resources) {
    const said = type === 'RelatedPerson' ? read(content) : undefined
    if (said === undefined) continue
    const key = said.name.toLowerCase()
    const known = found.get(key) ?? { ...said, roles: [], more: [], sources: [], learntAt }
    found.set(key, {
      ...known,
      trueAt: known.trueAt ?? said.trueAt,
      learntAt: [known.learntAt, learntAt].sort()[1]!,
      roles: joined(known.roles, said.roles),
      more: joined(known.more, said.more),
      sources: joined(known.sources, [sources.nameOf(source)]),
    })
  }
  return [...found].map(([key, { name, roles, more, ...item }]) => ({
    key,
    dataClass: classOfResource('RelatedPerson', [], false),
    what: roles.length === 0 ? name : `${roleWords(roles)}: ${name}`,
    more: more.length === 0 ? undefined : more.join(', '),
    ...item,
  }))
}

/** `Daughter, unpaid carer`: kin first, for that is how people are asked for. */
function roleWords(roles: readonly string[]): string {
  const cares = (role: string) => Number(/carer/i.test(role))
  const words = [...roles]
    .sort((a, b) => cares(a) - cares(b))
    .join(', ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

type Said = { name: string; roles: string[]; more: string[]; trueAt?: string }
type Carer = Said & { sources: string[]; learntAt: string }

function read(content: JsonObject): Said | undefined {
  const name = nameOf(content.name)
  if (name === undefined || content.active === false) return undefined
  const roles = listOf(content.relationship).flatMap((role) => wordsOf(role) ?? [])
  const phone = listOf(content.telecom)
    .map(objectOf)
    .find((telecom) => stringOf(telecom?.system) === 'phone')
  // What counts hours or means an office held is no kind of relative: it follows the name.
  const [kin, more] = [
    roles.filter((role) => !/\d/.test(role)),
    roles.filter((role) => /\d/.test(role)),
  ]
  const number = phoneWords(stringOf(phone?.value))
  return {
    name,
    roles: kin.slice(0, 1),
    more: [...(number === undefined ? [] : [number]), ...kin.slice(1), ...more],
    trueAt: periodOf(content.period).start,
  }
}

function joined(known: readonly string[], said: readonly string[]): string[] {
  return [
    ...known,
    ...said.filter((one) => !known.some((k) => k.toLowerCase() === one.toLowerCase())),
  ]
}
