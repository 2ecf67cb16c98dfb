import { type Clock, type Databases, newId, type Viewer } from '../kernel/index.ts'
import { insertSession } from './queries-sessions.ts'
import { formHashOf, hashToken, newToken } from './token.ts'

/** A session that a program carries as a bearer token, or an unattended screen; only its hash is kept. */
export async function issueToken(
  { databases, clock }: { databases: Pick<Databases, 'care'>; clock: Clock },
  { actor, purpose }: Viewer,
  seconds: number,
  browser = 'A program',
): Promise<string> {
  const token = newToken()
  const at = clock.now()
  const { via: _, ...session } = actor
  await insertSession(databases.care.short, {
    id: newId(),
    tokenHash: hashToken(token),
    formHash: formHashOf(token),
    actor: session,
    purpose,
    browser,
    address: '',
    at,
    expiresAt: new Date(at.getTime() + seconds * 1_000),
  })
  return token
}
