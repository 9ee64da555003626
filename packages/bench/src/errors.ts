/** The bench cannot say anything: a peer is not to be had, or two contestants answer differently. */
export class BenchFailed extends Error {
  override readonly name = "BenchFailed"
}
