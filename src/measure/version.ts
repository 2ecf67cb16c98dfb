import { hash } from 'node:crypto'
import type { DefinitionFields } from './definition.ts'

/** Of what a number depends on: who answers for it and how it is worded may change, and it is the same measure. */
export function versionOf(definition: DefinitionFields): string {
  const { id, per, divide, query, rules } = definition
  const said = JSON.stringify([id, per, divide, query.replaceAll(/\s+/g, ' ').trim(), rules])
  return hash('sha256', said).slice(0, 12)
}
