// Do two classes of measurements differ in their mean? The test of dudect (Reparaz, Balasch and
// Verbauwhede, 2017): Welch's t, over all samples and over those below each of several percentiles,
// since what delays a call now and then hides a small difference.

const CROPS = 20

/**
 * The t that is farthest from zero. `times` are the samples, and the lowest bit of a sample's
 * `choices` is its class.
 */
export function largestT(times, choices) {
  const sorted = times.slice().sort()
  let largest = 0
  for (let crop = 0; crop <= CROPS; crop += 1) {
    // Dense at the top, where the noise is; the last one takes every sample.
    const share = crop === CROPS ? 1 : 1 - 0.5 ** ((10 * (crop + 1)) / CROPS)
    const limit = sorted[Math.ceil(share * (times.length - 1))]
    const t = welch(times, choices, limit)
    if (Math.abs(t) > Math.abs(largest)) largest = t
  }
  return largest
}

/** Welch's t of the samples up to `limit`, of the first class against the second. */
function welch(times, choices, limit) {
  const [count, mean, squares] = [
    [0, 0],
    [0, 0],
    [0, 0],
  ]
  for (let at = 0; at < times.length; at += 1) {
    const time = times[at]
    if (time > limit) continue
    const side = choices[at] & 1
    count[side] += 1
    const from = time - mean[side]
    mean[side] += from / count[side]
    squares[side] += from * (time - mean[side])
  }
  const spread = [0, 1].map((side) => squares[side] / (count[side] - 1) / count[side])
  const error = Math.sqrt(spread[0] + spread[1])
  return error > 0 ? (mean[0] - mean[1]) / error : 0
}
