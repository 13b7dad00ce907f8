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

export function load<E, G extends Glue = Glue>(
  name: string,
  text: string,
  bind: () => G,
): Loaded<E, G> {
  const glue = bind()
  const imports = { [`./${name}_bg.js`]: glue as unknown as WebAssembly.ModuleImports }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(fromText(text)), imports)
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

/** The bytes of a module: `xtask/src/text.rs` says how its text spells them. */
function fromText(text: string): Uint8Array<ArrayBuffer> {
  const codes = new TextEncoder().encode(text)
  const places: number[] = []
  let next = 0
  for (let code = 32; code < 127; code++) {
    if (!'"\'<\\`'.includes(String.fromCharCode(code))) places[code] = next++
  }
  const frequent: number[] = []
  const rare: number[] = []
  for (let byte = 0; byte < 256; byte++) {
    const isFrequent = (digit(text, byte >> 2) >> (byte & 3)) & 1
    ;(isFrequent ? frequent : rare).push(byte)
  }
  let to = 0
  for (let at = 64; at < codes.length; at++) {
    const place = places[codes[at] as number] as number
    codes[to++] = (
      place < 88
        ? frequent[place]
        : rare[(place - 88) * 88 + (places[codes[++at] as number] as number)]
    ) as number
  }
  return codes.subarray(0, to)
}

/** The byte that two lower-case digits spell. */
export function byteAt(text: string, place: number): number {
  return digit(text, 2 * place) * 16 + digit(text, 2 * place + 1)
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 58 ? code - 48 : code - 87
}
