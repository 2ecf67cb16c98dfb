import { counted } from './item.ts'
import type { Wrapping } from './message-splitter.ts'

/** What the trailer of a batch of messages, or of a file of batches, says that it holds, and what it does hold. */
export type Declared = {
  trailer: 'batch' | 'file'
  /** line of the trailer, counted from 1 */
  line: number
  said: number
  found: number
}

const DECLARED_MAX = 1_000
const SENTENCES_MAX = 20
const COUNT = /^\s*(\d{1,9})\b/
const CUT_OFF = 'it may be cut off, so ask for it again'

/** Counts the messages of each batch (BHS to BTS) and the batches of each file (FHS to FTS): HL7 v2, 2.10.3. */
export class BatchCount {
  /** the first thousand; of what does not agree, more are counted */
  readonly declared: Declared[] = []
  readonly #wrong: Declared[] = []
  /** headers without a trailer, in words */
  readonly #open: string[] = []
  #more = 0
  /** lines of the headers that wait for their trailer */
  #batchFrom: number | undefined
  #fileFrom: number | undefined
  /** messages of the whole file before the batch in hand */
  #before = 0
  #batches = 0
  #allBatches = 0

  take({ name, fields, line, before }: Wrapping): void {
    const said = COUNT.exec(fields[1] ?? '')?.[1]
    const messages = before - this.#before
    this.#before = before
    if (name === 'BTS') {
      if (said !== undefined) this.#declare('batch', line, Number(said), messages)
      this.#batchFrom = undefined
      this.#batches += 1
      this.#allBatches += 1
      return
    }
    this.#endBatch()
    if (name === 'BHS') {
      this.#batchFrom = line
      return
    }
    if (name === 'FTS') {
      if (said !== undefined) this.#declareFile(line, Number(said), messages)
      this.#fileFrom = undefined
    } else {
      this.#endFile()
      this.#fileFrom = line
    }
    this.#batches = 0
  }

  /** What is missing or does not agree, in words: none where the file is whole, as far as it says. */
  end(): string[] {
    this.#endBatch()
    this.#endFile()
    const sentences = [...this.#wrong.map((one) => this.#sentence(one)), ...this.#open]
    if (this.#more === 0) return sentences
    return [
      ...sentences,
      `${counted(this.#more)} more batches do not hold what they say: ${CUT_OFF}`,
    ]
  }

  /** Messages in no batch of their own are one batch; some senders then count the messages. */
  #declareFile(line: number, said: number, messages: number): void {
    if (this.#batches > 0 || messages === 0) this.#declare('file', line, said, this.#batches)
    else this.#declare('file', line, said, said === messages ? messages : 1)
  }

  #declare(trailer: Declared['trailer'], line: number, said: number, found: number): void {
    const one = { trailer, line, said, found }
    if (this.declared.length < DECLARED_MAX) this.declared.push(one)
    if (said === found) return
    if (this.#wrong.length < SENTENCES_MAX) this.#wrong.push(one)
    else this.#more += 1
  }

  #endBatch(): void {
    if (this.#batchFrom === undefined) return
    this.#lacks(`the batch that begins on line ${counted(this.#batchFrom)} has no trailer (BTS)`)
    this.#batchFrom = undefined
    this.#batches += 1
    this.#allBatches += 1
  }

  #endFile(): void {
    if (this.#fileFrom === undefined) return
    this.#lacks(`the file header (FHS) on line ${counted(this.#fileFrom)} has no trailer (FTS)`)
    this.#fileFrom = undefined
  }

  #lacks(what: string): void {
    if (this.#open.length < SENTENCES_MAX) this.#open.push(`${what}: ${CUT_OFF}`)
    else this.#more += 1
  }

  #sentence({ trailer, line, said, found }: Declared): string {
    const what = trailer === 'batch' ? 'message' : 'batch'
    const many = trailer === 'batch' ? 'messages' : 'batches'
    const which = this.#allBatches > 1 ? ` on line ${counted(line)}` : ''
    const holder = trailer === 'batch' && this.#allBatches > 1 ? 'the batch' : 'the file'
    const next = found < said ? CUT_OFF : 'ask the sender which of the two is right'
    const number = `${counted(said)} ${said === 1 ? what : many}`
    return `the ${trailer} trailer${which} says ${number}, and ${holder} holds ${counted(found)}: ${next}`
  }
}
