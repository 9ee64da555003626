import { connect } from "node:net"

export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Milliseconds. */
const PATIENCE = 5_000

/** Sends bytes as they are, and answers what comes back until the server closes: the request should ask for that. */
export function sendRaw(url: string, text: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, "latin1"))
    let answer = ""
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer within ${PATIENCE} ms: ${answer}`)))
    socket.setEncoding("latin1").on("data", (piece: string) => {
      answer += piece
    })
    socket.on("error", reject)
    socket.on("close", () => resolve(parse(answer)))
  })
}

/** One request, and then the connection's end. */
export function ask(
  url: string,
  target: string,
  {
    host = new URL(url).host,
    method = "GET",
    headers = {},
    body = "",
  }: {
    readonly host?: string
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  } = {},
): Promise<RawAnswer> {
  const lines = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, "Connection: close"]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  return sendRaw(url, `${lines.join("\r\n")}\r\n\r\n${body}`)
}

function parse(answer: string): RawAnswer {
  const end = answer.indexOf("\r\n\r\n")
  const [first = "", ...lines] = answer.slice(0, end).split("\r\n")
  const headers = lines.map((line) => {
    const colon = line.indexOf(":")
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    status: Number(first.split(" ")[1]),
    headers: Object.fromEntries(headers),
    body: answer.slice(end + 4),
  }
}
