/** The function that tasks call: as little as a function can do. */
export async function answer(event) {
  return event
}
