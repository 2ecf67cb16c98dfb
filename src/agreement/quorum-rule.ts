import type { QuorumRule } from '../trail/index.ts'
import type { Agreement } from './agreement.ts'
import type { Quorum } from './log-kinds.ts'

/** What an agreement says of the witnesses, as the log obeys it. */
export function quorumRule(agreement: Agreement): QuorumRule | undefined {
  const [quorum] = agreement.table<Quorum>('quorum')
  if (quorum === undefined) return undefined
  return {
    clause: quorum.clause,
    sides: agreement.sides.map(({ id, name }) => ({ id, name })),
    ofEachSide: quorum.ofEachSide,
    withinSeconds: quorum.withinMinutes * 60,
    keys: quorum.witnesses.map(({ side, key }) => ({ side, vkey: key })),
  }
}
