/** The body of a `Request`. */

/** The body's bytes, or why there are none. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<Uint8Array | 'body_parsed' | 'body_too_large'> {
  try {
    if (request.bodyUsed) return 'body_parsed'
    if (Number(request.headers.get('content-length')) > limit) return 'body_too_large'
    if (request.body === null) return new Uint8Array(0)
    const reader = request.body.getReader()
    const chunks: Uint8Array[] = []
    let length = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!(value instanceof Uint8Array)) return 'body_parsed'
      length += value.length
      if (length > limit) {
        reader.cancel().catch(() => {})
        return 'body_too_large'
      }
      chunks.push(value)
    }
    if (chunks.length === 1) return chunks[0] as Uint8Array
    const whole = new Uint8Array(length)
    let at = 0
    for (const chunk of chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  } catch {
    return 'body_parsed'
  }
}
