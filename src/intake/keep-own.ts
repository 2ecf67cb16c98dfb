import type { FileKind, KeepContext } from './kind.ts'
import { ownKinds } from './own-kinds.ts'
import type { Reading } from './reading.ts'

/** What the room of a kind keeps of its items, in the transaction that takes them in. */
export async function keepOwn(
  kinds: readonly FileKind[] = ownKinds,
  kind: string,
  context: KeepContext,
  readings: readonly Pick<Reading, 'own'>[],
): Promise<void> {
  const own = readings.flatMap((reading) => (reading.own === undefined ? [] : [reading.own]))
  if (own.length === 0) return
  const { tx, now, announce, follow, ask, source, agreement, tell } = context
  const given = { tx, now, announce, follow, ask, source, agreement, tell }
  await kinds.find(({ id }) => id === kind)?.keep?.(given, own)
}
