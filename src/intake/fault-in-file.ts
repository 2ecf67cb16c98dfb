import type { Fault } from '../kernel/index.ts'

/**
 * What is wrong with a file, where in it, and what to do: for whoever knows which file it is, and must not learn where
 * it lies.
 *
 * @param paths of the file, and of what was made of it
 */
export function saidOfFile({ message, where, remedy }: Fault, ...paths: readonly string[]): string {
  const inside = paths
    .reduce((text, path) => text.replace(path, ''), where)
    .replace(/^[\s,:]+/, '')
    .replace(/^\((.*)\)$/, '$1')
  return `${message}${inside === '' ? '' : ` (${inside})`}. ${remedy}`
}
