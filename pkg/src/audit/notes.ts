/** Signed notes, one behind the other, of which a crash may have torn the last. */

/** A whole note, with signatures as long as Ed25519's: what a crash has torn may end like one. */
const NOTE =
  /^[^\n]+\n\d+\n[A-Za-z0-9+/]{43}=\n(?:[^\n]+\n)*\n(?:\u2014 [^ \n]+ (?:[A-Za-z0-9+/]{4}){22,}[A-Za-z0-9+/=]{4}\n)+$/
const MARK = '\u2014 '

/** How many bytes are whole notes: all, or all but the last note, or what a crash has left of it. */
export function wholeNotes(bytes: Uint8Array): number {
  const text = new TextDecoder().decode(bytes)
  let signatures = text.length
  for (let line = signatures; line > 0; ) {
    line = text.lastIndexOf('\n', line - 2) + 1
    if (!text.startsWith(MARK, line)) break
    signatures = line
  }
  const before = text.lastIndexOf(`\n${MARK}`, signatures - 2)
  const from = before < 0 ? 0 : text.indexOf('\n', before + 1) + 1
  return NOTE.test(text.slice(from))
    ? bytes.length
    : new TextEncoder().encode(text.slice(0, from)).length
}

/** The notes of a text. */
export const notesOf = (text: string): readonly string[] =>
  text.match(/^[^\n]+\n\d+\n[^\n]+\n\n(?:\u2014 [^\n]+\n)+/gm) ?? []
