export type TemperatureUnit = "F" | "C"

/** Whether a column holds °F: a job says so by its name, as in `meanTempF`. */
export function isFahrenheit(column: string): boolean {
  return /temp\w*F$/i.test(column) && column.endsWith("F")
}

/** A value of a column in the unit that is wanted; whatever is no temperature stays what it is. */
export function inUnit<Value>(column: string, value: Value, unit: TemperatureUnit): Value | number {
  return unit === "C" && typeof value === "number" && isFahrenheit(column) ? toCelsius(value) : value
}

/** A difference of two °F in the unit that is wanted: a degree is another, but 0 stays 0. */
export function differenceInUnit(column: string, difference: number, unit: TemperatureUnit): number {
  return unit === "C" && isFahrenheit(column) ? difference / 1.8 : difference
}

export function toCelsius(fahrenheit: number): number {
  return (fahrenheit - 32) / 1.8
}
