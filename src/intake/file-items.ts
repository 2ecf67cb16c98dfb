import type { Item } from './item.ts'
import type { FileKind, Inspection } from './kind.ts'
import { openBytes } from './open-bytes.ts'
import { ownKinds } from './own-kinds.ts'

/** The items of a file that `inspectFile` has found good, stretch by stretch, whatever its size. */
export function fileItems(
  path: string,
  found: Inspection,
  onRead?: (bytes: number) => void,
  kinds: readonly FileKind[] = ownKinds,
): AsyncIterable<readonly Item[]> {
  const kind = kinds.find(({ id }) => id === found.kind)
  if (kind === undefined) throw new Error(`no room reads ${found.kind}`)
  return kind.cut(openBytes(path, onRead), found, path)
}
