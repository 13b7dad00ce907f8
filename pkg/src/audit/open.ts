/** A log that shows any change, against one checkpoint kept elsewhere. */
import { guarded, LogError, SinkError } from '../errors.js'
import type { AuditEntry, Durability, PrimarySink } from '../sinks/sink.js'
import { Turns } from '../turns.js'
import { Checkpoints } from './checkpoints.js'
import { Copies } from './copies.js'
import { consoleLine, emptyLog, fault, OwnSecrets, optionFault } from './core.js'
import { draftOf, METADATA } from './draft.js'
import { type Drafted, Groups } from './groups.js'
import {
  type Audit,
  type AuditOptions,
  checkOptions,
  isSigner,
  type Receipt,
  type SealableInput,
} from './options.js'
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
  try {
    await log.open()
  } catch (error) {
    // Whoever tries again is another writer.
    await log.abandon()
    throw error
  }
  return log
}

class Log implements Audit {
  readonly origin: string
  readonly #options: AuditOptions
  readonly #primary: PrimarySink
  readonly #copies: Copies
  readonly #now: () => number
  readonly #groups: Groups
  readonly #checkpoints: Checkpoints
  readonly #turns = new Turns()
  #state: Uint8Array
  #size = 0
  #waiting: Waiting[] = []
  #isPumping = false
  /** Of entries that are kept, to be handed out; and whether the primary says when there is time for it. */
  #receipts: (() => void)[] = []
  #hasMeanwhile = false
  #lost = 0
  /** Entries that are being written; and whether the last ones could not be. */
  #writing = 0
  #isDown = false
  #isClosed = false
  #closing: Promise<void> | undefined
  readonly #flushes: (() => readonly AuditEntry[])[] = []

  constructor(options: AuditOptions) {
    const { origin, primary, copies = [], now = Date.now } = options ?? {}
    const state = emptyLog(typeof origin === 'string' ? origin : '')
    checkOptions(options)
    this.#options = options
    this.origin = origin
    this.#primary = primary
    this.#state = state
    this.#now = now
    this.#groups = new Groups(new OwnSecrets(options.secrets), options.random ?? randomBytes)
    const say = (error: unknown) => this.#say(error)
    const log = () => this.#turns.take(async () => ({ state: this.#state, size: this.#size }))
    this.#checkpoints = new Checkpoints(options, log, say)
    this.#copies = new Copies(copies, options.copyQueue ?? 1000, say)
  }

  get #groupMax(): number {
    return this.#primary.groupMax ?? MAX_GROUP
  }

  get size(): number {
    return this.#size
  }

  async open(): Promise<void> {
    const key = this.#options.signer.verifierKey
    const found = await guarded(() => resume(this.origin, this.#primary, key))
    this.#state = found.state
    this.#size = found.size
    this.#checkpoints.goOn(found.checkpointBytes)
    const isKept = this.#checkpoints.areKept
    await this.#turns.take(async () => {
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
    })
    await this.#checkpoints.sign()
  }

  async abandon(): Promise<void> {
    this.#checkpoints.stop()
    await this.#primary.close().catch(() => {})
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

  async checkpoint(): Promise<string> {
    if (this.#closing !== undefined) throw closed()
    return this.#checkpoints.sign()
  }

  async rotateKey(next: NoteSigner): Promise<string> {
    if (this.#closing !== undefined) throw closed()
    if (!isSigner(next, this.origin)) throw optionFault('next')
    const announce = () => this.#own('audit.key.next', { key: next.verifierKey })
    return this.#checkpoints.rotate(next, () => this.#turns.take(announce))
  }

  async proof(seq: number): Promise<string> {
    if (!(Number.isSafeInteger(seq) && seq >= 0 && seq < this.#size)) throw optionFault('seq')
    const note = this.#checkpoints.covering(seq) ?? (await this.checkpoint())
    const { proveEntry } = await import('../auditor.js')
    const proof = await guarded(() => proveEntry(seq, note, this.#primary))
    if (proof === undefined) throw new LogError('entry_changed', seq)
    return proof
  }

  disclosure(seq: number): Promise<string | undefined> {
    return guarded(() => this.#primary.disclosure(seq))
  }

  erase(seq: number): Promise<void> {
    return guarded(() => this.#primary.keepDisclosure(seq, undefined))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const held = this.#flushes.flatMap((flush) => flush())
    await Promise.allSettled(held.map((entry) => this.#append(entry, false)))
    this.#isClosed = true
    this.#checkpoints.stop()
    try {
      // What has begun may have to say something yet.
      await this.#checkpoints.settled()
      await this.#turns.take(async () => {
        while (this.#waiting.length > 0) await this.#group(true)
        this.#handOut()
        if (this.#lost > 0) await this.#gap()
        await this.#own('audit.close')
      })
      await this.#checkpoints.sign()
      await this.#copies.end()
    } finally {
      await guarded(() => this.#primary.close())
    }
  }

  #append(entry: SealableInput, print: boolean): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed())
      const { onFailure = 'throw' } = this.#options
      const held = this.#waiting.length + this.#writing
      if (typeof onFailure === 'object' && this.#isDown && held >= onFailure.buffer) {
        return reject(new SinkError('the buffer for audit entries is full'))
      }
      const draft = draftOf(entry, this.#options.maxMetadata ?? METADATA)
      this.#waiting.push({ draft, now: this.#time(), print, resolve, reject })
      this.#pump()
    })
  }

  /** Writes what waits, group by group. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    const pump = async () => {
      this.#isPumping = false
      await this.#group(false)
      if (this.#waiting.length > 0) this.#pump()
    }
    this.#turns.take(pump).catch((error) => this.#say(error))
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
      this.#handOut()
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
    this.#checkpoints.grown({ state: this.#state, size: this.#size })
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
      const before = this.#state
      const meanwhile = () => {
        this.#hasMeanwhile = true
        this.#handOut()
        // Behind what the callers do at once: they append their next entries.
        queueMicrotask(() => {
          if (this.#lost > 0 || this.#state !== before) return
          this.#groups.makeAhead(state, this.#waiting, this.#groupMax)
        })
      }
      const group = { text, first, size, meanwhile }
      const { durable } = await guarded(() => this.#primary.append(group))
      this.#state = state
      this.#size = size
      for (const [place, disclosed] of disclosures.entries()) {
        if (disclosed === '') continue
        // The entry is in the log by now: it alone is not acknowledged, and is not to be tried again.
        const keep = () => this.#primary.keepDisclosure(first + place, disclosed)
        await guarded(keep).catch((error) => kept[place]?.reject(error))
      }
      for (const [place, { print, resolve }] of kept.entries()) {
        if (print) this.#print(lines[place] as string)
        const at = 2 * HASH * place
        const receipt = {
          seq: first + place,
          leaf: hashes.slice(at, at + HASH),
          prev: hashes.slice(at + HASH, at + 2 * HASH),
          durable,
          json: lines[place] as string,
        }
        this.#receipts.push(() => resolve(receipt))
      }
      this.#copies.offer(lines.slice(0, kept.length))
    }
    // Else while the next group is being made durable: the disk waits for no caller.
    if (!this.#hasMeanwhile || kept.length === 0 || this.#waiting.length === 0) this.#handOut()
  }

  #handOut(): void {
    for (const give of this.#receipts.splice(0)) give()
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
    return { draft, now: this.#time(), print: false, resolve() {}, reject }
  }

  #time(): number {
    try {
      return Number(this.#now())
    } catch {
      return Number.NaN
    }
  }

  #print(json: string): void {
    try {
      console.log(consoleLine(json))
    } catch (error) {
      // The log has it nevertheless.
      this.#say(error)
    }
  }

  #say(error: unknown): void {
    // An observer has no say.
    new Promise((told) => told(this.#options.onError?.(error))).catch(() => {})
  }
}

const closed = () => new SinkError('the log is closed')

/** `crypto` gives 64 KiB at a time. */
function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}
