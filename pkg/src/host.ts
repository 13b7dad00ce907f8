/** What the core asks of its host, as `src/wasm/host.rs` names it. Texts are parts of its memory. */

const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })

const put = (text: string, out: Uint8Array): number => encoder.encodeInto(text, out).written

export const host = {
  read: (text: Uint8Array): number => Number.parseFloat(decoder.decode(text)),
  write: (number: number, out: Uint8Array): number => put(String(number), out),
  nfkc: (text: Uint8Array, out: Uint8Array): number =>
    put(decoder.decode(text).normalize('NFKC'), out),
}
export type Host = typeof host
