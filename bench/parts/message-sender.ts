import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { parentPort } from 'node:worker_threads'

/**
 * A hospital in a thread of its own: sends so many messages over so many connections, each when the one before it was
 * answered, and says how long each answer took. What it uses itself is told, so that it can be taken off.
 */
export type Sending = {
  port: number
  connections: number
  /** messages are sent from this one on, in turn */
  from: number
  only: number
}
export type Sent = { count: number; took: number[]; refused: number; microseconds: number }

const END = '\x1c\r'
let messages: string[] = []

parentPort?.on('message', async (asked: { files: string[] } | Sending) => {
  if ('files' in asked) {
    messages = asked.files.flatMap((file) => messagesOf(readFileSync(file, 'utf8')))
    parentPort!.postMessage(messages.length)
  } else parentPort!.postMessage(await send(asked))
})

async function send({ port, connections, from, only }: Sending): Promise<Sent> {
  const before = process.threadCpuUsage()
  const sent: Sent = { count: 0, took: [], refused: 0, microseconds: 0 }
  let next = from
  const one = () =>
    new Promise<void>((done, failed) => {
      const socket = connect(port, 'localhost')
      socket.setNoDelay(true)
      let began = 0
      let text = ''
      const go = () => {
        if (next >= from + only) {
          socket.end()
          done()
          return
        }
        began = performance.now()
        socket.write(framed(numbered(next)))
        next += 1
      }
      socket.on('connect', go)
      socket.on('error', failed)
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1')
        if (!text.endsWith(END)) return
        sent.took.push(performance.now() - began)
        sent.count += 1
        if (!text.includes('MSA|AA')) sent.refused += 1
        text = ''
        go()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  const { user, system } = process.threadCpuUsage(before)
  return { ...sent, microseconds: user + system }
}

function messagesOf(text: string): string[] {
  return text
    .split(/(?=^MSH\|)/m)
    .map((message) => message.trim().replaceAll(/\r?\n/g, '\r'))
    .filter((message) => message !== '')
}

/** Each once; when all were sent, the same is told of other people in other stays. */
function numbered(at: number): string {
  const message = messages[at % messages.length]!
  const round = Math.floor(at / messages.length)
  if (round === 0) return message
  return message
    .replace(/\|MG(\d+)\|/, `|M${round}G$1|`)
    .replace(/\|V(\d+)\|/g, `|V${round}-$1|`)
    .replace(/\|H(\d+)\^\^\^RXS\^MR~\d+\^\^\^NHS\^NH/, `|H${round}-$1^^^RXS^MR`)
}

function framed(message: string): Buffer {
  return Buffer.from(`\x0b${message}\r${END}`)
}
