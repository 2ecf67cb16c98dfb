import { Client } from 'pg'

/** The statements that leave this process while work is done, as they are called, or as they begin. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = Client.prototype.query
  const statements: string[] = []
  Client.prototype.query = function (this: Client, ...asked: unknown[]) {
    const [first] = asked as [string | { name?: string; text?: string }]
    const { name, text } = typeof first === 'string' ? { text: first } : first
    statements.push(name ?? text?.trim().slice(0, 60) ?? '')
    return Reflect.apply(query, this, asked)
  } as typeof query
  try {
    await work()
  } finally {
    Client.prototype.query = query
  }
  return statements
}
