/** The checkpoints of an open log: signed, kept beside it, and sent off the machine. */
import { isSigned } from '../ed25519.js'
import { guarded } from '../errors.js'
import { patient } from '../patience.js'
import type { PrimarySink } from '../sinks/sink.js'
import { Turns } from '../turns.js'
import { checkpointOf, signatureLine } from './core.js'
import { deliver } from './destination.js'
import type { AuditOptions } from './options.js'
import type { NoteSigner } from './signer.js'

/** A timer of more milliseconds ends at once. */
const LONGEST = 2 ** 31 - 1

/** A log at a moment, all of which is kept. */
export interface LogState {
  readonly state: Uint8Array
  readonly size: number
}

/** They are made one after the other, while entries are appended: none of them waits for a network. */
export class Checkpoints {
  readonly #options: AuditOptions
  readonly #log: () => Promise<LogState>
  readonly #say: (error: unknown) => void
  readonly #primary: PrimarySink
  readonly #deliver: ((note: string) => unknown) | undefined
  readonly #turns = new Turns()
  #signer: NoteSigner
  /** Also signs the next one. */
  #next: NoteSigner | undefined
  /** The newest, its size, and the bytes of all. */
  #note = ''
  #covered = -1
  #bytes = 0
  /** The size that the log is known to have. */
  #size = -1
  /** Those that have not reached `checkpointTo` yet. */
  #undelivered: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #isDue = false
  #isStopped = false

  /** `log` gives what is to be signed; `say` is told of what fails in the background. */
  constructor(options: AuditOptions, log: () => Promise<LogState>, say: (error: unknown) => void) {
    this.#options = options
    this.#log = log
    this.#say = say
    this.#primary = options.primary
    this.#signer = options.signer
    this.#deliver = deliver(options.checkpointTo)
  }

  get areKept(): boolean {
    return this.#deliver !== undefined
  }

  /** Goes on behind the notes that the primary has, so many bytes. */
  goOn(bytes: number): void {
    this.#bytes = bytes
  }

  /** The newest, if it covers this entry. */
  covering(seq: number): string | undefined {
    return this.#covered > seq ? this.#note : undefined
  }

  /** Signs the log as it is, unless that was done, and sends on what is to be sent. */
  sign(): Promise<string> {
    return this.#turns.take(() => this.#sign())
  }

  /** The next one is signed by another key too, which is in charge then; `announce` makes the log say so. */
  rotate(next: NoteSigner, announce: () => Promise<void>): Promise<string> {
    return this.#turns.take(async () => {
      // Once the log names a key, nothing else is in charge next.
      await signed(next, checkpointOf((await this.#log()).state))
      await announce()
      this.#next = next
      await this.#make(await this.#log())
      await this.#sign().catch(this.#say)
      return this.#note
    })
  }

  /** All that has begun is over. */
  settled(): Promise<void> {
    return this.#turns.take(async () => {})
  }

  /** The log has grown to this: a checkpoint is due at once or after a while. */
  grown(log: LogState): void {
    this.#size = log.size
    const { entries = 1024 } = this.#options.checkpoint ?? {}
    if (log.size - this.#covered >= entries) this.#begin(log)
    else this.#arm()
  }

  /** No more of them but by `sign`. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  #begin(log?: LogState): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#turns.take(() => this.#sign(log)).catch(this.#say)
  }

  #arm(): void {
    const { ms = 60_000 } = this.#options.checkpoint ?? {}
    if (this.#timer !== undefined || this.#isStopped || ms === Number.POSITIVE_INFINITY) return
    const due = () => {
      this.#timer = undefined
      this.#begin()
    }
    this.#timer = setTimeout(due, Math.min(ms, LONGEST))
    ;(this.#timer as { unref?(): void }).unref?.()
  }

  async #sign(grown?: LogState): Promise<string> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      const log = grown ?? (await this.#log())
      this.#size = Math.max(this.#size, log.size)
      // Another may have come before.
      if (this.#covered < log.size) await this.#make(log)
      if (this.#deliver === undefined) this.#undelivered = []
      while (this.#undelivered.length > 0) {
        const note = this.#undelivered[0] as string
        const sent = async () => this.#deliver?.(note)
        await guarded(() => patient(sent()), 'the log is kept, but its checkpoint was not sent on')
        this.#undelivered.shift()
      }
      return this.#note
    } finally {
      this.#isDue = false
      // What failed is tried again, and what has come meanwhile is covered, whether or not more comes.
      if (this.#covered !== this.#size || this.#undelivered.length > 0) this.#arm()
    }
  }

  async #make({ state, size }: LogState): Promise<void> {
    const text = checkpointOf(state)
    const signers = this.#next === undefined ? [this.#signer] : [this.#signer, this.#next]
    let note = `${text}\n`
    for (const signer of signers) note += await signed(signer, text)
    await guarded(() => this.#primary.keepCheckpoint(note, this.#bytes))
    this.#bytes += new TextEncoder().encode(note).length
    if (this.#next !== undefined) [this.#signer, this.#next] = [this.#next, undefined]
    this.#note = note
    this.#covered = size
    this.#undelivered.push(note)
  }
}

/** The line of a signature, which holds. */
function signed(signer: NoteSigner, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  const sign = async () => {
    const signature = await patient((async () => signer.sign(bytes))())
    const line = signatureLine(signer.verifierKey, signature)
    // Else the log would have a checkpoint by which it is not sound, whatever comes behind it.
    if (line === undefined || !(await isSigned(signer.verifierKey, bytes, signature))) {
      throw new Error('the signer gave no signature of its key')
    }
    return line
  }
  return guarded(sign, 'the log is kept, but its checkpoint was not signed')
}
