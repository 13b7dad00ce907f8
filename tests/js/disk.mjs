// A disk that can lose its power, behind the `files` of `fileSink`. What is written is seen at once by
// whoever reads, and survives only once it was synced: data by the file's sync, names by the folder's.
// `crash-states.mjs` says what may be left.

const EMPTY = Buffer.alloc(0)

/** Content after a write or a truncation; what lies between is zeros. */
export function changed(content, { at, bytes, size }) {
  if (bytes === undefined) {
    if (size <= content.length) return content.subarray(0, size)
    return Buffer.concat([content, Buffer.alloc(size - content.length)])
  }
  const hole = Buffer.alloc(Math.max(0, at - content.length))
  return Buffer.concat([content.subarray(0, at), hole, bytes, content.subarray(at + bytes.length)])
}

/** Names after one was put in, taken out or changed. */
export function named(names, { from, to, node }) {
  const next = new Map(names)
  if (from !== undefined) next.delete(from)
  if (to !== undefined) next.set(to, node)
  return next
}

const file = (content = EMPTY) => ({
  state: { live: content, durable: content, pending: [], apply: changed },
})
const folder = (names = new Map()) => ({
  state: { live: names, durable: names, pending: [], apply: named },
})
const isFolder = (node) => node.state.live instanceof Map

/** An error as Node's. */
export const fail = (code) => Object.assign(new Error(`${code}: simulated`), { code })

export class Disk {
  /** What syncs do nothing on: 'files', 'folders' or both. */
  lies
  /** What may survive, after each change: a map from each node to its state. */
  history = []
  #root
  #nodes
  #isRecording

  constructor({ lies = [], root = folder(), isRecording = true } = {}) {
    this.lies = lies
    this.#root = root
    this.#nodes = new Set()
    this.#isRecording = isRecording
    if (isRecording) this.#meet(root)
    this.#record()
  }

  get root() {
    return this.#root
  }

  /** The last change there was. */
  get moment() {
    return this.history.length - 1
  }

  /** The disk as a choice among what may have survived leaves it: durable where it says nothing. */
  static of(snapshot, root, choice, options) {
    const copies = new Map()
    const copy = (node) => {
      const found = copies.get(node)
      if (found !== undefined) return found
      const left = choice.get(node) ?? snapshot.get(node).durable
      const isFile = Buffer.isBuffer(left)
      const made = isFile ? file(left) : folder()
      copies.set(node, made)
      if (!isFile) {
        const names = new Map([...left].map(([name, inside]) => [name, copy(inside)]))
        made.state = folder(names).state
      }
      return made
    }
    return new Disk({ ...options, root: copy(root) })
  }

  /** The disk after a power cut that took all that it may. */
  cut(options) {
    const states = new Map([...this.#all(this.#root)].map((node) => [node, node.state]))
    return Disk.of(states, this.#root, new Map(), options)
  }

  /** What a file holds for who reads it now. */
  content(path) {
    return this.#at(path)?.state.live
  }

  names(path) {
    return [...(this.#at(path)?.state.live.keys() ?? [])]
  }

  /** Folders that have survived everything. */
  folder(path) {
    const parts = path.split('/').filter(Boolean)
    const node = parts.reduceRight((inside, name) => folder(new Map([[name, inside]])), folder())
    this.#root.state = node.state
  }

  /** Puts a file there that has survived everything. */
  put(path, content) {
    const { into, name } = this.#place(path)
    const names = named(into.state.live, { to: name, node: file(Buffer.from(content)) })
    into.state = folder(names).state
  }

  /**
   * The file system as a process sees it. `fault` is asked before each operation, with its name, path and
   * bytes, for an error: `{ error, bytes }`, of which so many were written nevertheless. With `dies`, that
   * operation is the process's last, of whose bytes it writes a `part`: nothing resolves any more.
   */
  process({
    fault = () => undefined,
    dies = Number.POSITIVE_INFINITY,
    part = 0.5,
    onDeath = () => {},
  } = {}) {
    let count = 0
    const begin = async (name, path, bytes) => {
      count++
      if (count > dies) {
        onDeath()
        await new Promise(() => {})
      }
      await undefined
      const found = fault(name, path, bytes, count)
      // What dies in a write has written some of it, or all.
      if (found === undefined && count === dies && bytes !== undefined) {
        return { bytes: Math.floor(bytes.length * part) }
      }
      return found
    }
    const simple = async (name, path) => {
      const found = await begin(name, path)
      if (found !== undefined) throw found.error
    }
    const handle = (path, node, flag) => {
      let at = 0
      const write = async (data) => {
        const bytes = Buffer.from(data)
        const found = await begin('write', path, bytes)
        const part = found === undefined ? bytes : bytes.subarray(0, found.bytes ?? 0)
        const from = flag === 'a' ? node.state.live.length : at
        at = from + part.length
        if (part.length > 0) this.#change(node, { at: from, bytes: Buffer.from(part) })
        if (found?.error !== undefined) throw found.error
      }
      const sync = (name) => async () => {
        const found = await begin(isFolder(node) ? 'syncFolder' : name, path)
        if (found === undefined) return this.#sync(node)
        // The pages count as clean now, and are never written.
        node.state = { ...node.state, pending: [] }
        this.#record()
        throw found.error
      }
      return {
        writeFile: write,
        async readFile() {
          await simple('read', path)
          return node.state.live
        },
        async read(buffer, offset, length) {
          await simple('read', path)
          const part = node.state.live.subarray(at, at + length)
          buffer.set(part, offset)
          at += part.length
          return { bytesRead: part.length, buffer }
        },
        stat: async () => {
          await simple('stat', path)
          const names = [...this.#all(this.#root, (state) => [state.live])]
          return { size: node.state.live.length, nlink: names.includes(node) ? 1 : 0 }
        },
        truncate: async (size) => {
          await simple('truncate', path)
          this.#change(node, { size })
        },
        datasync: sync('datasync'),
        sync: sync('sync'),
        close: () => simple('close', path),
      }
    }
    return {
      open: async (path, flag = 'r') => {
        await simple('open', path)
        const { into, name } = this.#place(path)
        let node = name === '' ? into : into.state.live.get(name)
        if (node !== undefined && flag.includes('x')) throw fail('EEXIST')
        if (node === undefined) {
          if (flag.startsWith('r')) throw fail('ENOENT')
          node = file()
          this.#change(into, { to: name, node })
        } else if (flag === 'w' && node.state.live.length > 0) this.#change(node, { size: 0 })
        return handle(path, node, flag.replace('x', ''))
      },
      mkdir: async (path) => {
        await simple('mkdir', path)
        let first
        let node = this.#root
        let at = ''
        for (const name of path.split('/').filter(Boolean)) {
          at += `/${name}`
          if (!node.state.live.has(name)) {
            first ??= at
            this.#change(node, { to: name, node: folder() })
          }
          node = node.state.live.get(name)
        }
        return first
      },
      readdir: async (path) => {
        await simple('readdir', path)
        const node = this.#at(path)
        if (node === undefined) throw fail('ENOENT')
        return [...node.state.live.keys()]
      },
      readFile: async (path, encoding) => {
        await simple('readFile', path)
        const node = this.#at(path)
        if (node === undefined) throw fail('ENOENT')
        return encoding === 'utf8' ? node.state.live.toString() : node.state.live
      },
      rename: async (from, to) => {
        await simple('rename', from)
        const [old, next] = [this.#place(from), this.#place(to)]
        const node = old.into.state.live.get(old.name)
        if (node === undefined) throw fail('ENOENT')
        this.#change(old.into, { from: old.name, to: next.name, node })
      },
      stat: async (path) => {
        await simple('stat', path)
        const node = this.#at(path)
        if (node === undefined) throw fail('ENOENT')
        return { size: node.state.live.length }
      },
      rm: async (path) => {
        await simple('rm', path)
        const { into, name } = this.#place(path)
        if (into.state.live.has(name)) this.#change(into, { from: name })
      },
    }
  }

  #change(node, change) {
    const { live, pending, apply } = node.state
    node.state = { ...node.state, live: apply(live, change), pending: [...pending, change] }
    if (change.node !== undefined) this.#meet(change.node)
    this.#record()
  }

  #sync(node) {
    if (this.lies.includes(isFolder(node) ? 'folders' : 'files')) return
    const { live, durable, pending, apply } = node.state
    if (pending.length === 0) return
    node.state = { live, durable: pending.reduce(apply, durable), pending: [], apply }
    this.#record()
  }

  #record() {
    if (!this.#isRecording) return
    this.history.push(new Map([...this.#nodes].map((node) => [node, node.state])))
  }

  #meet(node) {
    for (const found of this.#all(node)) this.#nodes.add(found)
  }

  *#all(node, folders = ({ live, durable }) => [live, durable]) {
    yield node
    if (!isFolder(node)) return
    const inside = new Set(folders(node.state).flatMap((names) => [...names.values()]))
    for (const one of inside) yield* this.#all(one, folders)
  }

  #at(path) {
    let node = this.#root
    for (const name of path.split('/').filter(Boolean)) node = node?.state.live.get(name)
    return node
  }

  #place(path) {
    const parts = path.split('/').filter(Boolean)
    const name = parts.pop() ?? ''
    const into = this.#at(parts.join('/'))
    if (into === undefined) throw fail('ENOENT')
    return { into: into, name }
  }
}
