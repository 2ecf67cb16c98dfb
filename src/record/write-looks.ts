import type { Viewer } from '../kernel/index.ts'
import type { ListRequest, LookRequest } from '../trail/index.ts'
import type { RecordDeps } from './look-at-person.ts'
import { withheldFor } from './withheld-looks-kind.ts'

type Writes = Pick<RecordDeps, 'trail' | 'agreement' | 'clock'>

/** Writes looks down, to be told when the agreement says; what is about nobody is told to nobody. */
export async function writeLooks(
  { trail, agreement, clock }: Writes,
  viewer: Viewer,
  looks: readonly LookRequest[],
): Promise<void> {
  const withheld = withheldFor(agreement.current(), viewer.purpose, clock.now())
  const later = (look: LookRequest) =>
    withheld === undefined || look.identity.length === 0 ? look : { ...look, withheld }
  await trail.look(viewer, looks.map(later))
}

/** The same for a list: one entry, or one for each of its people where each is told by itself later. */
export async function writeListLook(
  deps: Writes,
  viewer: Viewer,
  { what, people }: ListRequest,
): Promise<void> {
  const withheld = withheldFor(deps.agreement.current(), viewer.purpose, deps.clock.now())
  if (withheld === undefined) await deps.trail.lookAtList(viewer, { what, people })
  else
    await writeLooks(
      deps,
      viewer,
      people.map((one) => ({ ...one, what })),
    )
}
