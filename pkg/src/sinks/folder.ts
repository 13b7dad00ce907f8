/** A directory whose files are on the disk once a call resolves. */
import type { FileHandle } from 'node:fs/promises'

/** What of `node:fs/promises` is used: a test may hand in another. */
export type FileSystem = Pick<
  typeof import('node:fs/promises'),
  'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'stat'
>

export class Folder {
  readonly #path: string
  #files: FileSystem | undefined
  #isMade = false
  #failure: unknown

  constructor(path: string, files: FileSystem | undefined) {
    this.#path = path
    this.#files = files
  }

  /** Makes it, with a name as durable as what will be in it; whether it was not known to be there. */
  async make(): Promise<boolean> {
    if (this.#isMade) return false
    if (this.#failure !== undefined) throw this.#failure
    const { dirname, resolve } = await import('node:path')
    const folder = resolve(this.#path)
    const made = await (await this.#system()).mkdir(this.#path, { recursive: true, mode: 0o700 })
    const top = dirname(made === undefined ? folder : resolve(made))
    for (let at = folder; at !== top; ) {
      at = dirname(at)
      try {
        await this.sync(at)
      } catch (error) {
        // Not ours to read; whoever made this folder has to see to its name.
        const isOthers = codeOf(error) === 'EACCES' && made === undefined
        if (isOthers) continue
        this.#failure = error
        throw error
      }
    }
    this.#isMade = true
    return true
  }

  /** The names of its files; none where it is not there. */
  async names(): Promise<string[]> {
    return (await found(async () => (await this.#system()).readdir(this.#path))) ?? []
  }

  /** Of a file, in bytes; undefined where there is none. */
  async size(name: string): Promise<number | undefined> {
    return (await found(async () => (await this.#system()).stat(this.#at(name))))?.size
  }

  async open(name: string, flag: 'r' | 'r+' | 'ax'): Promise<FileHandle> {
    return (await this.#system()).open(this.#at(name), flag, 0o600)
  }

  /** The text of a file; undefined where there is none. */
  async read(name: string): Promise<string | undefined> {
    return found(async () => (await this.#system()).readFile(this.#at(name), 'utf8'))
  }

  async write(name: string, text: string | Uint8Array, flag: 'a' | 'w' | 'wx'): Promise<void> {
    const file = await (await this.#system()).open(this.#at(name), flag, 0o600)
    try {
      await file.writeFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
  }

  /** All of the new text or all of the old, whenever the power goes. */
  async replace(name: string, text: string): Promise<void> {
    await this.write(`${name}.new`, text, 'w')
    await (await this.#system()).rename(this.#at(`${name}.new`), this.#at(name))
    await this.sync()
  }

  /** Takes a file away, if it is there; durable with the next `sync`. */
  async remove(name: string): Promise<void> {
    await (await this.#system()).rm(this.#at(name), { force: true })
  }

  /** Makes the names in it durable. */
  async sync(path = this.#path): Promise<void> {
    const folder = await (await this.#system()).open(path, 'r')
    try {
      await folder.sync()
    } catch (error) {
      // Windows has no such call for folders, and does not need it.
      if (codeOf(error) !== 'EPERM') throw error
    } finally {
      await folder.close()
    }
  }

  #at(name: string): string {
    return `${this.#path}/${name}`
  }

  async #system(): Promise<FileSystem> {
    this.#files ??= await import('node:fs/promises')
    return this.#files
  }
}

/** What is wrong, as the system names it: `ENOENT`. */
export const codeOf = (error: unknown) => (error as { readonly code?: string }).code

/** Undefined for what is not there. */
async function found<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
