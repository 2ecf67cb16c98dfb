import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Queryable } from '../kernel/index.ts'
import * as queries from './queries.ts'

/** What the embedded provider remembers, in PostgreSQL: a second process can finish what one began. */
export function providerState(db: Queryable): (model: string) => Adapter {
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      await queries.upsertProviderState(db, {
        model,
        id,
        payload: { ...payload },
        uid: payload.uid,
        grantId: payload.grantId,
        expiresAt: expiresIn === undefined ? undefined : new Date(Date.now() + expiresIn * 1000),
      })
    },
    find: async (id) => payloadOf(await queries.findProviderState(db, model, { id })),
    findByUid: async (uid) => payloadOf(await queries.findProviderState(db, model, { uid })),
    // The device flow is switched off: nobody has a user code.
    findByUserCode: async () => undefined,
    consume: (id) => queries.consumeProviderState(db, model, id),
    destroy: (id) => queries.deleteProviderState(db, model, id),
    revokeByGrantId: (grantId) => queries.deleteProviderGrant(db, model, grantId),
  })
}

function payloadOf(row: queries.ProviderStateRow | undefined): AdapterPayload | undefined {
  if (row === undefined) return undefined
  return row.consumed === null
    ? row.payload
    : { ...row.payload, consumed: Math.floor(row.consumed) }
}
