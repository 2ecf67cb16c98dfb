import type { Socket } from 'node:net'
import { type Log, newId } from '../kernel/index.ts'
import { type AckCode, acknowledgement } from './acknowledgement.ts'
import { type Frame, MllpFrames } from './mllp-frames.ts'

/** What a sender is told of a frame. */
export type Answered = { readonly code: AckCode; readonly says?: string }

export type Receiving = {
  /** takes what a frame holds; answers when it is committed. Rejects where the place could not keep it */
  take(frame: Frame): Promise<Answered>
  readonly log: Log
  now(): Date
  /** milliseconds, of no clock that anybody sets */
  elapsed(): number
  /** asked for before a large message is read on; `letGo` gives it back */
  room: { take(): boolean; letGo(): void }
}

/** Messages of one sender that are being taken at once; more are left on the wire until one is answered. */
const UNDER_WAY_MAX = 64
/** A message that is larger waits until there is room for it: of many senders, few have large ones. */
const LARGE_BYTES = 256 * 1024
const STILL_MS_MAX = 60_000
const FRAME_MS_MAX = 300_000
const IDLE_MS_MAX = 24 * 3_600_000
const PARTING_MS = 2_000
const NOT_HL7 = 'What came does not begin as HL7 v2 over MLLP does; nothing was taken'

/**
 * One sender: its frames are taken as they come and answered in their order, each after its commit. Where the place
 * could not keep one, the connection ends without an answer, and whatever was not answered is sent again.
 */
export class MllpConnection {
  readonly #socket: Socket
  readonly #receiving: Receiving
  readonly #frames = new MllpFrames()
  #answers: Promise<void> = Promise.resolve()
  #underWay = 0
  #waitsForRoom = false
  #hasRoom = false
  #refused = false
  #frameSince: number | undefined
  #lastByte: number

  constructor(socket: Socket, receiving: Receiving) {
    this.#socket = socket
    this.#receiving = receiving
    this.#lastByte = receiving.elapsed()
    socket.setNoDelay(true)
    socket.setKeepAlive(true, STILL_MS_MAX)
    socket.on('data', (chunk) => this.#data(chunk))
    socket.on('end', () => this.#end())
    socket.on('close', () => this.#giveRoom())
    // A sender that breaks off is no fault of ours: what it was not told it sends again.
    socket.on('error', () => socket.destroy())
  }

  /** Ends what is still, too slow or long forgotten. */
  check(): void {
    const now = this.#receiving.elapsed()
    if (this.#waitsForRoom) this.#makeRoom()
    // While it waits for us, it is not the sender that is slow.
    if (this.#waitsForRoom || this.#underWay > 0) {
      this.#lastByte = now
      if (this.#frameSince !== undefined) this.#frameSince = now
      return
    }
    const still = now - this.#lastByte
    const reading = this.#frameSince !== undefined
    const slow = reading && now - this.#frameSince! > FRAME_MS_MAX
    if (slow || (reading && still > STILL_MS_MAX) || still > IDLE_MS_MAX) {
      this.#receiving.log.warn({ event: 'a sender was too slow, and was let go', room: 'intake' })
      this.#socket.destroy()
    }
  }

  /** What has come is taken and answered; nothing more is read. */
  async close(): Promise<void> {
    this.#socket.pause()
    await this.#answers
    this.#socket.destroy()
  }

  #data(chunk: Buffer): void {
    if (this.#refused) return
    this.#lastByte = this.#receiving.elapsed()
    const frames = this.#frames.push(chunk)
    for (const frame of frames) this.#answer(frame)
    if (this.#frames.stray) this.#refuse()
    else this.#go(frames.length > 0)
  }

  /** @param whole whether a frame has come to its end */
  #go(whole: boolean): void {
    const { pending } = this.#frames
    if (whole) this.#giveRoom()
    const since = whole ? undefined : this.#frameSince
    this.#frameSince = pending === undefined ? undefined : (since ?? this.#lastByte)
    if ((pending ?? 0) > LARGE_BYTES && !this.#hasRoom) this.#makeRoom()
    this.#flow()
  }

  #end(): void {
    for (const frame of this.#frames.end()) this.#answer(frame)
    void this.#answers.then(() => this.#socket.end())
  }

  #answer(frame: Frame): void {
    this.#underWay += 1
    const taken = this.#receiving.take(frame)
    // Whoever is answered later must not be the first to hear that it failed.
    taken.catch(() => {})
    this.#answers = this.#answers.then(async () => {
      try {
        this.#write(frame.head, await taken)
      } catch (error) {
        this.#receiving.log.error({ event: 'a message could not be kept', room: 'intake', error })
        this.#socket.destroy()
      }
      this.#underWay -= 1
      this.#flow()
    })
  }

  #write(head: Buffer, answered: Answered): void {
    if (this.#socket.destroyed) return
    const at = this.#receiving.now()
    this.#socket.write(acknowledgement(head, { ...answered, at, id: newId().slice(-20) }))
  }

  /** Told once; what comes after is read and dropped, so that the answer arrives before the end does. */
  #refuse(): void {
    this.#refused = true
    void this.#answers.then(() => {
      this.#write(Buffer.alloc(0), { code: 'AR', says: NOT_HL7 })
      this.#socket.end()
      setTimeout(() => this.#socket.destroy(), PARTING_MS).unref()
    })
  }

  #flow(): void {
    const wait = this.#waitsForRoom || this.#underWay >= UNDER_WAY_MAX
    if (wait) this.#socket.pause()
    else this.#socket.resume()
  }

  #makeRoom(): void {
    this.#hasRoom = this.#receiving.room.take()
    this.#waitsForRoom = !this.#hasRoom
    this.#flow()
  }

  #giveRoom(): void {
    if (this.#hasRoom) this.#receiving.room.letGo()
    this.#hasRoom = false
    this.#waitsForRoom = false
  }
}
