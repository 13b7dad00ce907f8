/** Sinks beside the primary: each has a queue of its own, which is bounded. */
import { patient } from '../patience.js'
import type { AuditEntry, AuditSink } from '../sinks/sink.js'

const BATCH = 64
/** How long the end of a log waits for them, in milliseconds. */
const PATIENCE = 2000

export class Copies {
  readonly #queues: Queue[]
  readonly #say: (error: unknown) => void

  constructor(sinks: readonly AuditSink[], limit: number, say: (error: unknown) => void) {
    this.#say = say
    this.#queues = sinks.map((sink) => new Queue(sink, limit, say))
  }

  /** Hands over lines that the primary has. */
  offer(lines: readonly string[]): void {
    if (this.#queues.length === 0) return
    const entries = lines.map((line) => JSON.parse(line) as AuditEntry)
    for (const queue of this.#queues) queue.offer(entries)
  }

  async end(): Promise<void> {
    const all = Promise.all(this.#queues.map((queue) => queue.done))
    await patient(all, PATIENCE).catch(this.#say)
  }
}

class Queue {
  done: Promise<void> = Promise.resolve()
  readonly #sink: AuditSink
  readonly #limit: number
  readonly #say: (error: unknown) => void
  #waiting: AuditEntry[] = []
  #isBusy = false
  /** How many of the first are with the sink: it may keep them yet, so they are not given up. */
  #sent = 0

  constructor(sink: AuditSink, limit: number, say: (error: unknown) => void) {
    this.#sink = sink
    this.#limit = limit
    this.#say = say
  }

  offer(entries: readonly AuditEntry[]): void {
    this.#waiting.push(...entries)
    const over = this.#waiting.length - this.#limit
    if (over > 0) {
      this.#waiting.splice(this.#sent, over)
      this.#say(
        new Error(`a copy of the audit log lacks ${over} entries: its sink is slow or down`),
      )
    }
    if (!this.#isBusy) this.done = this.#run()
  }

  async #run(): Promise<void> {
    this.#isBusy = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH)
      this.#sent = batch.length
      try {
        await this.#sink.write(batch)
        this.#waiting.splice(0, batch.length)
      } catch (error) {
        // They stay, and are tried again with the next ones.
        this.#say(error)
        break
      } finally {
        this.#sent = 0
      }
    }
    this.#isBusy = false
  }
}
