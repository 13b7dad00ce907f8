/** A log in a directory, as `docs/audit-format.md` lays it out. For Node, Deno and Bun. */
import type { FileHandle } from 'node:fs/promises'
import { optionFault } from '../audit/core.js'
import { Turns } from '../turns.js'
import { codeOf, type FileSystem, Folder } from './folder.js'
import type { AuditSink, Group, PrimarySink, Torn } from './sink.js'

export interface FileOptions {
  /** From this size on, in bytes, a segment is followed by the next; 64 MiB by default. */
  readonly segmentBytes?: number
  /** How many entries one write takes at most; 64 by default. */
  readonly groupMax?: number
  /** By default `node:fs/promises`. */
  readonly files?: FileSystem
}

export interface Sized {
  /** How many bytes the log has. */
  size(): Promise<number>
}

const SEGMENT = /^seg-(\d{16})\.jsonl$/
const CHUNK = 1 << 20

/**
 * Keeps a log in `dir`, which it creates. Groups are on the disk once they are acknowledged. For one
 * writer at a time: of those that open it at once one goes on, and where another has gone on since, this
 * one refuses to write. For that, each begins a segment.
 *
 * Without a log it is a sink like others, which appends entries to `audit.jsonl`, a line each.
 */
export function fileSink(dir: string, options: FileOptions = {}): PrimarySink & AuditSink & Sized {
  return new FileSink(dir, options)
}

interface Last {
  readonly name: string
  readonly size: number
}

/** What is written to: it begins with the entry of this number, and its size is ours. */
interface Written {
  readonly file: FileHandle
  readonly first: number
  size: number
}

class FileSink implements PrimarySink, AuditSink, Sized {
  readonly groupMax: number
  readonly #folder: Folder
  readonly #segmentBytes: number
  #segment: Written | undefined
  /** The entry with which the newest segment of ours begins, or is about to. */
  #begun: number | undefined
  /** An entry with which nobody had begun a segment a moment ago. */
  #free: number | undefined
  /** The number of the next entry, once something was written. */
  #end: number | undefined
  /** The last segment as it was read or cut, and its size: until this writes, nobody else may. */
  #seen: { readonly name: string | undefined; readonly size: number } | undefined
  /** How many bytes of `checkpoints` were read, or are ours and durable. */
  #notes: { readonly bytes: number; readonly isOurs: boolean } | undefined
  /** Once set, nothing is known of what the disk holds, and nothing is acknowledged any more. */
  #failure: unknown
  readonly #batches = new Turns()

  constructor(dir: string, { segmentBytes = 64 << 20, groupMax = 64, files }: FileOptions) {
    if (typeof dir !== 'string' || dir === '' || !(segmentBytes >= 1) || !(groupMax >= 1))
      throw optionFault('fileSink')
    this.#folder = new Folder(dir, files)
    this.#segmentBytes = segmentBytes
    this.groupMax = groupMax
  }

  async append({ text, first, size: end, meanwhile }: Group): Promise<{ durable: 'disk' }> {
    if (this.#failure !== undefined) throw this.#failure
    // Another log may have gone on with this same sink.
    if ((this.#end ?? first) !== first) throw this.#fail(otherWriter())
    let segment = this.#segment
    if (segment === undefined || segment.size >= this.#segmentBytes) {
      segment = await this.#next(first)
    }
    const { file, size } = segment
    const bytes = new TextEncoder().encode(text)
    if (this.#free !== first && (await this.#isTaken(first))) throw this.#fail(otherWriter())
    const undo = async () => {
      await file.truncate(size)
      await file.sync()
    }
    try {
      await file.writeFile(bytes)
    } catch (error) {
      // What is left of it must not stand before the next group.
      try {
        await undo()
      } catch {
        throw this.#fail(error)
      }
      throw error
    }
    segment.size = size + bytes.length
    try {
      const synced = Promise.all([
        file.datasync(),
        this.#isOurs(segment, first),
        this.#isTaken(end),
      ])
      meanwhile?.()
      const [, isOurs, isTaken] = await synced
      // Who has gone on with the log meanwhile has not read this; what was removed, nobody will.
      if (!isOurs) throw otherWriter()
      if (!isTaken) this.#followUp(end)
    } catch (error) {
      // The pages may count as written now, and be lost: no later call would say so. Who opens the log next
      // would see them, and go on behind them.
      await undo().catch(() => {})
      throw this.#fail(error)
    }
    this.#end = end
    return { durable: 'disk' }
  }

  async *segments() {
    this.#seen = undefined
    const list = await this.#list()
    for (const [name, first] of list) yield { first, bytes: this.#bytes(name) }
    if (list.length === 0) this.#seen = { name: undefined, size: 0 }
  }

  async size(): Promise<number> {
    let size = 0
    for (const [name] of await this.#list()) {
      size += (await this.#folder.size(name)) ?? 0
    }
    return size
  }

  async cut(bytes: number, size: number): Promise<Torn> {
    const [name] = (await this.#list()).at(-1) as [string, number]
    const seen = this.#seen
    const file = await this.#folder.open(name, 'r+')
    try {
      const content = await file.readFile()
      // It may be no crash that tore it, but a process that has not written all of it yet.
      const isSame = seen === undefined || (seen.name === name && seen.size === content.length)
      if (!isSame) throw otherWriter()
      const torn = content.subarray(bytes)
      const aside = await this.#aside(size, torn)
      await file.truncate(bytes)
      await file.sync()
      this.#seen = { name, size: bytes }
      return tornOf(torn, aside)
    } finally {
      await file.close()
    }
  }

  async aside(size: number): Promise<readonly Torn[]> {
    const numbers = (await this.#folder.names()).flatMap((name) => {
      const [whole, , number = '1'] = new RegExp(`^torn-${size}(\\.(\\d+))?$`).exec(name) ?? []
      return whole === undefined ? [] : [Number(number)]
    })
    const torn = []
    for (const number of numbers.sort((a, b) => a - b)) {
      const name = asideName(size, number)
      const file = await this.#folder.open(name, 'r')
      try {
        torn.push(await tornOf(await file.readFile(), name))
      } finally {
        await file.close()
      }
    }
    const { name, size: bytes } = this.#seen ?? {}
    if (torn.length > 0 && name !== undefined && bytes !== undefined) {
      // Who cut it may not have lived to see that durable, and the next segment will stand behind it.
      const file = await this.#folder.open(name, 'r+')
      try {
        if ((await file.stat()).size !== bytes) throw otherWriter()
        await file.truncate(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    }
    return torn
  }

  async checkpoints(): Promise<string> {
    const text = (await this.#folder.read('checkpoints')) ?? ''
    if (!this.#notes?.isOurs) this.#notes = { bytes: Buffer.byteLength(text), isOurs: false }
    return text
  }

  async keepCheckpoint(note: string, from: number): Promise<void> {
    // Of what another has appended this one knows no root.
    if (await this.#isTaken(this.#end)) throw this.#fail(otherWriter())
    const notes = this.#notes
    this.#notes = undefined
    // What was there before may be torn, or not durable yet. And of a note that a crash tears between two
    // signatures, what is left would be a note.
    const isWhole = notes?.isOurs === true && notes.bytes === from && from > 0
    if (isWhole && note.split('\n\u2014 ').length === 2) {
      await this.#folder.write('checkpoints', note, 'a')
    } else {
      const before = Buffer.from((await this.#folder.read('checkpoints')) ?? '')
      if (before.length !== (notes?.bytes ?? before.length)) throw otherWriter()
      await this.#folder.replace('checkpoints', before.subarray(0, from).toString() + note)
    }
    this.#notes = { bytes: from + Buffer.byteLength(note), isOurs: true }
  }

  async keepDisclosure(seq: number, text: string | undefined): Promise<void> {
    const name = `sealed-${seq}.json`
    if (text !== undefined) return this.#folder.replace(name, text)
    await this.#folder.remove(name)
    // A crash may have left it before it had its name.
    await this.#folder.remove(`${name}.new`)
    await this.#folder.sync()
  }

  async disclosure(seq: number): Promise<string | undefined> {
    return this.#folder.read(`sealed-${seq}.json`)
  }

  async close(): Promise<void> {
    await this.#segment?.file.close()
    this.#segment = undefined
    this.#begun = undefined
    this.#end = undefined
    this.#seen = undefined
    this.#notes = undefined
  }

  /** As a sink without a log. Batches are written in the order in which they came. */
  async write(entries: readonly object[]): Promise<{ durable: 'disk' }> {
    const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
    await this.#batches.take(async () => {
      const isFirst = await this.#folder.make()
      await this.#folder.write('audit.jsonl', text, 'a')
      if (isFirst) await this.#folder.sync()
    })
    return { durable: 'disk' }
  }

  /** The group that follows at once need not look again before it is written; it does afterwards. */
  #followUp(end: number): void {
    this.#free = end
    setTimeout(() => {
      if (this.#free === end) this.#free = undefined
    }, 0)
  }

  /** A new segment. Of several writers that go on with a log, one gets it. */
  async #next(first: number): Promise<Written> {
    const before = this.#segment
    await this.#folder.make()
    const last = before === undefined ? await this.#last() : undefined
    const name = segmentName(first)
    // A crash has left it, or a writer that has not begun.
    if (last?.size === 0) await this.#folder.remove(name)
    let file: FileHandle
    try {
      this.#begun = first
      file = await this.#folder.open(name, 'ax')
    } catch (error) {
      throw codeOf(error) === 'EEXIST' ? this.#fail(otherWriter()) : error
    }
    try {
      // Else the file may be there after a crash and its name not.
      await this.#folder.sync()
      // The writer before may not have seen it yet, and have gone on.
      if (last !== undefined && last.size > 0 && !(await this.#isBefore(last, name))) {
        await this.#folder.remove(name)
        throw otherWriter()
      }
    } catch (error) {
      await file.close()
      throw this.#fail(error)
    }
    await before?.file.close()
    this.#segment = { file, first, size: 0 }
    return this.#segment
  }

  /** The last segment that is there, all of it durable. */
  async #last(): Promise<Last | undefined> {
    const [name] = (await this.#list()).at(-1) ?? []
    const seen = this.#seen ?? { name, size: undefined }
    if (seen.name !== name) throw this.#fail(otherWriter())
    if (name === undefined) return undefined
    const file = await this.#folder.open(name, 'r+')
    try {
      const { size } = await file.stat()
      if (size !== (seen.size ?? size)) throw otherWriter()
      // A process that was killed may have written what is read here, and not have made it durable.
      await file.sync()
      return { name, size }
    } catch (error) {
      throw this.#fail(error)
    } finally {
      await file.close()
    }
  }

  async #isBefore(last: Last, name: string): Promise<boolean> {
    const size = await this.#folder.size(last.name)
    const names = (await this.#list()).slice(-2).map(([one]) => one)
    return size === last.size && names[0] === last.name && names[1] === name
  }

  /** Whether the segment is there as it was left, and nobody has gone on in front of this entry. */
  async #isOurs({ file, size }: Written, next: number): Promise<boolean> {
    const [found, isTaken] = await Promise.all([file.stat(), this.#isTaken(next)])
    return found.size === size && found.nlink !== 0 && !isTaken
  }

  /** Whether another has begun a segment with this entry. */
  async #isTaken(next = -1): Promise<boolean> {
    const isAhead = () => next > (this.#begun ?? next)
    if (!isAhead() || (await this.#folder.size(segmentName(next))) === undefined) return false
    // This may have begun it meanwhile.
    return isAhead()
  }

  async *disclosures() {
    for (const name of await this.#folder.names()) {
      const seq = /^sealed-(\d+)\.json$/.exec(name)?.[1]
      if (seq !== undefined) yield [Number(seq), (await this.#folder.read(name)) ?? ''] as const
    }
  }

  /** The segments' names and first numbers, in order. */
  async #list(): Promise<[string, number][]> {
    const names = (await this.#folder.names()).filter((name) => SEGMENT.test(name))
    return names.sort().map((name) => [name, Number(name.slice(4, 20))])
  }

  async *#bytes(name: string): AsyncIterable<Uint8Array> {
    const file = await this.#folder.open(name, 'r')
    let size = 0
    try {
      const whole = (await file.stat()).size
      const read = (from: number) => {
        // Room for what is there: it may have grown since.
        const room = Math.min(CHUNK, Math.max(whole - from, 1024))
        return file.read(new Uint8Array(room), 0, room)
      }
      let next = read(size)
      for (;;) {
        const { bytesRead, buffer } = await next
        if (bytesRead === 0) {
          this.#seen = { name, size }
          return
        }
        size += bytesRead
        // While this is looked at, the next is read.
        next = read(size)
        // Whoever looks may end before.
        next.catch(() => {})
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  }

  async #aside(size: number, torn: Uint8Array): Promise<string> {
    for (let n = 1; ; n++) {
      const name = asideName(size, n)
      try {
        await this.#folder.write(name, torn, 'wx')
        await this.#folder.sync()
        return name
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error
      }
    }
  }

  #fail(error: unknown): unknown {
    this.#failure = error
    return error
  }
}

const otherWriter = () =>
  new Error('another writer has gone on with this log, or its files were changed')

const segmentName = (first: number) => `seg-${String(first).padStart(16, '0')}.jsonl`

const asideName = (size: number, number: number) =>
  number === 1 ? `torn-${size}` : `torn-${size}.${number}`

async function tornOf(bytes: Uint8Array, file: string): Promise<Torn> {
  const { createHash } = await import('node:crypto')
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), file }
}
