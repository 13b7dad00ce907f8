/** The body of a `Request`. */

/** The body's bytes, or why there are none. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<Uint8Array | 'body_parsed' | 'body_too_large' | 'body_unreadable'> {
  try {
    if (request.bodyUsed || request.body?.locked) return 'body_parsed'
    if (Number(request.headers.get('content-length')) > limit) return 'body_too_large'
    if (request.body === null) return new Uint8Array(0)
    const reader = request.body.getReader()
    // One buffer that doubles: a sender who writes a byte at a time must not cost an object for each.
    let whole = new Uint8Array(0)
    let length = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return whole.subarray(0, length)
      if (!(value instanceof Uint8Array)) return 'body_parsed'
      const end = length + value.length
      if (end > limit) {
        reader.cancel().catch(() => {})
        return 'body_too_large'
      }
      if (end > whole.length) {
        const larger = new Uint8Array(Math.max(end, 2 * whole.length))
        larger.set(whole)
        whole = larger
      }
      whole.set(value, length)
      length = end
    }
  } catch {
    return 'body_unreadable'
  }
}
