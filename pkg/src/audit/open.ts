/** A log that shows any change, against one checkpoint kept elsewhere. */
import { ConfigError, LogError, SinkError } from '../errors.js'
import type { AuditEntry, Durability, PrimarySink } from '../sinks/sink.js'
import { Copies } from './copies.js'
import {
  checkpointOf,
  consoleLine,
  emptyLog,
  fault,
  OwnSecrets,
  optionFault,
  signatureLine,
} from './core.js'
import { deliver } from './destination.js'
import { draftOf, METADATA } from './draft.js'
import { type Drafted, Groups } from './groups.js'
import type { Audit, AuditOptions, Receipt, SealableInput } from './options.js'
import { ownEntry, resume } from './recover.js'
import type { NoteSigner } from './signer.js'

interface Waiting extends Drafted {
  readonly print: boolean
  resolve(receipt: Receipt): void
  reject(error: unknown): void
}

const MAX_GROUP = 64
const RETRY = 100
/** A hash in base64. */
const HASH = 44
const LOST = 'no checkpoint is kept elsewhere: who owns this machine can write the log anew'

/**
 * Opens a log, or goes on with the one that the primary has: what a crash has torn is moved aside, and
 * the log says so.
 *
 * Rejects with a {@link ConfigError} for options that cannot be, with a {@link LogError} for a log that
 * was changed, and with a {@link SinkError} where the primary or `checkpointTo` fails.
 */
export async function openAudit(options: AuditOptions): Promise<Audit> {
  const log = new Log(options)
  await log.open()
  return log
}

class Log implements Audit {
  readonly origin: string
  readonly #options: AuditOptions
  readonly #primary: PrimarySink
  readonly #deliver: ((note: string) => unknown) | undefined
  readonly #copies: Copies
  readonly #now: () => number
  readonly #groups: Groups
  #signer: NoteSigner
  /** Also signs the next checkpoint. */
  #next: NoteSigner | undefined
  #state: Uint8Array
  #size = 0
  #waiting: Waiting[] = []
  #isPumping = false
  /** One thing at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  #note = ''
  /** The size of the newest checkpoint, and the bytes of all. */
  #covered = -1
  #checkpointBytes = 0
  /** Checkpoints that have not reached `checkpointTo` yet. */
  #undelivered: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #lost = 0
  /** Entries that are being written; and whether the last ones could not be. */
  #writing = 0
  #isDown = false
  #isClosed = false
  readonly #flushes: (() => readonly AuditEntry[])[] = []

  constructor(options: AuditOptions) {
    const { origin, primary, signer, checkpointTo, copies = [], now = Date.now } = options ?? {}
    const state = emptyLog(typeof origin === 'string' ? origin : '')
    const isSink = typeof primary?.append === 'function' && typeof primary.segments === 'function'
    if (!isSink || typeof now !== 'function' || signer?.name !== origin) throw optionFault()
    this.#options = options
    this.origin = origin
    this.#primary = primary
    this.#signer = signer
    this.#deliver = deliver(checkpointTo)
    this.#state = state
    this.#now = now
    this.#groups = new Groups(
      new OwnSecrets(options.secrets),
      (length) => options.random?.(length) ?? crypto.getRandomValues(new Uint8Array(length)),
    )
    const say = (error: unknown) => this.#say(error)
    this.#copies = new Copies(copies, options.copyQueue ?? 1000, say)
  }

  get #groupMax(): number {
    return this.#primary.groupMax ?? MAX_GROUP
  }

  get size(): number {
    return this.#size
  }

  async open(): Promise<void> {
    const key = this.#signer.verifierKey
    const found = await this.#guard(() => resume(this.origin, this.#primary, key))
    this.#state = found.state
    this.#size = found.size
    this.#checkpointBytes = found.checkpointBytes
    const isKept = this.#deliver !== undefined
    await this.#exclusive(async () => {
      // Together, so that the log speaks of all of them or will be made to.
      const torn = found.torn.map((one) => this.#ownWaiting('audit.recovered', one))
      if (torn.length > 0) await this.#commit(torn, true)
      // What a crash has cut short: this key stays in charge.
      if (found.isKeyPending) await this.#own('audit.key.next', { key })
      const metadata = {
        key,
        checkpoints: isKept ? 'kept' : 'nowhere',
        ...(!isKept && { lost: LOST }),
      }
      await this.#own('audit.open', metadata)
      await this.#sign()
    })
  }

  append(entry: SealableInput): Promise<Receipt> {
    return this.#append(entry, false)
  }

  auditLog(entry: SealableInput): Promise<Receipt> {
    return this.#append(entry, true)
  }

  async write(entries: readonly AuditEntry[]): Promise<{ durable: Durability }> {
    const receipts = await Promise.all(entries.map((entry) => this.#append(entry, false)))
    return { durable: receipts[0]?.durable ?? 'none' }
  }

  beforeClose(flush: () => readonly AuditEntry[]): void {
    this.#flushes.push(flush)
  }

  checkpoint(): Promise<string> {
    return this.#exclusive(() => this.#sign())
  }

  rotateKey(next: NoteSigner): Promise<string> {
    if (next?.name !== this.origin) return Promise.reject(optionFault())
    return this.#exclusive(async () => {
      await this.#own('audit.key.next', { key: next.verifierKey })
      this.#next = next
      return this.#sign()
    })
  }

  async proof(seq: number): Promise<string> {
    if (!(Number.isSafeInteger(seq) && seq >= 0 && seq < this.#size)) throw optionFault()
    const note = this.#covered > seq ? this.#note : await this.checkpoint()
    const { proveEntry } = await import('../auditor.js')
    const proof = await this.#guard(() => proveEntry(seq, note, this.#primary))
    if (proof === undefined) throw new LogError('entry_changed', seq)
    return proof
  }

  disclosure(seq: number): Promise<string | undefined> {
    return this.#guard(() => this.#primary.disclosure(seq))
  }

  erase(seq: number): Promise<void> {
    return this.#guard(() => this.#primary.keepDisclosure(seq, undefined))
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    const held = this.#flushes.flatMap((flush) => flush())
    await Promise.allSettled(held.map((entry) => this.#append(entry, false)))
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#exclusive(async () => {
      try {
        while (this.#waiting.length > 0) await this.#group(true)
        if (this.#lost > 0) await this.#gap()
        await this.#own('audit.close')
        await this.#sign()
        await this.#copies.end()
      } finally {
        clearTimeout(this.#timer)
        await this.#guard(() => this.#primary.close())
      }
    })
  }

  #append(entry: SealableInput, print: boolean): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new SinkError('the log is closed'))
      const { onFailure = 'throw' } = this.#options
      const held = this.#waiting.length + this.#writing
      if (typeof onFailure === 'object' && this.#isDown && held >= onFailure.buffer) {
        return reject(new SinkError('the buffer for audit entries is full'))
      }
      const draft = draftOf(entry, this.#options.maxMetadata ?? METADATA)
      const salts = draft.includes('"seal":') ? (entry.seal?.length ?? 0) : 0
      this.#waiting.push({ draft, now: this.#time(), salts, print, resolve, reject })
      this.#pump()
    })
  }

  /** Writes what waits, group by group. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    this.#exclusive(async () => {
      this.#isPumping = false
      await this.#group(false)
      if (this.#waiting.length > 0) this.#pump()
    }).catch((error) => this.#say(error))
  }

  /** Writes the next group; where nothing may wait any longer, what fails is rejected. */
  async #group(isLast: boolean): Promise<void> {
    const { onFailure = 'throw' } = this.#options
    const batch = this.#waiting.splice(0, this.#groupMax)
    if (batch.length === 0) return
    // Where that fails, so does what follows.
    if (this.#lost > 0) await this.#gap().catch(() => {})
    this.#writing = batch.length
    try {
      await this.#commit(batch, false)
      this.#isDown = false
    } catch (error) {
      this.#isDown = true
      this.#writing = 0
      if (typeof onFailure === 'object' && !isLast) {
        this.#waiting.unshift(...batch)
        for (const { reject } of this.#waiting.splice(onFailure.buffer)) {
          reject(new SinkError('the buffer for audit entries is full', { cause: error }))
        }
        this.#say(error)
        await new Promise((resolve) => setTimeout(resolve, RETRY))
        return
      }
      if (onFailure === 'gap') this.#lost += batch.length
      for (const { reject } of batch) reject(error)
      return
    }
    this.#writing = 0
    const { entries = 1024 } = this.#options.checkpoint ?? {}
    if (this.#size - this.#covered >= entries) {
      await this.#sign().catch((error) => this.#say(error))
    } else this.#arm()
  }

  /** Says how many entries were not kept. */
  async #gap(): Promise<void> {
    await this.#own('audit.gap', { lost: this.#lost, sink: 'primary' })
    this.#lost = 0
  }

  /** Makes a group of the batch, but for what cannot be an entry, and has the primary keep it. */
  async #commit(batch: Waiting[], own: boolean): Promise<void> {
    const made = this.#groups.make(this.#state, batch, own)
    const { state, text, hashes, codes, disclosures } = made
    const kept = batch.filter((_, place) => codes[place] === 0)
    for (const [place, { reject }] of batch.entries()) {
      if (codes[place] !== 0) reject(fault(codes[place] as number))
    }
    // What is refused is neither tried again nor missing.
    batch.splice(0, batch.length, ...kept)
    const first = this.#size
    const size = first + kept.length
    const lines = text.split('\n')
    if (kept.length > 0) {
      for (const [place, { print }] of kept.entries()) {
        if (print) console.log(consoleLine(lines[place] as string))
      }
      const meanwhile = () => {
        if (this.#lost === 0) this.#groups.makeAhead(state, this.#waiting, this.#groupMax)
      }
      const group = { text, first, size, meanwhile }
      const { durable } = await this.#guard(() => this.#primary.append(group))
      this.#state = state
      this.#size = size
      for (const [place, disclosed] of disclosures.entries()) {
        if (disclosed === '') continue
        // The entry is in the log by now: it alone is not acknowledged, and is not to be tried again.
        const keep = () => this.#primary.keepDisclosure(first + place, disclosed)
        await this.#guard(keep).catch((error) => kept[place]?.reject(error))
      }
      for (const [place, { resolve }] of kept.entries()) {
        const at = 2 * HASH * place
        resolve({
          seq: first + place,
          leaf: hashes.slice(at, at + HASH),
          prev: hashes.slice(at + HASH, at + 2 * HASH),
          durable,
          json: lines[place] as string,
        })
      }
      this.#copies.offer(lines.slice(0, kept.length))
    }
  }

  /** Appends what the log says itself. */
  async #own(action: string, metadata?: object): Promise<void> {
    await this.#commit([this.#ownWaiting(action, metadata)], true)
  }

  #ownWaiting(action: string, metadata?: object): Waiting {
    const draft = draftOf(ownEntry(this.origin, action, metadata))
    const reject = (error: unknown) => {
      throw error
    }
    return { draft, now: this.#time(), salts: 0, print: false, resolve() {}, reject }
  }

  /** Signs the log as it is, unless that was done, and sends on what is to be sent. */
  async #sign(): Promise<string> {
    if (this.#covered !== this.#size) {
      const text = checkpointOf(this.#state)
      const signers = this.#next === undefined ? [this.#signer] : [this.#signer, this.#next]
      let note = `${text}\n`
      for (const signer of signers) note += await this.#guard(() => signed(signer, text))
      await this.#guard(() => this.#primary.keepCheckpoint(note, this.#checkpointBytes))
      this.#checkpointBytes += new TextEncoder().encode(note).length
      if (this.#next !== undefined) [this.#signer, this.#next] = [this.#next, undefined]
      this.#note = note
      this.#covered = this.#size
      this.#undelivered.push(note)
    }
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#deliver === undefined) this.#undelivered = []
    while (this.#undelivered.length > 0) {
      const note = this.#undelivered[0] as string
      await this.#guard(async () => this.#deliver?.(note))
      this.#undelivered.shift()
    }
    return this.#note
  }

  /** A checkpoint is due after a while. */
  #arm(): void {
    if (this.#timer !== undefined || this.#isClosed) return
    const { ms = 60_000 } = this.#options.checkpoint ?? {}
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.checkpoint().catch((error) => {
        this.#say(error)
        this.#arm()
      })
    }, ms)
    ;(this.#timer as { unref?(): void }).unref?.()
  }

  #exclusive<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => {})
    return done
  }

  /** What a host's part throws is a {@link SinkError}. */
  async #guard<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (cause) {
      if (cause instanceof LogError || cause instanceof SinkError || ConfigError.is(cause))
        throw cause
      throw new SinkError('the audit log could not be kept', { cause })
    }
  }

  #time(): number {
    try {
      return Number(this.#now())
    } catch {
      return Number.NaN
    }
  }

  #say(error: unknown): void {
    try {
      this.#options.onError?.(error)
    } catch {
      // An observer has no say.
    }
  }
}

async function signed(signer: NoteSigner, text: string): Promise<string> {
  const signature = await signer.sign(new TextEncoder().encode(text))
  const line = signatureLine(signer.verifierKey, signature)
  if (line === undefined) throw new Error('the signer gave no signature')
  return line
}
