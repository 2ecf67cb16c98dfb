import { type Finding, right, type Settings, wanting } from '../kernel/index.ts'
import { transportTo } from './send-link.ts'

const ABOUT = 'mail'

/** The mail server: whether it answers and takes the login. Nothing is sent. */
export async function examineMail({ smtp, mode }: Settings): Promise<Finding[]> {
  if (smtp === undefined) {
    return mode === 'live'
      ? [wanting(ABOUT, 'no mail server is named', 'Give its address in CONCORDAT_SMTP.')]
      : [right(ABOUT, 'made-up mail stays in the mailbox')]
  }
  const transport = transportTo(smtp, mode === 'live')
  try {
    await transport.verify()
    return [right(ABOUT, `the mail server ${smtp.host} answers`)]
  } catch (error) {
    const { code } = error as { code?: string }
    const how = 'Look at its address and login in CONCORDAT_SMTP, and whether it offers TLS.'
    return [
      wanting(ABOUT, `the mail server ${smtp.host} cannot be used (${code ?? 'no answer'})`, how),
    ]
  } finally {
    transport.close()
  }
}
