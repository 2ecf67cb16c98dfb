import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Fault, readTextFile } from '../kernel/index.ts'

const persona = z.strictObject({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  name: z.string().min(1),
  role: z.string().min(1),
  organisation: z.string().optional(),
  unit: z.string().optional(),
  nhsNumber: z
    .string()
    .regex(/^9\d{9}$/, 'must be a made-up NHS number: ten digits that begin with 9')
    .optional(),
  /** the other roles of somebody who has several, as a nurse who also chairs */
  also: z
    .array(
      z.strictObject({
        role: z.string().min(1),
        organisation: z.string().min(1),
        unit: z.string().optional(),
      }),
    )
    .optional(),
  /** what there is to see as this person, in a few words */
  what: z.string().min(1),
})
const file = z.strictObject({
  groups: z.array(z.strictObject({ title: z.string().min(1), people: z.array(persona).min(1) })),
})

/** Somebody in a made-up place whom a visitor can be. */
export type Persona = z.infer<typeof persona>
export type PersonaGroup = { title: string; people: Persona[] }

/**
 * The people of `personas.yaml`, by side, in the order of the file. It stands in the place's folder, which
 * may have been given by the folder of its agreement.
 */
export function readPersonas(placeFolder: string): PersonaGroup[] {
  const path = [placeFolder, join(placeFolder, '..')]
    .map((folder) => join(folder, 'personas.yaml'))
    .find((candidate) => existsSync(candidate))
  if (path === undefined) return []
  const read = file.safeParse(parse(readTextFile(path), { maxAliasCount: 0 }))
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw new Fault(
      `the made-up people cannot be read: ${issue.path.join('.')} ${issue.message}`,
      path,
      'Correct the file.',
    )
  }
  return read.data.groups
}

export function personaById(groups: readonly PersonaGroup[], id: string): Persona | undefined {
  return groups.flatMap(({ people }) => people).find((person) => person.id === id)
}

/** What the embedded provider says of a made-up person, under the names that `claims.ts` reads. */
export function claimsOfPersona(person: Persona): Record<string, unknown> & { sub: string } {
  return {
    sub: person.id,
    name: person.name,
    role: person.also === undefined ? person.role : [postOf(person), ...person.also],
    organisation: person.organisation,
    unit: person.unit,
    nhs_number: person.nhsNumber,
  }
}

function postOf({ role, organisation, unit }: Persona) {
  return { role, organisation, unit }
}
