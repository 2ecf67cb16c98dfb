/**
 * Who acts. Built only by sign-in (`shell`), the command line (`cli`) or a named system task;
 * `role` and `organisation` are identifiers of the agreement in effect, never free text.
 */
export type Actor = {
  /** stable subject of the sign-in provider, for instance `ana.reid` */
  id: string
  /** name as shown to residents in the log of looks */
  name: string
  /** their name alone, where `name` says as well who acts in their name */
  ownName?: string
  /** role identifier in the agreement, for instance `ward-coordinator` */
  role: string
  /** partner identifier in the agreement, for instance `mere-general` */
  organisation: string
  /** side identifier in the agreement, for instance `nhs`; empty for a resident */
  side: string
  /** ward, team or practice inside the organisation, as the feeds write it */
  unit?: string
  /** verified NHS number: residents only */
  nhsNumber?: string
  /** `link`: by a link that was sent to a post, without an account */
  via: 'web' | 'cli' | 'system' | 'link'
}

/** An actor and what they are doing it for: nothing reads person data without both. */
export type Viewer = { actor: Actor; purpose: string }

export function systemActor(task: string): Actor {
  return {
    id: `system:${task}`,
    name: task,
    role: 'system',
    organisation: '',
    side: '',
    via: 'system',
  }
}
