import { parse } from 'yaml'
import { Fault } from '../kernel/index.ts'
import { type DefinitionFields, definitionSchema } from './definition.ts'
import { faultsOf } from './measure-kind.ts'

/**
 * A definition that nobody has signed yet: the fields of a clause of kind `measure` in YAML; what every clause has
 * (number, heading, wording) may stand there too and is passed over.
 *
 * @throws Fault with all that is wrong, and where
 */
export function readDefinition(text: string, path: string): DefinitionFields {
  const said = parsed(text, path)
  const fields = Object.fromEntries(Object.entries(said).filter(([name]) => !OF_CLAUSES.has(name)))
  const read = definitionSchema.safeParse(fields)
  const faults = read.success
    ? faultsOf(read.data).map(({ path: at, sentence }) => fault(sentence, path, at))
    : read.error.issues.map(({ path: at, message }) => fault(message, path, at.map(String)))
  const [first, ...others] = faults
  if (first !== undefined) throw Fault.together([first, ...others])
  return read.data!
}

const OF_CLAUSES = new Set(['number', 'heading', 'kind', 'text', 'proposedBy', 'takesEffect'])
const REMEDY = 'Write it like the clauses of kind measure in the agreement.'

function parsed(text: string, path: string): object {
  try {
    const said: unknown = parse(text, { maxAliasCount: 0 })
    if (typeof said === 'object' && said !== null) return said
  } catch (error) {
    throw new Fault(`this is no YAML: ${(error as Error).message.split('\n')[0]}`, path, REMEDY)
  }
  throw new Fault('the file says nothing', path, REMEDY)
}

function fault(what: string, path: string, at: readonly (string | number)[]): Fault {
  const where = at.length === 0 ? path : `${path}, ${at.join('.')}`
  return new Fault(what.replace(/\.$/, ''), where, REMEDY, 1)
}
