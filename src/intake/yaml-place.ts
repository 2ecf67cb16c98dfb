import type { LineCounter, parseDocument } from 'yaml'

/** Where in a file of YAML something stands, for the sentence that says what is wrong with it. */
type YamlDocument = ReturnType<typeof parseDocument>

/** The line of a value's name, or of the nearest thing around it. */
export function lineOf(
  document: YamlDocument,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined
    if (node?.range !== undefined) return lines.linePos(node.range[0]).line
  }
  return 1
}

/** What the library says, without its own picture of the place. */
export function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/ at line .*$/, '')
}

/**
 * All of it written out; undefined where something in it stands for something else: one line of aliases can stand for
 * more than any memory holds, and what stands for itself has no end.
 */
export function writtenOut(document: YamlDocument): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {}
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return undefined
  }
}
