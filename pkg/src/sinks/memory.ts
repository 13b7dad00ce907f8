/** A log in memory: for tests, and for hosts that keep it elsewhere. */
import type { PrimarySink } from './sink.js'

/** Keeps a log for as long as the process lives. `text` is what a file would hold. */
export function memorySink(): PrimarySink & { text(): string } {
  let groups: string[] = []
  let checkpoints = ''
  const disclosures = new Map<number, string>()
  const text = () => {
    groups = [groups.join('')]
    return groups[0] as string
  }
  async function* bytes() {
    yield new TextEncoder().encode(text())
  }
  return {
    text,
    async append(group) {
      groups.push(group.text)
      return { durable: 'none' }
    },
    async *segments() {
      if (groups.length > 0) yield { first: 0, bytes: bytes() }
    },
    async cut() {
      throw new Error('nothing tears what is in memory')
    },
    async checkpoints() {
      return checkpoints
    },
    async keepCheckpoint(note) {
      checkpoints += note
    },
    async keepDisclosure(seq, disclosed) {
      if (disclosed === undefined) disclosures.delete(seq)
      else disclosures.set(seq, disclosed)
    },
    async disclosure(seq) {
      return disclosures.get(seq)
    },
    async *disclosures() {
      yield* disclosures
    },
    async close() {},
  }
}
