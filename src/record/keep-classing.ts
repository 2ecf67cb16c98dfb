import type { Transaction } from '../kernel/index.ts'
import { CLASS_AGAIN } from './class-again.ts'
import type { Classing } from './classing.ts'
import * as queries from './queries-classing.ts'

/**
 * Says by which rules what this transaction stores is classed, before it stores anything: they stay so until it ends.
 *
 * @param ask of `CLASS_AGAIN`, where other rules hold by now: all is classed again from the beginning
 */
export async function keepClassing(
  tx: Transaction,
  { digest, classes, least }: Classing,
  ask: (name: string, key: string) => void,
): Promise<void> {
  const held = await queries.shareClassing(tx)
  if (held === digest) return
  if (held === undefined && (await queries.beginClassing(tx, digest, least))) {
    await queries.writeClasses(tx, classes)
  } else ask(CLASS_AGAIN, digest)
}
