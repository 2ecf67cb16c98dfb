import type { JsonObject } from '../record/index.ts'
import { isFilled, type Repetition } from './hl7.ts'
import { CODE_SYSTEMS } from './nhs-words.ts'

/** A coded value (CE, CWE): a code, words, and the name of the code's system as the message writes it. */
export type Coded = { code?: string; words?: string; system?: string }

export function codedOf(value: Repetition | undefined): Coded {
  if (value === undefined) return {}
  const [code, words, name] = [value.get(1), value.get(2), value.get(3).toUpperCase()]
  const system = CODE_SYSTEMS.get(name)
  return {
    ...(isFilled(code) ? { code } : {}),
    ...(isFilled(words) ? { words } : {}),
    ...(system === undefined ? {} : { system }),
  }
}

/**
 * `SYSTEM|CODE`, by which what it says is classed, and the same of the other code that it may have; where the system is
 * not known, none is said.
 */
export function codeKeys(value: Repetition | undefined): string[] {
  if (value === undefined) return []
  return [1, 4].flatMap((at) => {
    const [code, system] = [value.get(at), CODE_SYSTEMS.get(value.get(at + 2).toUpperCase())]
    return isFilled(code) ? [`${system ?? ''}|${code}`] : []
  })
}

/** The same as FHIR writes it; a code without words stands for itself. */
export function conceptOf({ code, words, system }: Coded): JsonObject {
  const coding = {
    ...(system === undefined ? {} : { system }),
    ...(code === undefined ? {} : { code }),
    ...(words === undefined ? {} : { display: words }),
  }
  return { ...(code === undefined ? {} : { coding: [coding] }), text: words ?? code ?? '' }
}
