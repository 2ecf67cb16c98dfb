import type { ZodType } from 'zod'
import type { CompiledClause, FaultInClause, JsonValue, Reference } from '../agreement/index.ts'

/** A relationship that a room can prove by live data, and how, as a sentence without its stop. */
export type Proof = {
  readonly id: string
  readonly what: string
  /** what proves it beside what feeds tell, as a sentence: `What was asked stands in the log.` */
  readonly beside?: string
  /** what proves it where it is made here and no feed tells of it: `Whoever breaks the glass makes it, for a while.` */
  readonly here?: string
  /** where what proves it is for the partners to say: a field of the clause */
  readonly proves?: ProofFields
}

/** What a clause of one relationship has to say beside its words, in the shape of the room that proves it. */
export type ProofFields<T = unknown> = {
  /** `waits` */
  readonly field: string
  readonly schema: ZodType<T>
  /** paths are those of the clause: they begin with the field */
  refers?(value: T): readonly Reference[]
  check?(value: T): readonly FaultInClause[]
  /** as the row of the relationship keeps it */
  row(value: T): JsonValue
  /** the plain reading, from the row */
  explain(value: T, compiled: CompiledClause): string
}

/** Takes the type of the value from the schema, and forgets it for the list of all proofs. */
export function proofFields<T>(fields: ProofFields<T>): ProofFields {
  return fields as ProofFields
}

/** A part of a record that a room shows as one. */
export type Shown = { readonly id: string; readonly what: string }

/**
 * Something that can be done, or a page that can be opened: a command or a page names one, or says `public`.
 * Nobody does it unless a clause of kind `power` lets them.
 */
export type Action = {
  /** room and verb: `intake.replay` */
  readonly name: string
  /** to follow `lets governance leads`: `read again what could not be read` */
  readonly does: string
}

/** What the conditions of a power are measured by; what a command does not say is nothing. */
export type ActionFacts = {
  /** what live data proves between the actor and the person that it is about */
  readonly relationships?: readonly string[]
  /** money that it moves */
  readonly pence?: bigint
  /** how many things or people it touches */
  readonly count?: number
  /** the sides that have agreed to it */
  readonly sides?: readonly string[]
}

/** The attributes of a request for an action, as Cedar has them. */
export const ACTION_CONTEXT = {
  relationships: 'Set<String>',
  pence: 'Long',
  count: 'Long',
  sides: 'Set<String>',
} as const
