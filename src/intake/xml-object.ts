/** A JSON number; anything else that stands where one should is kept as a text, and its reader sees that. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

type Member = {
  repeats: boolean
  /** JSON of each value; of a primitive without one, `null` */
  values: string[]
  /** JSON of what is said beside each primitive: its id, its extensions */
  beside: (string | undefined)[]
}

/**
 * An object of FHIR while its elements come, as the text of its JSON. What repeats is a list; what is said beside a
 * primitive stands under its name with a line before it, place by place (FHIR R4, 2.6.2.3).
 */
export class XmlObject {
  readonly #members = new Map<string, Member>()

  /** @param json a value as JSON */
  add(name: string, repeats: boolean, json: string, beside?: string): void {
    const member = this.#members.get(name)
    if (member === undefined) this.#members.set(name, { repeats, values: [json], beside: [beside] })
    else {
      member.values.push(json)
      member.beside.push(beside)
    }
  }

  /** Nothing but what may stand beside a primitive. */
  get isBeside(): boolean {
    return [...this.#members.keys()].every((name) => name === 'id' || name === 'extension')
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  /** The members without the braces, of those that are not yet told. */
  takeMembers(): string {
    const texts = [...this.#members].flatMap(([name, member]) => membersOf(name, member))
    this.#members.clear()
    return texts.join(',')
  }

  text(): string {
    return `{${this.takeMembers()}}`
  }
}

/** The value of a primitive, as JSON; its digits stay as they are. */
export function primitiveJson(value: string, type: string): string {
  if (type === 'b' && (value === 'true' || value === 'false')) return value
  return type === 'n' && NUMBER.test(value) ? value : JSON.stringify(value)
}

function membersOf(name: string, { repeats, values, beside }: Member): string[] {
  const key = JSON.stringify(name)
  // What R4 has once and comes twice is a list, which its reader refuses.
  const list = repeats || values.length > 1
  const one = (all: readonly string[]) => (list ? `[${all.join(',')}]` : all[0]!)
  const valued = values.some((value) => value !== 'null')
  const texts = valued ? [`${key}:${one(values)}`] : []
  if (beside.every((said) => said === undefined)) return texts
  return [...texts, `${JSON.stringify(`_${name}`)}:${one(beside.map((said) => said ?? 'null'))}`]
}
