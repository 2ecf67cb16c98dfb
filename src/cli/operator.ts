import { userInfo } from 'node:os'
import type { Actor } from '../kernel/index.ts'

/** Whoever has a shell on the machine: the log names them as that and as nobody of the agreement. */
export function operator(): Actor {
  const { username } = userInfo()
  return {
    id: `os:${username}`,
    name: username,
    role: 'operator',
    organisation: '',
    side: '',
    via: 'cli',
  }
}
