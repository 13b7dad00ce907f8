// The bytes that the text of a module spells: see xtask/src/text.rs.

const SINGLE = 88

export function moduleBytes(text) {
  const used = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
  const characters = used.filter((c) => !['"', "'", '<', '\\', '`'].includes(c))
  const isFrequent = (byte) => (Number.parseInt(text[Math.floor(byte / 4)], 16) >> (byte % 4)) % 2
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  const frequent = bytes.filter((byte) => isFrequent(byte) === 1)
  const rare = bytes.filter((byte) => isFrequent(byte) === 0)
  const byteOf = new Map(frequent.map((byte, place) => [characters[place], byte]))
  for (const [place, byte] of rare.entries()) {
    const first = characters[SINGLE + Math.floor(place / SINGLE)]
    byteOf.set(first + characters[place % SINGLE], byte)
  }
  const pairs = new Set(characters.slice(SINGLE))
  const spelled = text.slice(64).match(/./gs).values()
  const found = []
  for (const c of spelled) found.push(byteOf.get(pairs.has(c) ? c + spelled.next().value : c))
  return Buffer.from(found)
}
