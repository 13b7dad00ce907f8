/** Instantiates a compiled module of the crate, at import: there is nothing to await. */

interface Glue {
  __wbg_set_wasm(exports: unknown): void
}

interface Loaded<E, G> {
  /** The raw exports. */
  readonly exports: E & { readonly memory: WebAssembly.Memory }
  /** For those that take or give text. */
  readonly glue: G
  /** Gives back what calls had of the module's own stack that the engine cut short. */
  restore(): void
}

export function load<E, G extends Glue>(name: string, hex: string, bind: () => G): Loaded<E, G> {
  const glue = bind()
  const imports = { [`./${name}_bg.js`]: glue as unknown as WebAssembly.ModuleImports }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(fromHex(hex)), imports)
  const exports = instance.exports as unknown as E & {
    readonly memory: WebAssembly.Memory
    readonly stack: WebAssembly.Global
    __wbindgen_start(): void
  }
  const { stack } = exports
  const top: unknown = stack.value
  glue.__wbg_set_wasm(exports)
  exports.__wbindgen_start()
  const restore = () => {
    stack.value = top
  }
  return { exports, glue, restore }
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const native = Uint8Array as unknown as { fromHex?(text: string): Uint8Array<ArrayBuffer> }
  if (native.fromHex) return native.fromHex(text)
  // Node before 25. The loop below would take longer than all else that is done at import.
  const { Buffer } = globalThis as {
    Buffer?: { from(text: string, encoding: 'hex'): Uint8Array<ArrayBuffer> }
  }
  if (Buffer) return Buffer.from(text, 'hex')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteAt(text, i)
  return bytes
}

/** The byte that two lower-case digits spell. */
export function byteAt(text: string, place: number): number {
  return digit(text, 2 * place) * 16 + digit(text, 2 * place + 1)
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 58 ? code - 48 : code - 87
}
