import { existsSync } from "node:fs"

let failures = 0

export async function double({ value }, context) {
  console.log("doubling", { value }, context.functionName)
  return value * 2
}

/** Refuses odd numbers for as long as `mended` has not been called. */
export async function refuseOdd({ Items }) {
  if (failures === 0 && Items.some((item) => item % 2 === 1)) {
    console.error("odd", Items)
    throw Object.assign(new Error(`odd: ${Items}`), { name: "Odd" })
  }
  return Items.length
}

export async function mended() {
  failures = 1
}

export async function wait({ milliseconds }) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  return "waited"
}

/** Waits until there is such a file. */
export async function waitFor({ file }) {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5))
  return "come"
}

/** Prints as many lines, each as long. */
export async function say({ lines, length }) {
  for (let line = 0; line < lines; line++) console.log(`${line} `.padEnd(length, "x"))
  return lines
}

/** Prints what it is given, a line each. */
export async function print({ lines }) {
  for (const line of lines) console.log(line)
}
