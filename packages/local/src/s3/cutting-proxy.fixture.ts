import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/** Stands between a client and a server and cuts connections off. */
export async function startCuttingProxy(serverUrl: string) {
  const { port } = new URL(serverUrl)
  const open = new Set<Socket>()
  /** Bytes that the server may still answer, on all connections together, until the one that exceeds them is cut; null for any. */
  let left: number | null = null

  const proxy = createServer((client) => {
    const server = connect(Number(port), "127.0.0.1")
    for (const socket of [client, server]) {
      open.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        open.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    client.pipe(server)
    server.on("data", (bytes) => {
      const allowed = left ?? bytes.length
      if (left !== null) left = Math.max(0, left - bytes.length)
      if (bytes.length <= allowed) client.write(bytes)
      else {
        left = null
        client.write(bytes.subarray(0, allowed), () => client.destroy())
      }
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** Cuts off the connection whose answer exceeds so many bytes from now on. */
    cutAfter(bytes: number) {
      left = bytes
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
