import type { ZodType, z } from 'zod'
import {
  isRefusal,
  type PersonId,
  type PUBLIC,
  type Refusal,
  type Transaction,
  type Viewer,
} from '../kernel/index.ts'
import type { JsonValue } from './canonical.ts'

/**
 * What lets a command be done. A power: `action` names it, and `does` says it in words that follow `lets
 * finance leads`. Or a clause that asks the software for it: `under` names the kinds of such clauses. Or
 * everybody may.
 */
export type Basis =
  | { readonly action: string; readonly does: string; readonly under?: readonly string[] }
  | { readonly under: readonly string[] }
  | typeof PUBLIC

/** What the conditions of a power are measured by; what a command does not state is nothing. */
export type CommandFacts = {
  readonly relationships?: readonly string[]
  readonly pence?: bigint
  readonly count?: number
  readonly sides?: readonly string[]
}

/** What any command may be refused for before it has a word itself. */
export type RunRefusal = 'no-clause' | 'no-power' | 'key-used' | 'unwritable-text'

/** What became of a command whose own refusals have the codes `R`. */
export type Ran<O, R extends string> = Promise<O | Refusal<R | RunRefusal>>

/**
 * The only way that anything changes: one transaction and one entry, or a refusal and nothing changed. `R`: the
 * codes of the refusals that it can answer itself, none where nothing is said.
 */
export type Command<I, O, R extends string = never> = {
  /** room and verb: `intake.receive` */
  readonly name: string
  readonly basis: Basis
  /** the database login that it needs, where care has no right to do this */
  readonly login?: 'adopt'
  /** done in moments: it may be committed together with others that wait (command-flights.ts) */
  readonly brief?: boolean
  /** brings rows by the thousand: its transaction is one that copies */
  readonly copies?: boolean
  /** by which the conditions of a power are measured, read in the command's own transaction */
  facts?(context: CommandContext, input: I): Promise<CommandFacts>
  run(context: CommandContext, input: I): Promise<Outcome<O> | Refusal<R>>
}

export type Outcome<O> = {
  /** kept and given again to the same key, so it must survive being JSON */
  readonly result: O
  /** what is written down: canonical JSON, money and decimals as text */
  readonly entry: JsonValue
  /** source persons whom it is about: they read that it was done, beside who looked */
  readonly about?: readonly PersonId[]
}

export type CommandContext = {
  /** what needs no answer is posted: it travels with what comes next */
  readonly tx: Transaction
  readonly viewer: Viewer
  readonly now: Date
  /** the id of the entry that will be written */
  readonly entryId: string
  /** the clause that lets it be done; '' for what everybody may do */
  readonly clause: string
  /** the key of the call: the same again does nothing more */
  readonly key: string
  /** tells screens, and asks for every errand that waits for this topic */
  announce(topic: string, key: string): void
  /** asks for every errand that waits for this topic, with each key, and tells no screen */
  follow(topic: string, keys: Iterable<string>): void
  /** asks for an errand by its name: at once, or at a time of the place's clock */
  ask(name: string, key: string, at?: Date): void
}

export type CommandCall<I> = {
  readonly viewer: Viewer
  readonly input: I
  readonly key: string
  readonly dryRun?: boolean
  /** the clause that asks for what the software does by itself */
  readonly under?: string
}

/**
 * A command that people, programs and pages call by its name, with a JSON input. What it needs of the place it is
 * given with each call, the same in every room.
 */
export type NamedCommand<P, I = never, O = unknown, R extends string = string> = {
  readonly name: string
  /** what it does, as a sentence without its stop: `Reads a quarantined item again` */
  readonly says: string
  readonly basis: Extract<Basis, { action: string }> | typeof PUBLIC
  /** its fields, each with a label and a hint in its meta: form, check and JSON Schema are made of it */
  readonly input: ZodType
  /** the codes of the refusals that it can answer itself; the compiler holds it to them */
  readonly refuses: readonly R[]
  /** of fields whose values are the place's own: value → words; undefined where it is taken and not offered */
  choices?(place: P): Readonly<Record<string, ReadonlyMap<string, string | undefined>>>
  /** done in moments: it may be committed together with others that wait */
  readonly brief?: boolean
  /** on the button, its verb first; what its action does where it is left out */
  readonly label?: string
  /** what would happen, as sentences for whoever is about to do it; a dry run gives the result */
  preview?(result: O, input: I): string
  /** the page of this place on which what was done is seen */
  leads?(result: O): string
  facts?(context: CommandContext, input: I, place: P): Promise<CommandFacts>
  run(context: CommandContext, input: I, place: P): Promise<Outcome<O> | Refusal<R>>
}

/** Takes the type of the input from its schema, and forgets it for the list of all. */
export function namedCommand<P, S extends ZodType, O, const R extends string>(
  command: Omit<NamedCommand<P, z.output<S>, O, R>, 'input'> & { readonly input: S },
): NamedCommand<P> {
  return command as unknown as NamedCommand<P>
}

/** The command as the trail runs it, in a place. */
export function inPlace<P>(command: NamedCommand<P>, place: P): Command<unknown, unknown, string> {
  const { name, basis, brief, facts, refuses } = command
  return {
    name,
    basis,
    ...(brief === undefined ? {} : { brief }),
    ...(facts === undefined
      ? {}
      : { facts: (context, input) => facts(context, input as never, place) }),
    async run(context, input) {
      const answer = await command.run(context, input as never, place)
      if (isRefusal(answer) && !refuses.includes(answer.code)) {
        throw new Error(`${name} refused with ${answer.code}, which it does not say that it can`)
      }
      return answer
    },
  }
}

/** What is asked of the agreement before a command runs. */
export type PowerAsked = {
  readonly command: string
  readonly basis: Exclude<Basis, typeof PUBLIC>
  readonly viewer: Viewer
  readonly facts: CommandFacts
  readonly under?: string
}

/** The clause that lets it be done, or why not. */
export type Decide = (asked: PowerAsked) => { readonly clause: string } | Refusal
