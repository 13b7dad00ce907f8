/** How long a log waits for what the host brings, in milliseconds. */
export const PATIENCE = 10_000

/** The same promise, given up after a while: what hangs holds up nothing for good. */
export async function patient<T>(promise: Promise<T>, ms = PATIENCE): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`there was no answer in ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(timer)
  }
}
