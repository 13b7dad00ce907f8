/** A bar for long work: on a terminal only, and never on standard output. */

const WIDTH = 30
const EVERY = 100

export function progress(total: number): { tell(done: number): void; end(): void } {
  const { stderr } = process
  if (!stderr.isTTY) return { tell() {}, end() {} }
  let last = Date.now()
  let isShown = false
  return {
    tell(done) {
      if (Date.now() - last < EVERY) return
      last = Date.now()
      isShown = true
      const share = total === 0 ? 1 : Math.min(1, done / total)
      const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.')
      stderr.write(`\r[${bar}] ${Math.floor(share * 100)} %`)
    },
    end() {
      if (isShown) stderr.write('\r\u001b[K')
    },
  }
}
